"""Drawing bars as SVG on the server: no script, nothing from elsewhere, nothing told by colour alone."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from xml.etree import ElementTree

import pygal
from pygal.style import Style

# pygal puts an import hook in place for maps, which are not used here. It lacks `find_spec`, on which other
# importers stumble (pygal 3.1.3).
sys.meta_path[:] = [hook for hook in sys.meta_path if not isinstance(hook, pygal.PluginImportFixer)]


class Shape(StrEnum):
    """A plot is drawn again for narrow screens, because shrinking it would make its words too small."""

    WIDE = "wide"
    NARROW = "narrow"

    @property
    def width(self) -> int:
        return 470 if self is Shape.WIDE else 340

    @property
    def font_size(self) -> int:
        return 14 if self is Shape.WIDE else 13

    @property
    def longest_label(self) -> int:
        return 30 if self is Shape.WIDE else 23

    @property
    def most_ticks(self) -> int:
        return 3 if self is Shape.WIDE else 2


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

    def height(self, shape: Shape) -> int:
        """In the units of `Shape.width`, so that a page can keep the room free."""
        lines = 0 if len(self.parts) == 1 else -(-len(self.parts) // self.legend_columns(shape))
        return _FRAME_HEIGHT + _LEGEND_LINE * lines + _BAR_HEIGHT * max(2, len(self.bars))

    def legend_columns(self, shape: Shape) -> int:
        return 2 if shape is Shape.WIDE and len(self.parts) == 2 else 1


_FRAME_HEIGHT, _LEGEND_LINE, _BAR_HEIGHT = 50, 26, 34
_INK, _LINE = "#0b0c0c", "#b1b4b6"
# Dark blue, orange, dark pink and light purple of the Government Analysis Function's palette, which people
# who see colours differently can tell apart. The last part is the one to look at, so it is always orange.
_BLUE, _ORANGE, _PINK, _PURPLE = "#12436d", "#f46a25", "#801650", "#a285d1"
_COLOURS = {1: (_BLUE,), 2: (_BLUE, _ORANGE), 4: (_BLUE, _PINK, _PURPLE, _ORANGE)}
_NUMBER_COLOURS = {_BLUE: "#ffffff", _ORANGE: _INK, _PINK: "#ffffff", _PURPLE: _INK}


def said(plot: Plot) -> str:
    """The plot in words, for people who do not see it."""
    return f"{plot.title}. " + "; ".join(_words(bar, plot.unit, len(bar.label)) for bar in plot.bars)


def draw(plot: Plot, shape: Shape) -> bytes:
    """The plot as an SVG document of its own. The same plot gives the same document."""
    highest = plot.highest or max((sum(bar.counts) for bar in plot.bars), default=0)
    ticks = _ticks(highest, shape.most_ticks)
    several = len(plot.parts) > 1
    chart = pygal.HorizontalStackedBar(
        style=_style(shape, _COLOURS[len(plot.parts)]),
        width=shape.width,
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
    # Else a new random one each time.
    chart.uuid = "plot"
    # The first label belongs to the lowest bar.
    upwards = list(reversed(plot.bars))
    chart.x_labels = [_words(bar, plot.unit, shape.longest_label) for bar in upwards]
    chart.y_labels = [{"label": f"{tick:,}{plot.unit}", "value": tick} for tick in ticks]
    for number, part in enumerate(plot.parts):
        chart.add(part, [_part(bar.counts[number], ticks[-1]) for bar in upwards])
    return _document(chart.render_tree(), plot.title)


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


def _document(root: ElementTree.Element, title: str) -> bytes:
    name = root.find("{*}title")
    if name is not None:
        name.text = title
    for parent in list(root.iter()):
        for script in parent.findall("{*}script"):
            parent.remove(script)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _style(shape: Shape, colours: tuple[str, ...]) -> Style:
    return Style(
        background="#ffffff",
        plot_background="#ffffff",
        foreground=_INK,
        foreground_strong=_INK,
        foreground_subtle=_LINE,
        guide_stroke_color=_LINE,
        major_guide_stroke_color=_LINE,
        guide_stroke_dasharray="none",
        major_guide_stroke_dasharray="none",
        opacity="1",
        opacity_hover="1",
        transition="0s",
        font_family="Arial, 'Liberation Sans', Helvetica, sans-serif",
        label_font_size=shape.font_size,
        major_label_font_size=shape.font_size,
        value_font_size=shape.font_size,
        legend_font_size=shape.font_size,
        colors=colours,
        value_colors=tuple(_NUMBER_COLOURS[colour] for colour in colours),
    )
