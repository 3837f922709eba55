"""Referral documents as people fill them in."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter

from mash_intake.web.importing.fields import FIELDS
from mash_intake.web.importing.pdf_template import pdf_template
from mash_intake.web.importing.word_template import word_template

WHOLE: Mapping[str, str] = {
    "immediate_danger": "No",
    "_workplace": "School, nursery or college",
    "referrer.name": "Alex Example",
    "referrer.role": "Lead",
    "referrer.organisation": "Sample Primary",
    "referrer.email": "alex@example.org",
    "_feedback": "Yes",
    "children[1].first_names": "Rowan",
    "children[1].family_name": "Testcase",
    "children[1].date_of_birth": "14th Sept. 2018",
    "children[1].sex": "girl",
    "children[1].address.street": "4 Sample Terrace",
    "children[1].address.postcode": "dh15ue",
    "children[1].nhs_number": "999 000 0018",
    "children[2].first_names": "Ash",
    "children[2].date_of_birth": "1.2.20",
    "worry.what_happened": "Shouting and something breaking,\nmost nights.",
    "worry.factors": "Violence, threats or control towards a parent or carer",
    "worry.most_recent": "20/11/2026",
    "worry.frequency": "Every week or more",
    "children[1].what_the_child_said": "I put my head under the pillow.",
    "adults[1].name": "Sam Testcase",
    "adults[1].relationship": "Mother",
    "consent.state": "They do not know: I have not asked",
    "signs_of_safety.needs_to_happen": "Somebody should talk to her.",
}
"""What a teacher writes, by the path of the answer."""

_WAITS = "<w:showingPlcHdr/>"


def a_word_document(
    written: Mapping[str, str] = WHOLE, *, below: str = "", marks_what_waits: bool = True
) -> bytes:
    """Our document with these boxes filled in, and perhaps something written below them.

    LibreOffice does not mark what waits in the others: it keeps the words, as if somebody had written them.
    """
    filled = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(word_template())) as blank,
        zipfile.ZipFile(filled, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for name in blank.namelist():
            content = blank.read(name).decode()
            if name == "word/document.xml":
                content = _filled(content, written)
                if not marks_what_waits:
                    content = content.replace(_WAITS, "")
                content = content.replace("<w:sectPr>", f"{_paragraphs(below)}<w:sectPr>")
            package.writestr(name, content)
    return filled.getvalue()


def _filled(document: str, written: Mapping[str, str]) -> str:
    """As Word does it: the words that waited and their mark go, and what was written stands there."""
    names = {field.path: field.name for field in FIELDS}
    for path, text in written.items():
        head, tag, rest = document.partition(f'<w:tag w:val="{names[path]}"/>')
        assert tag, path
        properties, content, rest = rest.partition("<w:sdtContent>")
        waiting, end, rest = rest.partition("</w:sdtContent>")
        properties = properties.replace(_WAITS, "")
        answer = _paragraphs(text) if waiting.startswith("<w:p>") else _run(text)
        document = f"{head}{tag}{properties}{content}{answer}{end}{rest}"
    return document


def _run(text: str) -> str:
    return f"<w:r><w:t>{escape(text)}</w:t></w:r>"


def _paragraphs(text: str) -> str:
    lines = text.split("\n") if text else []
    return "".join(f"<w:p>{_run(line)}</w:p>" for line in lines)


def a_pdf_document(written: Mapping[str, str] = WHOLE) -> bytes:
    """Our PDF with these boxes filled in."""
    names = {field.path: field.name for field in FIELDS}
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf_template())))
    values = {names[path]: text for path, text in written.items()}
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    filled = BytesIO()
    writer.write(filled)
    return filled.getvalue()


def a_letter(*lines: str) -> bytes:
    """A Word document that somebody wrote without ours."""
    filled = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(word_template())) as blank,
        zipfile.ZipFile(filled, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for name in blank.namelist():
            content = blank.read(name).decode()
            if name == "word/document.xml":
                head, body, _ = content.partition("<w:body>")
                content = f"{head}{body}{_paragraphs(chr(10).join(lines))}</w:body></w:document>"
            package.writestr(name, content)
    return filled.getvalue()
