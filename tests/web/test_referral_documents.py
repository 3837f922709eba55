"""The referral documents that the project ships: the same questions in both, in the form's words."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

from click.testing import CliRunner
from pypdf import PdfReader

from mash_command.import_templates import command
from mash_intake.domain.attached_files import FileKind
from mash_intake.domain.file_contents import kind_of_content
from mash_intake.web.importing.fields import FIELDS
from mash_intake.web.importing.template_pages import TEMPLATES
from tests.builders.intake import IntakeOnTheWeb
from tests.builders.web import nobody


def document(name: str) -> bytes:
    return TEMPLATES[name][1]()


def test_the_first_page_of_the_form_offers_both_and_both_can_be_downloaded(intake: IntakeOnTheWeb) -> None:
    visitor = nobody(intake.app)
    links = re.findall(r'href="(/report/templates/[^"]+)"', visitor.open("/report").text)
    assert links == ["/report/templates/referral.docx", "/report/templates/referral.pdf"]
    for link in links:
        answer = visitor.open(link)
        assert answer.headers["content-disposition"].startswith("attachment; ")
        assert isinstance(kind_of_content(link, answer.content), FileKind)
    assert visitor.open("/report/templates/other.docx").status_code == 404


def test_both_ask_every_question_of_the_table_once() -> None:
    with zipfile.ZipFile(BytesIO(document("referral.docx"))) as package:
        tags = re.findall(r'<w:tag w:val="([^"]+)"', package.read("word/document.xml").decode())
    fields = PdfReader(BytesIO(document("referral.pdf"))).get_fields() or {}
    names = [field.name for field in FIELDS]
    assert tags == names
    assert list(fields) == names
    assert len(set(names)) == len(names)
    assert len({field.label for field in FIELDS}) == len(names)


def test_every_box_of_the_pdf_lies_on_its_page_and_none_on_another() -> None:
    for page in PdfReader(BytesIO(document("referral.pdf"))).pages:
        boxes = [annotation["/Rect"] for annotation in page.annotations or ()]
        bottoms = [float(box[1]) for box in boxes]
        tops = [float(box[3]) for box in boxes]
        assert min(bottoms) > 20
        assert max(tops) < 842
        assert all(below < bottom for below, bottom in zip(tops[1:], bottoms, strict=False))


def test_what_can_be_chosen_in_the_pdf_is_what_the_form_offers() -> None:
    fields = PdfReader(BytesIO(document("referral.pdf"))).get_fields() or {}
    for field in FIELDS:
        offered = list(fields[field.name].get("/_States_", fields[field.name].get("/Opt", [])))
        assert offered in ([], ["", *(words for _, words in field.choices)])


def test_the_same_table_makes_the_same_bytes(tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["--out", str(tmp_path / "documents")])
    assert done.exit_code == 0
    for name in TEMPLATES:
        assert (tmp_path / "documents" / name).read_bytes() == document(name)
