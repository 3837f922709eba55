"""What all plots have in common: SVG drawn on the server, no script, nothing from elsewhere.

    chart = pygal.XY(style=plot_style(14, (BLUE, ORANGE)), js=(), ...)
    svg = plot_document(chart, "Contacts over time")

Nothing may be told by colour alone, and whatever a plot shows stands beside it in words.
"""

import sys
from enum import StrEnum
from typing import Any
from xml.etree import ElementTree

import pygal
from pygal.style import Style
from starlette.responses import Response

# pygal puts an import hook in place for maps, which are not used here. It lacks `find_spec`, on which other
# importers stumble (pygal 3.1.3).
sys.meta_path[:] = [hook for hook in sys.meta_path if not isinstance(hook, pygal.PluginImportFixer)]

INK, LINE = "#0b0c0c", "#b1b4b6"
# Dark blue, orange, dark pink, light purple and dark grey of the Government Analysis Function's palette,
# which people who see colours differently can tell apart.
BLUE, ORANGE, PINK, PURPLE, GREY = "#12436d", "#f46a25", "#801650", "#a285d1", "#3d3d3d"
_NUMBER_COLOURS = {BLUE: "#ffffff", ORANGE: INK, PINK: "#ffffff", PURPLE: INK, GREY: "#ffffff"}


class Shape(StrEnum):
    """A plot is drawn again for narrow screens, because shrinking it would make its words too small."""

    WIDE = "wide"
    NARROW = "narrow"

    @property
    def font_size(self) -> int:
        return 14 if self is Shape.WIDE else 13


def plot_style(font_size: int, colours: tuple[str, ...]) -> Style:
    """Colours in the order of the series."""
    return Style(
        background="#ffffff",
        plot_background="#ffffff",
        foreground=INK,
        foreground_strong=INK,
        foreground_subtle=LINE,
        guide_stroke_color=LINE,
        major_guide_stroke_color=LINE,
        guide_stroke_dasharray="none",
        major_guide_stroke_dasharray="none",
        opacity="1",
        opacity_hover="1",
        transition="0s",
        font_family="Arial, 'Liberation Sans', Helvetica, sans-serif",
        label_font_size=font_size,
        major_label_font_size=font_size,
        value_font_size=font_size,
        legend_font_size=font_size,
        colors=colours,
        value_colors=tuple(_NUMBER_COLOURS[colour] for colour in colours),
    )


def plot_document(chart: Any, title: str) -> bytes:
    """A pygal chart as an SVG document of its own. The same chart gives the same document."""
    # Else a new random one each time.
    chart.uuid = "plot"
    root: ElementTree.Element = chart.render_tree()
    name = root.find("{*}title")
    if name is not None:
        name.text = title
    for parent in list(root.iter()):
        for script in parent.findall("{*}script"):
            parent.remove(script)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


# A plot brings its own styles inside it; nothing else may come with it, should it be opened by itself.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def plot_response(document: bytes) -> Response:
    """The document as it is sent to a browser."""
    return Response(document, media_type="image/svg+xml", headers={"content-security-policy": _POLICY})
