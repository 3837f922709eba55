"""The chronology drawn: a lane for each kind of thing, time from left to right, patterns ringed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pygal

from mash_platform.clock import LONDON
from mash_platform.web.drawing import BLUE, ORANGE, PINK, PURPLE, Shape, plot_document, plot_style
from mash_triage.domain.timeline import Strand
from mash_triage.web.chronology import ChronologyShown, LineShown

_WIDTH = {Shape.WIDE: 960, Shape.NARROW: 340}
_LANE, _FRAME = 34, 110
_MOST_TICKS = {Shape.WIDE: 9, Shape.NARROW: 3}
_SHORT = {
    Strand.CASE: "Other teams",
    Strand.STRATEGY_DISCUSSION: "Strategy",
    Strand.MISSING_EPISODE: "Missing",
    Strand.AGENCY_FACT: "Agencies",
}
_NO_DOTS = frozenset({Strand.DECISION, Strand.EARLY_HELP, Strand.CASE, Strand.PLAN})
# What lasts is the first series. pygal's own option for its width is overruled by pygal's own style.
_BARS = ".serie-0 .line { stroke-width: 12px !important }"
_SHORTEST = timedelta(days=90)
_LOWER = 0.22


@dataclass(frozen=True, slots=True)
class ChronologyPlot:
    shown: ChronologyShown
    now: datetime

    @property
    def lanes(self) -> tuple[Strand, ...]:
        """From top to bottom."""
        used = {line.happening.strand for line in self._moments()}
        used |= {stretch.strand for stretch, _ in self.shown.stretches}
        return tuple(one for one in Strand if one in used)

    def width(self, shape: Shape) -> int:
        return _WIDTH[shape]

    def height(self, shape: Shape) -> int:
        """In the units of `width`, so that a page can keep the room free."""
        legend = 26 * (4 if shape is Shape.NARROW else 1)
        return _FRAME + legend + _LANE * max(2, len(self.lanes))

    @property
    def words(self) -> str:
        """The plot for people who do not see it; the list below it has every line."""
        told = [f"{one.label}: {count}" for one in self.lanes if (count := self._count(one))]
        ringed = len({line.happening.contact_reference for line in self._ringed()})
        pattern = f" {ringed} contacts are part of a pattern." if ringed else ""
        return f"When it happened, as a line of time for each kind. {'; '.join(told)}.{pattern}"

    def draw(self, shape: Shape) -> bytes:
        """An SVG document of its own. The same chronology gives the same document on the same day."""
        first, last = self._span()
        rows = {one: len(self.lanes) - number for number, one in enumerate(self.lanes)}
        chart = pygal.XY(
            style=plot_style(shape.font_size, (PURPLE, PINK, ORANGE, BLUE)),
            width=self.width(shape),
            height=self.height(shape),
            js=(),
            stroke=False,
            show_x_guides=True,
            show_y_guides=True,
            legend_at_bottom=True,
            legend_at_bottom_columns=4 if shape is Shape.WIDE else 1,
            legend_box_size=14,
            truncate_legend=-1,
            truncate_label=-1,
            xrange=(first.toordinal(), last.toordinal()),
            range=(0.5, len(rows) + 0.5),
            margin=8,
            margin_right=30,
            no_data_text="Nothing to show yet",
            css=("file://style.css", "file://graph.css", f"inline:{_BARS}"),
            x_value_formatter=_month,
        )
        chart.x_labels = [one.toordinal() for one in _ticks(first, last, _MOST_TICKS[shape])]
        short = _SHORT if shape is Shape.NARROW else {}
        chart.y_labels = [{"label": short.get(one, one.label), "value": row} for one, row in rows.items()]
        chart.add(
            "Help, case or plan",
            list(self._bars(rows, first)),
            stroke=True,
            show_dots=False,
            allow_interruptions=True,
        )
        chart.add("Part of a pattern", [_dot(line, rows) for line in self._ringed()], dots_size=11)
        for name, this, size in (("Others, in small", False, 4), ("This child", True, 6)):
            dots = [_dot(line, rows) for line in self._moments() if line.person.is_this_child is this]
            chart.add(name, dots, dots_size=size)
        return plot_document(chart, "The chronology as a line of time")

    def _count(self, strand: Strand) -> int:
        return sum(line.happening.strand is strand for line in self.shown.lines)

    def _moments(self) -> list[LineShown]:
        """What is drawn as a dot: not what lasts, nor a decision, which follows its contact."""
        return [line for line in self.shown.lines if line.happening.strand not in _NO_DOTS]

    def _ringed(self) -> list[LineShown]:
        return [line for line in self.shown.lines if line.patterns]

    def _span(self) -> tuple[date, date]:
        moments = [line.happening.at for line in self.shown.lines]
        moments += [stretch.since for stretch, _ in self.shown.stretches]
        first = min((*moments, self.now - _SHORTEST))
        return _day(first), _day(max((*moments, self.now)))

    def _bars(self, rows: dict[Strand, int], first: date) -> Iterator[tuple[int, int] | None]:
        for stretch, _ in self.shown.stretches:
            if stretch.strand not in rows:
                continue
            since, until = _day(stretch.since), _day(stretch.until or self.now)
            yield max(since, first).toordinal(), rows[stretch.strand]
            # One that began today still shows.
            yield max(until, since + timedelta(days=1)).toordinal(), rows[stretch.strand]
            yield None


def _dot(line: LineShown, rows: dict[Strand, int]) -> tuple[int, float]:
    """Others stand a little lower, so that two contacts of one day do not hide each other."""
    lower = 0 if line.person.is_this_child else _LOWER
    return _day(line.happening.at).toordinal(), rows[line.happening.strand] - lower


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def _month(ordinal: float) -> str:
    return f"{date.fromordinal(int(ordinal)):%b %Y}"


def _ticks(first: date, last: date, most: int) -> list[date]:
    """The first of a month, at most so many, in even steps of months."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next(one for one in (1, 2, 3, 6, 12, 24, 60, 120, 600, 1200) if months // one <= most)
    begin = first.year * 12 + first.month
    begin += -begin % step if step < 12 else 12 - begin % 12
    found = (date(number // 12, number % 12 + 1, 1) for number in range(begin, begin + months + 1, step))
    return [one for one in found if first <= one <= last]
