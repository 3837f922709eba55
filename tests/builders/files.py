"""Files as people and attackers send them: sound ones, and each kind of bad one."""

import zipfile
from email.message import EmailMessage
from io import BytesIO

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
PROTECTED_PDF = PDF.replace(b"<< /Root 1 0 R >>", b"<< /Root 1 0 R /Encrypt 5 0 R >>")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0" + bytes(40)
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)
PROTECTED_DOCX = OLD_OFFICE + "EncryptedPackage".encode("utf-16-le")
_TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def a_docx(parts: dict[str, bytes] | None = None, *, types: bytes = _TYPES) -> bytes:
    """A Word document of which only the frame is there, with further parts."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr("word/document.xml", b"<w:document/>")
        for name, content in (parts or {}).items():
            package.writestr(name, content)
    return written.getvalue()


def a_docx_with_macros() -> bytes:
    return a_docx({"word/vbaProject.bin": b"macros"})


def a_zip_bomb() -> bytes:
    """120 MB of zeros that say so, in 120 KB."""
    return a_docx({f"word/media/{number}.bin": bytes(40_000_000) for number in range(3)})


def a_zip_bomb_that_lies() -> bytes:
    """The same, but each part states that it unpacks to one byte."""
    bomb = bytearray(a_zip_bomb())
    large = (40_000_000).to_bytes(4, "little")
    while (place := bomb.find(large)) >= 0:
        bomb[place : place + 4] = (1).to_bytes(4, "little")
    return bytes(bomb)


def an_email(*attached: tuple[str, bytes], body: str = "Please see attached.") -> bytes:
    message = EmailMessage()
    message["From"] = "Alex Example <alex@example.org>"
    message["To"] = "hub@example.org"
    message["Subject"] = "A worry"
    message["Date"] = "Tue, 24 Nov 2026 21:00:00 +0000"
    message.set_content(body)
    for name, content in attached:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def an_email_that_carries(inner: bytes) -> bytes:
    """An e-mail forwarded as a file of another."""
    message = EmailMessage()
    message["From"] = "Sam Sample <sam@example.org>"
    message["Subject"] = "Fwd: A worry"
    message.set_content("See below.")
    forwarded = EmailMessage()
    forwarded["From"] = "Alex Example <alex@example.org>"
    forwarded["Subject"] = "A worry"
    forwarded.set_content("Please see attached.")
    forwarded.add_attachment(inner, maintype="application", subtype="octet-stream", filename="form.docx")
    message.add_attachment(forwarded)
    return message.as_bytes()
