"""Files added to the form before it is sent: kept like what was typed, and gone like it."""

from datetime import timedelta

import pytest

from mash_contracts.vocabulary import Role
from mash_intake.domain.attached_files import LARGEST_FILE
from mash_intake.handlers.attachments import attachments_of
from mash_intake.store import attachment_folder
from tests.builders.files import (
    JPEG,
    PDF,
    PNG,
    PROTECTED_PDF,
    a_docx,
    a_docx_with_macros,
    a_zip_bomb,
    an_email_that_carries,
)
from tests.builders.intake import IntakeOnTheWeb
from tests.builders.report import ANONYMOUS, Form
from tests.builders.web import nobody, someone

LETTER = ("letter.pdf", PDF)


def form_about_to_be_sent(intake: IntakeOnTheWeb) -> Form:
    return Form.begun(intake.app).answer_all(ANONYMOUS)


def names_of(intake: IntakeOnTheWeb, reference: str) -> list[str]:
    return [file.name for file in attachments_of(intake.room.delivery, reference)]


def test_a_neighbour_adds_a_letter_and_a_photograph_and_both_arrive(intake: IntakeOnTheWeb) -> None:
    form = form_about_to_be_sent(intake)
    assert "None added" in form.page.text
    form.go("files").add_files(LETTER, ("bruise.jpg", JPEG))
    assert form.at == "check"
    assert form.rows["letter.pdf"] == "PDF, 77 bytes"
    form.send()
    files = attachments_of(intake.room.delivery, form.reference)
    assert [(file.name, file.size, file.added_by) for file in files] == [
        ("bruise.jpg", len(JPEG), "public-form"),
        ("letter.pdf", len(PDF), "public-form"),
    ]
    assert [intake.room.folder.read(file.digest) for file in files] == [JPEG, PDF]


def test_the_event_says_how_many_files_came_and_not_what_they_are_called(intake: IntakeOnTheWeb) -> None:
    form_about_to_be_sent(intake).go("files").add_files(("Rowan Testcase.pdf", PDF)).send()
    (said,) = intake.room.said()
    assert said.attachments == 1
    assert b"Rowan" not in intake.room.values_said()[0]


def test_whoever_adds_nothing_goes_on_to_the_check(intake: IntakeOnTheWeb) -> None:
    form = form_about_to_be_sent(intake).go("files").add_files()
    assert (form.at, form.errors) == ("check", [])
    form.send()
    assert names_of(intake, form.reference) == []


def test_sent_twice_it_is_one_contact_with_its_files_once(intake: IntakeOnTheWeb) -> None:
    form = form_about_to_be_sent(intake).go("files").add_files(LETTER)
    answers = [form.post("/report/check") for _ in range(2)]
    assert [answer.headers["location"] for answer in answers] == ["/report/sent"] * 2
    (reference,) = intake.room.contacts()
    assert names_of(intake, reference) == ["letter.pdf"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("form.docm", a_docx_with_macros(), "form.docm holds macros. Save it as a Word document without"),
        ("form.docx", a_docx_with_macros(), "form.docx holds macros."),
        ("form.docx", a_zip_bomb(), "form.docx becomes far too large when it is opened."),
        ("letter.pdf", PROTECTED_PDF, "letter.pdf is protected with a password."),
        ("film.mp4", b"film", "film.mp4 is not of a kind that can be added. Add PDF,"),
        ("bruise.png", PDF, "bruise.png is not what the end of its name says."),
        ("film.pdf", PDF + bytes(LARGEST_FILE), "film.pdf is larger than 10 MB. Add a smaller copy"),
        ("nothing.txt", b"", "nothing.txt is empty."),
        ("mail.eml", an_email_that_carries(a_docx_with_macros()), "mail.eml carries a file that cannot be"),
    ],
)
def test_a_file_that_is_not_taken_is_named_and_everything_else_stays(
    intake: IntakeOnTheWeb, name: str, content: bytes, sentence: str
) -> None:
    form = form_about_to_be_sent(intake).go("files").add_files(LETTER, (name, content))
    assert (form.at, form.page.status_code) == ("files", 422)
    assert [error.startswith(sentence) for error in form.errors] == [True]
    assert "letter.pdf" in form.page.text
    form.go("check")
    assert form.rows["letter.pdf"] == "PDF, 77 bytes"
    assert "He is outside alone until late." in form.page.text
    form.send()
    assert names_of(intake, form.reference) == ["letter.pdf"]


def test_the_name_of_a_file_is_shown_as_it_is_and_runs_nowhere(intake: IntakeOnTheWeb) -> None:
    form = form_about_to_be_sent(intake).go("files").add_files(("<img src=x onerror=alert(1)>.pdf", PDF))
    assert "<img src=x" not in form.page.text
    assert "&lt;img src=x onerror=alert(1)&gt;.pdf" in form.page.text


def test_on_a_full_disk_files_are_refused_and_the_report_still_gets_through(
    intake: IntakeOnTheWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachment_folder, "KEEP_FREE", 10**18)
    form = form_about_to_be_sent(intake).go("files").add_files(LETTER)
    assert [error.startswith("letter.pdf cannot be kept just now.") for error in form.errors] == [True]
    assert intake.room.kept_files() == []
    form.go("check").send()
    assert intake.room.contacts() == [form.reference]


def test_there_is_room_for_five_and_the_sixth_is_named(intake: IntakeOnTheWeb) -> None:
    six = [(f"page {number}.pdf", PDF + bytes([number])) for number in range(6)]
    form = form_about_to_be_sent(intake).go("files").add_files(*six)
    assert form.errors == [
        "page 5.pdf was not added, because there is room for 5 files. Remove one to add another."
    ]
    form.go("files").add_files(("one more.pdf", PDF))
    assert [error[:12] for error in form.errors] == ["one more.pdf"]
    assert len(intake.room.kept_files()) == 6
    intake.clock.move(timedelta(minutes=11))
    assert intake.room.tidy_up() == 1
    form.go("check").send()
    assert len(attachments_of(intake.room.delivery, form.reference)) == 5


def test_the_same_file_twice_is_one(intake: IntakeOnTheWeb) -> None:
    form = form_about_to_be_sent(intake).go("files").add_files(LETTER, ("copy of letter.pdf", PDF))
    assert form.errors == []
    form.send()
    assert names_of(intake, form.reference) == ["letter.pdf"]


def test_a_file_taken_out_again_is_really_gone(intake: IntakeOnTheWeb) -> None:
    form = form_about_to_be_sent(intake).go("files").add_files(LETTER, ("bruise.png", PNG), more=True)
    (letter,) = (digest for digest in intake.room.kept_files() if intake.room.folder.read(digest) == PDF)
    form.follow(form.post("/report/files/remove", {"digest": letter}))
    assert "letter.pdf" not in form.page.text
    assert letter not in intake.room.kept_files()
    form.go("check").send()
    assert names_of(intake, form.reference) == ["bruise.png"]


@pytest.mark.parametrize("digest", ["", "../../secret.key", "f" * 64])
def test_nothing_can_be_taken_out_that_is_not_in_the_form(intake: IntakeOnTheWeb, digest: str) -> None:
    other = form_about_to_be_sent(intake).go("files").add_files(LETTER).send()
    form = form_about_to_be_sent(intake).go("files")
    form.follow(form.post("/report/files/remove", {"digest": digest or intake.room.kept_files()[0]}))
    assert (form.at, form.page.status_code) == ("files", 200)
    assert names_of(intake, other.reference) == ["letter.pdf"]
    assert len(intake.room.kept_files()) == 1


def test_a_file_in_two_forms_stays_until_both_are_gone(intake: IntakeOnTheWeb) -> None:
    first, second = (form_about_to_be_sent(intake).go("files").add_files(LETTER) for _ in range(2))
    first.visitor.open("/report/leave")
    assert len(intake.room.kept_files()) == 1
    second.send()
    assert names_of(intake, second.reference) == ["letter.pdf"]


def test_exit_this_page_deletes_the_files_at_once(intake: IntakeOnTheWeb) -> None:
    form = form_about_to_be_sent(intake).go("files").add_files(LETTER)
    assert len(intake.room.kept_files()) == 1
    form.visitor.open("/report/leave")
    assert intake.room.kept_files() == []


def test_files_of_a_form_that_expired_are_really_gone_and_those_of_a_contact_stay(
    intake: IntakeOnTheWeb,
) -> None:
    sent = form_about_to_be_sent(intake).go("files").add_files(LETTER).send()
    form_about_to_be_sent(intake).go("files").add_files(("bruise.png", PNG))
    assert len(intake.room.kept_files()) == 2
    intake.clock.move(timedelta(hours=25))
    assert intake.room.tidy_up() == 1
    (kept,) = intake.room.kept_files()
    assert intake.room.folder.read(kept) == PDF
    assert names_of(intake, sent.reference) == ["letter.pdf"]


def test_adding_a_file_keeps_the_form_for_another_day(intake: IntakeOnTheWeb) -> None:
    form = form_about_to_be_sent(intake).go("files")
    intake.clock.move(timedelta(hours=23))
    form.add_files(LETTER)
    intake.clock.move(timedelta(hours=23))
    assert intake.room.tidy_up() == 0
    form.go("check").send()
    assert names_of(intake, form.reference) == ["letter.pdf"]


def test_a_form_begun_signed_in_shows_its_files_to_nobody_else(intake: IntakeOnTheWeb) -> None:
    nurse = someone(intake.app, Role.REFERRER)
    form = Form.begun(intake.app, nurse).answer_all(ANONYMOUS).go("files").add_files(LETTER)
    nurse.client.cookies.delete("mash_session")
    assert "letter.pdf" not in nurse.open("/report/files").text
    assert form.at == "check"


def test_without_a_form_there_is_nowhere_to_add_files(intake: IntakeOnTheWeb) -> None:
    visitor = nobody(intake.app)
    assert visitor.open("/report/files").headers["location"] == "/report"
    answer = visitor.client.post("/report/files", data={"csrf": visitor.csrf()}, files=[("files", LETTER)])
    assert answer.headers["location"] == "/report"
    assert intake.room.kept_files() == []


def test_a_form_from_elsewhere_adds_no_file(intake: IntakeOnTheWeb) -> None:
    form = form_about_to_be_sent(intake)
    answer = form.visitor.client.post("/report/files", data={"csrf": "00"}, files=[("files", LETTER)])
    assert answer.status_code == 403
    assert intake.room.kept_files() == []


def test_a_word_document_and_an_email_with_one_inside_are_taken(intake: IntakeOnTheWeb) -> None:
    form = form_about_to_be_sent(intake).go("files")
    form.add_files(("form.docx", a_docx()), ("mail.eml", an_email_that_carries(a_docx()))).send()
    assert names_of(intake, form.reference) == ["form.docx", "mail.eml"]
