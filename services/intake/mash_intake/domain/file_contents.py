"""Whether a file may be taken, by what is in it: its name alone is believed by nobody.

Reads no further than it has to, and unpacks nothing into memory: anybody hostile or tired may have sent it.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message
from io import BytesIO

from mash_intake.domain.attached_files import LARGEST_FILE, FileKind, WhyRefused, ending_of

MOST_UNPACKED = 100_000_000
"""Bytes that a Word document may come to when it is opened."""

_MOST_PARTS = 5_000
_MOST_CARRIED = 50
_PIECE = 65_536
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_PDF = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_WITH_MACROS = (".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".pptm", ".potm", ".ppam", ".ppsm")
_ENCRYPTED_PART = 0x1
_PACKED_AS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_LETTER_HEADS = ("date", "subject", "to", "received", "message-id", "mime-version")
_HARMLESS = ("text/", "image/", "application/pgp-signature", "application/pkcs7-signature")


def kind_of_content(name: str, content: bytes) -> FileKind | WhyRefused:
    """What the file is; or why it is not taken."""
    if not content:
        return WhyRefused.EMPTY
    if len(content) > LARGEST_FILE:
        return WhyRefused.TOO_LARGE
    if ending_of(name) in _WITH_MACROS:
        return WhyRefused.MACROS
    kind = FileKind.of_name(name)
    if kind is None:
        return WhyRefused.WRONG_TYPE
    return _fault(kind, content) or kind


def text_of(content: bytes) -> str | None:
    """The text of a file however its program wrote it: UTF-8, UTF-16 with its mark, or Windows-1252.

    None where it is no text.
    """
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _NOT_IN_TEXT.search(text) else text
    return None


def _encodings(content: bytes) -> tuple[str, ...]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("utf-8-sig", "windows-1252")


def _fault(kind: FileKind, content: bytes) -> WhyRefused | None:
    if kind is FileKind.PDF:
        return _fault_of_pdf(content)
    if kind is FileKind.DOCX:
        return _fault_of_docx(content)
    if kind is FileKind.PNG:
        return None if content.startswith(b"\x89PNG\r\n\x1a\n") else WhyRefused.NOT_AS_NAMED
    if kind is FileKind.JPEG:
        return None if content.startswith(b"\xff\xd8\xff") else WhyRefused.NOT_AS_NAMED
    if kind is FileKind.EMAIL:
        return _fault_of_email(content)
    return None if text_of(content) is not None else WhyRefused.NOT_AS_NAMED


def _fault_of_pdf(content: bytes) -> WhyRefused | None:
    if b"%PDF-" not in content[:1024]:
        return WhyRefused.NOT_AS_NAMED
    return WhyRefused.PROTECTED if _ENCRYPTED_PDF.search(content) else None


def _fault_of_docx(content: bytes) -> WhyRefused | None:
    if content.startswith(_OLD_OFFICE):
        return WhyRefused.PROTECTED if _ENCRYPTED_OFFICE in content else WhyRefused.NOT_AS_NAMED
    if not content.startswith(b"PK"):
        return WhyRefused.NOT_AS_NAMED
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            return _fault_of_package(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError):
        # All is in memory: each of these speaks of the file, none of the machine.
        return WhyRefused.DAMAGED


def _fault_of_package(package: zipfile.ZipFile) -> WhyRefused | None:
    parts = package.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        return WhyRefused.UNPACKS_TOO_LARGE
    if any(part.flag_bits & _ENCRYPTED_PART for part in parts):
        return WhyRefused.PROTECTED
    by_name = {part.filename.lower(): part for part in parts}
    if any(name.endswith(("vbaproject.bin", *_WITH_MACROS)) for name in by_name):
        return WhyRefused.MACROS
    if not {"[content_types].xml", "word/document.xml"} <= by_name.keys():
        return WhyRefused.NOT_AS_NAMED
    if any(part.compress_type not in _PACKED_AS for part in parts):
        return WhyRefused.DAMAGED
    if b"macroenabled" in package.read(by_name["[content_types].xml"]).lower():
        return WhyRefused.MACROS
    return WhyRefused.UNPACKS_TOO_LARGE if _unpacks_to_more(package, parts) else None


def _unpacks_to_more(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> bool:
    """Unpacks every part a piece at a time, because the sizes that it states may be lies."""
    unpacked = 0
    for part in parts:
        with package.open(part) as opened:
            while piece := opened.read(_PIECE):
                unpacked += len(piece)
                if unpacked > MOST_UNPACKED:
                    return True
    return False


def _fault_of_email(content: bytes) -> WhyRefused | None:
    try:
        message = message_from_bytes(content, policy=policy.compat32)
        heads = {name.lower() for name in message}
        if "from" not in heads or heads.isdisjoint(_LETTER_HEADS):
            return WhyRefused.NOT_AS_NAMED
        carried = list(_carried(message))
        if len(carried) > _MOST_CARRIED:
            return WhyRefused.CARRIES_WHAT_IS_NOT_TAKEN
        sound = all(_may_be_carried(part) for part in carried)
    except (RecursionError, LookupError, ValueError, AttributeError, TypeError):
        # What the reader of e-mails stumbles over, nobody should have to open.
        return WhyRefused.DAMAGED
    return None if sound else WhyRefused.CARRIES_WHAT_IS_NOT_TAKEN


def _carried(message: Message) -> Iterator[Message]:
    """The files in an e-mail, and in e-mails that it carries."""
    return (part for part in message.walk() if not part.is_multipart() and part.get_filename())


def _may_be_carried(part: Message) -> bool:
    name = part.get_filename() or ""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return False
    if FileKind.of_name(name) is None:
        return part.get_content_type().startswith(_HARMLESS) and not _opens_as_a_program(name, content)
    return isinstance(kind_of_content(name, content), FileKind) or not content


def _opens_as_a_program(name: str, content: bytes) -> bool:
    return ending_of(name) in _WITH_MACROS or content.startswith((b"MZ", b"PK", b"\x7fELF", _OLD_OFFICE))
