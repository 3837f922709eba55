"""Which files are taken: what is in them decides, and whoever sends one that is not is told what to do."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash_intake.domain.attached_files import (
    LARGEST_FILE,
    FileKind,
    RefusedFile,
    WhyRefused,
    plain_name,
    size_in_words,
)
from mash_intake.domain.file_contents import kind_of_content, text_of
from tests.builders.files import (
    JPEG,
    OLD_OFFICE,
    PDF,
    PNG,
    PROTECTED_DOCX,
    PROTECTED_PDF,
    a_docx,
    a_docx_with_macros,
    a_zip_bomb,
    a_zip_bomb_that_lies,
    an_email,
    an_email_that_carries,
)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("letter.pdf", PDF, FileKind.PDF),
        ("LETTER.PDF", PDF, FileKind.PDF),
        ("form.docx", a_docx(), FileKind.DOCX),
        ("bruise.png", PNG, FileKind.PNG),
        ("bruise.jpg", JPEG, FileKind.JPEG),
        ("bruise.jpeg", JPEG, FileKind.JPEG),
        ("notes.txt", b"She was tired.", FileKind.TEXT),
        ("mail.eml", an_email(), FileKind.EMAIL),
        ("mail.eml", an_email(("form.docx", a_docx()), ("body map.pdf", PDF)), FileKind.EMAIL),
        ("mail.eml", an_email_that_carries(a_docx()), FileKind.EMAIL),
        ("mail.eml", an_email(("empty.txt", b"")), FileKind.EMAIL),
    ],
)
def test_what_people_send_is_taken(name: str, content: bytes, kind: FileKind) -> None:
    assert kind_of_content(name, content) is kind


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("letter.pdf", b"", WhyRefused.EMPTY),
        ("letter.pdf", PDF + bytes(LARGEST_FILE), WhyRefused.TOO_LARGE),
        ("film.mp4", b"\x00\x00\x00 ftypisom", WhyRefused.WRONG_TYPE),
        ("program.exe", b"MZ" + bytes(100), WhyRefused.WRONG_TYPE),
        ("page.html", b"<script>alert(1)</script>", WhyRefused.WRONG_TYPE),
        ("drawing.svg", b"<svg onload='alert(1)'/>", WhyRefused.WRONG_TYPE),
        ("letter", PDF, WhyRefused.WRONG_TYPE),
        ("old.doc", OLD_OFFICE, WhyRefused.WRONG_TYPE),
        ("letter.pdf", b"MZ" + bytes(100), WhyRefused.NOT_AS_NAMED),
        ("bruise.png", JPEG, WhyRefused.NOT_AS_NAMED),
        ("bruise.jpg", PDF, WhyRefused.NOT_AS_NAMED),
        ("notes.txt", PNG, WhyRefused.NOT_AS_NAMED),
        ("mail.eml", b"Dear hub, I am worried.", WhyRefused.NOT_AS_NAMED),
        ("form.docx", PDF, WhyRefused.NOT_AS_NAMED),
        ("form.docx", OLD_OFFICE, WhyRefused.NOT_AS_NAMED),
        ("form.docm", a_docx_with_macros(), WhyRefused.MACROS),
        ("form.docx", a_docx_with_macros(), WhyRefused.MACROS),
        (
            "form.docx",
            a_docx(types=b"application/vnd.ms-word.document.macroEnabled.main+xml"),
            WhyRefused.MACROS,
        ),
        ("form.docx", a_docx({"word/embeddings/sheet.xlsm": b"PK"}), WhyRefused.MACROS),
        ("letter.pdf", PROTECTED_PDF, WhyRefused.PROTECTED),
        ("form.docx", PROTECTED_DOCX, WhyRefused.PROTECTED),
        ("form.docx", a_docx()[:-30], WhyRefused.DAMAGED),
        ("form.docx", b"PK\x03\x04" + bytes(500), WhyRefused.DAMAGED),
        ("mail.eml", an_email(("form.docm", a_docx_with_macros())), WhyRefused.CARRIES_WHAT_IS_NOT_TAKEN),
        ("mail.eml", an_email(("run.exe", b"MZ")), WhyRefused.CARRIES_WHAT_IS_NOT_TAKEN),
        ("mail.eml", an_email_that_carries(a_docx_with_macros()), WhyRefused.CARRIES_WHAT_IS_NOT_TAKEN),
        ("mail.eml", an_email(("letter.pdf", PROTECTED_PDF)), WhyRefused.CARRIES_WHAT_IS_NOT_TAKEN),
    ],
)
def test_what_cannot_be_taken_is_refused_for_its_own_reason(
    name: str, content: bytes, why: WhyRefused
) -> None:
    assert kind_of_content(name, content) is why


def test_a_zip_bomb_is_refused_by_what_it_says_and_by_what_it_does() -> None:
    bomb = a_zip_bomb()
    assert len(bomb) < 1_000_000
    assert kind_of_content("form.docx", bomb) is WhyRefused.UNPACKS_TOO_LARGE
    assert kind_of_content("form.docx", a_zip_bomb_that_lies()) is WhyRefused.DAMAGED
    carried = an_email(("form.docx", bomb))
    assert kind_of_content("mail.eml", carried) is WhyRefused.CARRIES_WHAT_IS_NOT_TAKEN


def test_a_package_may_spell_the_names_of_its_parts_in_any_case() -> None:
    spelled = BytesIO()
    with zipfile.ZipFile(BytesIO(a_docx())) as package, zipfile.ZipFile(spelled, "w") as other:
        for part in package.namelist():
            other.writestr(part.upper(), package.read(part))

    assert kind_of_content("form.docx", spelled.getvalue()) is FileKind.DOCX


@given(data=st.data())
def test_whatever_was_damaged_on_the_way_is_taken_or_refused(data: st.DataObject) -> None:
    name, sound = data.draw(
        st.sampled_from([("form.docx", a_docx()), ("mail.eml", an_email(("a.pdf", PDF)))])
    )
    damaged = bytearray(sound)
    for place in data.draw(st.lists(st.integers(0, len(sound) - 1), max_size=8)):
        damaged[place] ^= data.draw(st.integers(1, 255))

    assert isinstance(kind_of_content(name, bytes(damaged)), FileKind | WhyRefused)


def test_an_email_of_ten_thousand_layers_ends_no_process() -> None:
    layers = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (number, number)
        for number in range(10_000)
    )
    deep = b"From: a@example.org\nSubject: a\n" + layers
    assert kind_of_content("mail.eml", deep) in (WhyRefused.DAMAGED, FileKind.EMAIL)


@pytest.mark.parametrize("why", WhyRefused)
def test_every_refusal_names_the_file_and_keeps_its_name_out_of_logs(why: WhyRefused) -> None:
    refused = RefusedFile("Rowan Testcase.pdf", why, number=0)
    assert refused.sentence.startswith("Rowan Testcase.pdf ")
    assert refused.sentence.endswith(".")
    assert "Rowan" not in repr(refused)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_text_is_read_however_its_program_wrote_it(encoding: str) -> None:
    assert text_of("Zoë was “fine” at Café Noir".encode(encoding)) == "Zoë was “fine” at Café Noir"


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("letter.pdf", "letter.pdf"),
        ("C:\\Users\\amira\\letter.pdf", "letter.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "ab Set-Cookie: x.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("  .hidden.pdf ", "hidden.pdf"),
        ("Zoe\u0308.pdf", "Zoë.pdf"),
        ("<b>Ash</b>.pdf", "b>.pdf"),
        ("", "file"),
        ("\u202e", "file"),
        ("a" * 300 + ".docx", "a" * 115 + ".docx"),
    ],
)
def test_a_name_is_its_own_and_shows_nothing_else_than_it_is(given: str, plain: str) -> None:
    assert plain_name(given) == plain


@pytest.mark.parametrize(
    ("size", "words"), [(840, "840 bytes"), (12_400, "12 KB"), (3_440_000, "3.4 MB"), (999_900, "1.0 MB")]
)
def test_sizes_are_said_as_people_say_them(size: int, words: str) -> None:
    assert size_in_words(size) == words
