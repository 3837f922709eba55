"""The referral document for Word: a table of labelled cells, with a content control in each."""

import zipfile
from functools import cache
from importlib.resources import files
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from mash_intake.web.importing.fields import (
    INTRODUCTION,
    SECTIONS,
    TITLE,
    DocumentField,
    DocumentSection,
)

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PLACEHOLDER = "Write here"
CHOOSE = "Choose one"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Any day: the same table gives the same bytes.
_SAVED_AT = (2026, 1, 1, 0, 0, 0)
_LABEL_WIDTH, _ANSWER_WIDTH = 3400, 6200
_LINE_HEIGHT, _CELL_MARGIN = 300, 120
"""Twentieths of a point."""

_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/styles.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>'
    "</Types>"
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="{type}" Target="{target}"/></Relationships>'
)
_STYLES = files("mash_intake.web.importing") / "word_styles.xml"


@cache
def word_template() -> bytes:
    """The document, not filled in."""
    written = BytesIO()
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELATIONS.format(type=f"{_OFFICE}/officeDocument", target="word/document.xml"),
        "word/_rels/document.xml.rels": _RELATIONS.format(type=f"{_OFFICE}/styles", target="styles.xml"),
        "word/styles.xml": _STYLES.read_text(),
        "word/document.xml": _document(),
    }
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, _SAVED_AT), _HEAD + content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _document() -> str:
    introduction = _paragraph(TITLE, "Title") + "".join(map(_paragraph, INTRODUCTION))
    sections = "".join(map(_section, SECTIONS))
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134"'
    page += ' w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    return f'<w:document xmlns:w="{WORD}"><w:body>{introduction}{sections}{page}</w:body></w:document>'


def _section(section: DocumentSection) -> str:
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = f'<w:tblGrid><w:gridCol w:w="{_LABEL_WIDTH}"/><w:gridCol w:w="{_ANSWER_WIDTH}"/></w:tblGrid>'
    rows = "".join(map(_row, section.fields))
    table = f'<w:tbl><w:tblPr><w:tblW w:w="{_LABEL_WIDTH + _ANSWER_WIDTH}" w:type="dxa"/><w:tblBorders>'
    table += f'{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>{grid}{rows}</w:tbl>'
    return _paragraph(section.heading, "Heading1") + table


def _row(field: DocumentField) -> str:
    label = _cell(_LABEL_WIDTH, _paragraph(field.label))
    height = field.lines * _LINE_HEIGHT + _CELL_MARGIN
    properties = f'<w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/></w:trPr>'
    return f"<w:tr>{properties}{label}{_cell(_ANSWER_WIDTH, _control(field))}</w:tr>"


def _cell(width: int, content: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'


def _control(field: DocumentField) -> str:
    """Names itself to screen readers, and shows words until something is written.

    A longer answer may have paragraphs of its own: not every program keeps line breaks in plain text.
    """
    kind, shown = "" if field.lines > 1 else "<w:text/>", PLACEHOLDER
    if field.choices:
        items = "".join(
            f"<w:listItem w:displayText={quoteattr(words)} w:value={quoteattr(value)}/>"
            for value, words in field.choices
        )
        kind, shown = f"<w:dropDownList>{items}</w:dropDownList>", CHOOSE
    properties = f"<w:alias w:val={quoteattr(field.label)}/><w:tag w:val={quoteattr(field.name)}/>"
    properties += f"<w:showingPlcHdr/>{kind}"
    run = f'<w:r><w:rPr><w:color w:val="595959"/></w:rPr><w:t>{shown}</w:t></w:r>'
    control = f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{{}}</w:sdtContent></w:sdt>"
    if field.lines > 1:
        # A cell has to end with a paragraph.
        return control.format(f"<w:p>{run}</w:p>") + "<w:p/>"
    return f"<w:p>{control.format(run)}</w:p>"


def _paragraph(text: str, style: str = "Normal") -> str:
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )
