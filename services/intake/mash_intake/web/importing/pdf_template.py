"""The referral document as a PDF with boxes to fill in, for any reader of PDF."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from mash_intake.web.importing.fields import INTRODUCTION, SECTIONS, TITLE, DocumentField

_WIDTH, _HEIGHT, _MARGIN = 595, 842, 50
_LINE, _BOX_LINE = 14, 15
_CHARACTERS = 88
_MULTILINE, _COMBO = 1 << 12, 1 << 17
_PRINTED = 4


@dataclass(frozen=True, slots=True)
class _Text:
    words: str
    size: int
    bold: bool = False
    above: int = 0
    """Room above it."""
    keep: int = 0
    """Room that has to follow on the same page."""


_Part = _Text | DocumentField


@cache
def pdf_template() -> bytes:
    """The document, not filled in."""
    writer = PdfWriter()
    writer.add_metadata({"/Title": TITLE})
    fonts = DictionaryObject(
        {
            NameObject("/Plain"): writer._add_object(_font("/Helvetica")),
            NameObject("/Bold"): writer._add_object(_font("/Helvetica-Bold")),
        }
    )
    fields = ArrayObject()
    for page in _pages():
        _draw(writer, page, fonts, fields)
    form = DictionaryObject(
        {
            NameObject("/Fields"): fields,
            NameObject("/NeedAppearances"): BooleanObject(True),
            NameObject("/DA"): TextStringObject("/Plain 11 Tf 0 g"),
            NameObject("/DR"): DictionaryObject({NameObject("/Font"): fonts}),
        }
    )
    writer.root_object[NameObject("/AcroForm")] = writer._add_object(form)
    writer.root_object[NameObject("/Lang")] = TextStringObject("en-GB")
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


_Placed = tuple[_Part, float]
"""With the distance of its top from the bottom of the page."""


def _parts() -> Iterator[_Part]:
    yield _Text(TITLE, 18, bold=True)
    for sentence in INTRODUCTION:
        yield _Text(sentence, 10, above=4)
    for section in SECTIONS:
        yield _Text(section.heading, 14, bold=True, above=14, keep=60)
        yield from section.fields


def _pages() -> Iterator[list[_Placed]]:
    page: list[_Placed] = []
    top = float(_HEIGHT - _MARGIN)
    for part in _parts():
        height = _height(part)
        needed = height + (part.keep if isinstance(part, _Text) else 0)
        if top - needed < _MARGIN:
            yield page
            page, top = [], float(_HEIGHT - _MARGIN)
        page.append((part, top))
        top -= height
    yield page


def _height(part: _Part) -> float:
    if isinstance(part, _Text):
        return part.above + part.size + 6
    return len(_label_lines(part)) * _LINE + _box_height(part) + 8


def _label_lines(field: DocumentField) -> list[str]:
    return textwrap.wrap(field.label, _CHARACTERS)


def _box_height(field: DocumentField) -> int:
    return field.lines * _BOX_LINE + 5


def _draw(writer: PdfWriter, placed: list[_Placed], fonts: DictionaryObject, fields: ArrayObject) -> None:
    page = writer.add_blank_page(_WIDTH, _HEIGHT)
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    page[NameObject("/Tabs")] = NameObject("/S")
    widgets, drawn = ArrayObject(), []
    for part, top in placed:
        if isinstance(part, _Text):
            drawn.append(_said(part.words, part.size, top - part.above - part.size, bold=part.bold))
            continue
        lines = _label_lines(part)
        drawn += [_said(line, 10, top - 10 - number * _LINE) for number, line in enumerate(lines)]
        box_top = top - len(lines) * _LINE
        drawn.append(_outlined(part, box_top))
        widget = writer._add_object(_widget(part, box_top))
        widgets.append(widget)
        fields.append(widget)
    content = DecodedStreamObject()
    content.set_data("\n".join(drawn).encode("cp1252"))
    page[NameObject("/Contents")] = writer._add_object(content)
    page[NameObject("/Annots")] = widgets


def _said(words: str, size: int, y: float, *, bold: bool = False) -> str:
    escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /{'Bold' if bold else 'Plain'} {size} Tf {_MARGIN} {y:.0f} Td ({escaped}) Tj ET"


def _outlined(field: DocumentField, top: float) -> str:
    """On the page itself: not every reader shows where a box is, and none does on paper."""
    height = _box_height(field)
    return f"0.5 G {_MARGIN} {top - height:.0f} {_WIDTH - 2 * _MARGIN} {height} re S"


def _widget(field: DocumentField, top: float) -> DictionaryObject:
    corners = (_MARGIN, top - _box_height(field), _WIDTH - _MARGIN, top)
    widget = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/Rect"): ArrayObject(FloatObject(corner) for corner in corners),
            NameObject("/F"): NumberObject(_PRINTED),
            NameObject("/T"): TextStringObject(field.name),
            NameObject("/TU"): TextStringObject(field.label),
            NameObject("/DA"): TextStringObject("/Plain 11 Tf 0 g"),
            NameObject("/MK"): DictionaryObject({NameObject("/BC"): ArrayObject([FloatObject(0.5)])}),
            NameObject("/FT"): NameObject("/Ch" if field.choices else "/Tx"),
            NameObject("/V"): TextStringObject(""),
        }
    )
    if field.choices:
        widget[NameObject("/Ff")] = NumberObject(_COMBO)
        words = ("", *(words for _, words in field.choices))
        widget[NameObject("/Opt")] = ArrayObject(TextStringObject(each) for each in words)
    elif field.lines > 1:
        widget[NameObject("/Ff")] = NumberObject(_MULTILINE)
    return widget


def _font(name: str) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject(name),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
