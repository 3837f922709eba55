"""Drawing bars as SVG on the server: no script, nothing from elsewhere, nothing told by colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import pygal

from mash_platform.web.drawing import BLUE, GREY, ORANGE, PINK, PURPLE, Shape, plot_document, plot_style

_WIDTH = {Shape.WIDE: 470, Shape.NARROW: 340}
_LONGEST_LABEL = {Shape.WIDE: 30, Shape.NARROW: 23}
_MOST_TICKS = {Shape.WIDE: 3, Shape.NARROW: 2}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its words, a count for each part, and what the words end with instead of the total."""

    label: str
    counts: tuple[int, ...]
    said: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """Bars with one part or more that lie end to end."""

    title: str
    parts: tuple[str, ...]
    bars: Sequence[Bar]
    highest: int | None = None
    unit: str = ""

    def width(self, shape: Shape) -> int:
        return _WIDTH[shape]

    def height(self, shape: Shape) -> int:
        """In the units of `width`, so that a page can keep the room free."""
        lines = 0 if len(self.parts) == 1 else -(-len(self.parts) // self.legend_columns(shape))
        return _FRAME_HEIGHT + _LEGEND_LINE * lines + _BAR_HEIGHT * max(2, len(self.bars))

    def legend_columns(self, shape: Shape) -> int:
        return 2 if shape is Shape.WIDE and len(self.parts) == 2 else 1


_FRAME_HEIGHT, _LEGEND_LINE, _BAR_HEIGHT = 50, 26, 34
_COLOURS = (BLUE, PINK, GREY, PURPLE)


def _colours(parts: int) -> tuple[str, ...]:
    """For up to five parts. The last of several is the one to look at, so it is always orange."""
    return _COLOURS[:1] if parts == 1 else (*_COLOURS[: parts - 1], ORANGE)


def said(plot: Plot) -> str:
    """The plot in words, for people who do not see it."""
    return f"{plot.title}. " + "; ".join(_words(bar, plot.unit, len(bar.label)) for bar in plot.bars)


def draw(plot: Plot, shape: Shape) -> bytes:
    """The plot as an SVG document of its own. The same plot gives the same document."""
    highest = plot.highest or max((sum(bar.counts) for bar in plot.bars), default=0)
    ticks = _ticks(highest, _MOST_TICKS[shape])
    several = len(plot.parts) > 1
    chart = pygal.HorizontalStackedBar(
        style=plot_style(shape.font_size, _colours(len(plot.parts))),
        width=plot.width(shape),
        height=plot.height(shape),
        js=(),
        show_legend=several,
        legend_at_bottom=True,
        legend_at_bottom_columns=plot.legend_columns(shape),
        legend_box_size=14,
        truncate_legend=-1,
        truncate_label=-1,
        print_values=several,
        range=(0, ticks[-1]),
        margin=8,
        margin_right=24,
        spacing=8,
        no_data_text="Nothing to show yet",
    )
    # The first label belongs to the lowest bar.
    upwards = list(reversed(plot.bars))
    chart.x_labels = [_words(bar, plot.unit, _LONGEST_LABEL[shape]) for bar in upwards]
    chart.y_labels = [{"label": f"{tick:,}{plot.unit}", "value": tick} for tick in ticks]
    for number, part in enumerate(plot.parts):
        chart.add(part, [_part(bar.counts[number], ticks[-1]) for bar in upwards])
    return plot_document(chart, plot.title)


def _words(bar: Bar, unit: str, longest: int) -> str:
    short = bar.label if len(bar.label) <= longest else bar.label[: longest - 1].rstrip(" ,:(") + "…"
    return f"{short}: {bar.said or f'{sum(bar.counts):,}{unit}'}"


def _part(count: int, highest: int) -> dict[str, object]:
    """A number goes on its part of the bar only where it fits; the table has them all."""
    fits = count >= highest / 10
    return {"value": count, "formatter": lambda value: f"{value:,}" if fits else ""}


def _ticks(highest: int, most: int) -> list[int]:
    """Whole numbers from 0 to the highest or just above, at most so many and one more."""
    step = next(
        factor * 10**power
        for power in range(12)
        for factor in (1, 2, 5)
        if highest <= most * factor * 10**power
    )
    return [step * number for number in range(max(1, -(-highest // step)) + 1)]
