"""What stands in a document: our own boxes, and everything else as text. Nothing in it is judged here."""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from mash_intake.domain.attached_files import FileKind
from mash_intake.domain.file_contents import text_of
from mash_intake.web.importing.fields import FIELDS, INTRODUCTION, SECTIONS, TITLE
from mash_intake.web.importing.word_template import CHOOSE, PLACEHOLDER, WORD

_OURS_FROM = 5
"""So many of our boxes make a document ours, also where somebody deleted rows."""

_BY_NAME = {field.name: field for field in FIELDS}
_W = f"{{{WORD}}}"


@dataclass(frozen=True, slots=True, repr=False)
class ReadDocument:
    """A document as it was read."""

    boxes: Mapping[str, str]
    """What was written into our boxes, by the path of the answer; those left blank are left out."""
    beside: str
    """What was written elsewhere. Of a document that is not ours, all of it."""
    ours: bool


NOTHING_READ = ReadDocument({}, "", ours=False)


def read_document(kind: FileKind, content: bytes) -> ReadDocument:
    """Of a file that may be taken. What cannot be read as what it is comes back as nothing read."""
    if kind is FileKind.DOCX:
        return _read_word(content)
    if kind is FileKind.PDF:
        return _read_pdf(content)
    if kind is FileKind.TEXT:
        return ReadDocument({}, (text_of(content) or "").strip(), ours=False)
    return NOTHING_READ


@dataclass(frozen=True, slots=True, repr=False)
class ReadEmail:
    text: str
    attached: tuple[tuple[str, bytes], ...]
    """Name and content, also of what was attached to an e-mail in it."""


def read_email(content: bytes) -> ReadEmail:
    message = message_from_bytes(content, policy=policy.default)
    texts: list[str] = []
    attached: list[tuple[str, bytes]] = []
    for part in message.walk():
        if part.is_multipart() or not isinstance(part, EmailMessage):
            continue
        name = part.get_filename()
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            continue
        if name:
            attached.append((name, payload))
        elif part.get_content_type() == "text/plain":
            texts.append(_decoded(payload, part.get_content_charset()))
        elif part.get_content_type() == "text/html" and not texts:
            texts.append(_without_markup(_decoded(payload, part.get_content_charset())))
    return ReadEmail("\n\n".join(text.strip() for text in texts if text.strip()), tuple(attached))


def _decoded(payload: bytes, charset: str | None) -> str:
    try:
        return payload.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return text_of(payload) or payload.decode("windows-1252", errors="replace")


class _Words(HTMLParser):
    _SILENT = ("script", "style", "head")
    _BREAKS = ("p", "br", "div", "tr", "li")

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in self._SILENT
        if tag in self._BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self._SILENT and self._silent > 0

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def _without_markup(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    return _tidy("".join(reader.words))


def _tidy(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return "\n".join(line for line in lines if line)


def _read_word(content: bytes) -> ReadDocument:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            body = fromstring(package.read("word/document.xml")).find(f"{_W}body")
    except (zipfile.BadZipFile, zlib.error, KeyError, ParseError, DefusedXmlException, ValueError):
        return NOTHING_READ
    if body is None:
        return NOTHING_READ
    rows = [row for table in body.iter(f"{_W}tbl") for row in table.findall(f"{_W}tr")]
    boxes, strange = _boxes_of(rows)
    if len([row for row in rows if _label_of(row) in _BY_LABEL]) < _OURS_FROM:
        return ReadDocument({}, _tidy(_text(body)), ours=False)
    loose = [_text(part).strip() for part in body if part.tag != f"{_W}tbl"]
    beside = [text for text in loose if text and _folded(text) not in _PRINTED]
    return ReadDocument(boxes, "\n".join([*beside, *strange]), ours=True)


def _boxes_of(rows: list[Element]) -> tuple[dict[str, str], list[str]]:
    """What is in our rows, and what is in rows that somebody made."""
    boxes: dict[str, str] = {}
    strange: list[str] = []
    for row in rows:
        cells = row.findall(f"{_W}tc")
        path = _BY_LABEL.get(_label_of(row))
        written = "\n".join(_text(cell).strip() for cell in cells[1:]).strip()
        if _folded(written) in _WAITING:
            written = ""
        if path and path not in boxes:
            if written:
                boxes[path] = written
        elif written:
            strange.append(f"{_text(cells[0]).strip()}: {written}")
    return boxes, strange


def _label_of(row: Element) -> str:
    cell = row.find(f"{_W}tc")
    return "" if cell is None else _folded(_text(cell))


def _folded(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


_BY_LABEL = {_folded(field.label): field.path for field in FIELDS}
_WAITING = {_folded(PLACEHOLDER), _folded(CHOOSE)}
"""What stands in a box until it is filled in. Not every program that saves it marks it as that."""
_PRINTED = {_folded(text) for text in (TITLE, *INTRODUCTION, *(section.heading for section in SECTIONS))}


def _text(element: Element) -> str:
    """The words in it as they are seen, a line a paragraph."""
    return "".join(_words(element)).strip("\n")


def _words(element: Element) -> Iterator[str]:
    if element.tag == f"{_W}t":
        yield element.text or ""
    elif element.tag in (f"{_W}br", f"{_W}cr"):
        yield "\n"
    elif element.tag == f"{_W}tab":
        yield "\t"
    for part in element:
        yield from _words(part)
    if element.tag == f"{_W}p":
        yield "\n"


_UNREADABLE = (PyPdfError, ValueError, LookupError, TypeError, AttributeError, OSError, RecursionError)


def _read_pdf(content: bytes) -> ReadDocument:
    try:
        reader = PdfReader(BytesIO(content))
        fields = reader.get_fields() or {}
        if len(fields.keys() & _BY_NAME.keys()) < _OURS_FROM:
            text = "\n".join(page.extract_text() for page in reader.pages)
            return ReadDocument({}, _tidy(text), ours=False)
        written = {name: str(field.get("/V") or "").strip() for name, field in fields.items()}
    except _UNREADABLE:
        # A file that its reader stumbles over is still kept, for a person to open.
        return NOTHING_READ
    boxes = {_BY_NAME[name].path: text for name, text in written.items() if text and name in _BY_NAME}
    strange = [f"{name}: {text}" for name, text in written.items() if text and name not in _BY_NAME]
    return ReadDocument(boxes, "\n".join(strange), ours=True)
