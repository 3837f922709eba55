"""Documents that come by e-mail: each ends as a contact, as a form to complete, or refused in a sentence."""

import re
from datetime import date, timedelta

import pytest
from httpx2 import Response

from mash_contracts.details import RecordDetails
from mash_contracts.vocabulary import Role
from mash_intake.domain.attached_files import FileKind
from mash_intake.handlers.attachments import attachments_of
from mash_intake.handlers.imports import watch_documents
from mash_intake.handlers.reading import record_details
from mash_intake.metrics import OLDEST_DOCUMENT_SECONDS
from mash_intake.web.importing.documents import read_document
from mash_intake.web.importing.mapping import read_untidy_date
from tests.builders.documents import WHOLE, a_letter, a_pdf_document, a_word_document
from tests.builders.files import PDF, PROTECTED_PDF, a_docx_with_macros, a_zip_bomb, an_email
from tests.builders.intake import IntakeOnTheWeb
from tests.builders.report import Form
from tests.builders.web import Visitor, someone

Files = tuple[str, bytes]


@pytest.fixture
def desk(intake: IntakeOnTheWeb) -> Visitor:
    return someone(intake.app, Role.PRACTITIONER, display_name="Amira Shah")


def taken_over(desk: Visitor, *files: Files) -> Response:
    return desk.client.post(
        "/import",
        data={"csrf": desk.csrf()},
        files=[("files", file) for file in files] or [("files", ("", b""))],
    )


def arrived(intake: IntakeOnTheWeb, child: int = 1) -> RecordDetails:
    (reference,) = intake.room.contacts()
    return record_details(intake.room.delivery, f"{reference}-{child}")


def waiting(desk: Visitor) -> list[str]:
    """The addresses of what waits for a person."""
    return re.findall(r'href="(/import/[0-9a-f]{64})">', desk.open("/import").text.partition("Unfinished")[2])


def completed(intake: IntakeOnTheWeb, desk: Visitor, address: str) -> Form:
    """Opens what waits in the form, on its last page."""
    form = Form(desk, desk.open(address))
    form.follow(form.post(f"{address}/complete"))
    assert form.at == "check"
    return form


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("form.docx", a_word_document()),
        ("form.pdf", a_pdf_document()),
        ("mail.eml", an_email(("form.docx", a_word_document()))),
        ("mail.eml", an_email(("form.pdf", a_pdf_document()))),
    ],
)
def test_a_document_that_says_all_becomes_a_contact_at_once(
    intake: IntakeOnTheWeb, desk: Visitor, name: str, content: bytes
) -> None:
    page = taken_over(desk, (name, content))
    assert "It is a contact now." in page.text
    told = arrived(intake)
    assert (told.child.first_names, told.child.family_name) == ("Rowan", "Testcase")
    assert (told.child.date_of_birth, told.child.sex) == (date(2018, 9, 14), "F")
    assert (told.child.nhs_number, told.child.address.postcode) == ("9990000018", "DH1 5UE")
    assert (told.contact.channel, told.contact.referrer.source) == ("email", "2A")
    assert told.contact.referrer.email == "alex@example.org"
    assert told.contact.concerns[0].what_happened == "Shouting and something breaking,\nmost nights."
    assert told.contact.concerns[0].factor == "3B"
    assert told.contact.consent.state == "not-sought"
    assert told.contact.adults[0].name == "Sam Testcase"
    sibling = arrived(intake, 2).child
    assert (sibling.first_names, sibling.date_of_birth) == ("Ash", date(2020, 2, 1))
    assert sibling.address.street == "4 Sample Terrace"
    assert [file.name for file in attachments_of(intake.room.delivery, told.contact_reference)] == [name]
    assert intake.room.said()[0].attachments == 1
    assert waiting(desk) == []


def test_the_same_document_twice_is_one_contact_also_inside_an_email_and_from_a_colleague(
    intake: IntakeOnTheWeb, desk: Visitor
) -> None:
    document = a_word_document()
    taken_over(desk, ("form.docx", document))
    colleague = someone(intake.app, Role.MANAGER)
    again = taken_over(colleague, ("copy.docx", document), ("mail.eml", an_email(("form.docx", document))))
    assert again.text.count("It was imported before and is a contact already.") == 2
    assert len(intake.room.contacts()) == 1


def test_a_document_that_leaves_out_what_the_form_needs_waits_and_is_completed_by_a_person(
    intake: IntakeOnTheWeb, desk: Visitor
) -> None:
    written = {path: text for path, text in WHOLE.items() if path != "immediate_danger"}
    page = taken_over(desk, ("form.docx", a_word_document(written)))
    assert "Something that the form asks for is missing" in page.text
    assert intake.room.contacts() == []
    form = completed(intake, desk, waiting(desk)[0])
    form.send()
    assert form.errors == ["Say whether a child is in immediate danger."]
    form.go("danger").answer({"immediate-danger": "no"}).send()
    told = arrived(intake)
    assert told.child.first_names == "Rowan"
    assert [file.name for file in attachments_of(intake.room.delivery, told.contact_reference)] == [
        "form.docx"
    ]
    assert waiting(desk) == []


def test_a_box_that_still_says_write_here_is_blank_whatever_program_saved_it() -> None:
    saved = read_document(FileKind.DOCX, a_word_document(marks_what_waits=False))
    assert saved == read_document(FileKind.DOCX, a_word_document())
    assert saved.boxes.keys() == WHOLE.keys()


def test_what_could_not_be_sorted_is_shown_beside_the_answers_and_never_dropped(
    intake: IntakeOnTheWeb, desk: Visitor
) -> None:
    written = {**WHOLE, "children[1].date_of_birth": "about Easter 2018"}
    taken_over(desk, ("form.docx", a_word_document(written, below="She has a brother in <b>Leeds</b>.")))
    assert intake.room.contacts() == []
    page = desk.open(waiting(desk)[0]).text
    assert "about Easter 2018" in page
    assert "She has a brother in &lt;b&gt;Leeds&lt;/b&gt;." in page
    form = completed(intake, desk, waiting(desk)[0])
    assert "about Easter 2018" in form.page.text
    assert form.rows["What are they to the child?"] == "Mother"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.docx", a_letter("Dear hub,", "I worry about Rowan Testcase.")),
        ("letter.txt", "Dear hub,\nI worry about Rowan Testcase.".encode("utf-16")),
        ("mail.eml", an_email(body="Dear hub,\nI worry about Rowan Testcase.")),
    ],
)
def test_a_plain_letter_is_never_a_contact_by_itself_and_its_text_is_the_worry(
    intake: IntakeOnTheWeb, desk: Visitor, name: str, content: bytes
) -> None:
    page = taken_over(desk, (name, content))
    assert "It is not our referral document" in page.text
    assert intake.room.contacts() == []
    form = completed(intake, desk, waiting(desk)[0])
    assert form.rows["What are you worried about?"] == "Dear hub, I worry about Rowan Testcase."


def test_a_pdf_of_which_nothing_can_be_read_waits_with_the_file_to_be_opened(
    intake: IntakeOnTheWeb, desk: Visitor
) -> None:
    taken_over(desk, ("scan.pdf", PDF))
    address = waiting(desk)[0]
    link = re.findall(r'href="(/import/[^"]+/files/[^"]+)"', desk.open(address).text)[0]
    answer = desk.open(link)
    assert (answer.content, answer.headers["content-type"]) == (PDF, "application/octet-stream")


def test_an_email_that_says_more_than_a_cover_is_looked_at_by_a_person(
    intake: IntakeOnTheWeb, desk: Visitor
) -> None:
    more = "Since I filled this in she told me that he comes at night. " * 5
    taken_over(desk, ("mail.eml", an_email(("form.docx", a_word_document()), body=more)))
    assert intake.room.contacts() == []
    assert "he comes at night" in desk.open(waiting(desk)[0]).text


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("form.docx", a_zip_bomb(), "form.docx becomes far too large when it is opened."),
        ("form.docx", a_docx_with_macros(), "form.docx holds macros."),
        ("form.pdf", PROTECTED_PDF, "form.pdf is protected with a password."),
        ("film.mp4", b"film", "film.mp4 is not of a kind that can be added."),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name_and_the_others_are_taken_over(
    intake: IntakeOnTheWeb, desk: Visitor, name: str, content: bytes, sentence: str
) -> None:
    page = taken_over(desk, (name, content), ("good.docx", a_word_document()))
    assert page.status_code == 422
    assert sentence in page.text
    assert len(intake.room.contacts()) == 1


def test_two_who_complete_the_same_document_make_one_contact(intake: IntakeOnTheWeb, desk: Visitor) -> None:
    written = {path: text for path, text in WHOLE.items() if path != "immediate_danger"}
    taken_over(desk, ("form.docx", a_word_document(written)))
    colleague = someone(intake.app, Role.MANAGER)
    address = waiting(desk)[0]
    first, second = (completed(intake, one, address) for one in (desk, colleague))
    assert f"{colleague.account.display_name if colleague.account else None} began" in desk.open(address).text
    for form in (first, second):
        form.go("danger").answer({"immediate-danger": "no"})
    first.send()
    second.answer()
    assert second.page.status_code == 409
    assert "Somebody has dealt with this document meanwhile." in second.page.text
    assert len(intake.room.contacts()) == 1


def test_what_is_no_referral_is_closed_with_a_reason_and_nothing_of_it_is_kept(
    intake: IntakeOnTheWeb, desk: Visitor
) -> None:
    letter = a_letter("Lunch on Friday?")
    taken_over(desk, ("letter.docx", letter))
    address = waiting(desk)[0]
    page = Form(desk, desk.open(address))
    assert page.post(f"{address}/close", {"because": " "}).status_code == 422
    assert page.post(f"{address}/close", {"because": "An invitation"}).status_code == 303
    assert waiting(desk) == []
    assert desk.open(address).status_code == 404
    again = taken_over(desk, ("letter.docx", letter))
    assert "was imported before, and somebody closed it without a contact" in again.text


def test_immediate_danger_in_a_document_that_waits_is_said_at_once_and_stands_first(
    intake: IntakeOnTheWeb, desk: Visitor
) -> None:
    taken_over(desk, ("letter.docx", a_letter("I worry about Robin.")))
    intake.clock.move(timedelta(minutes=5))
    danger = {**WHOLE, "immediate_danger": "yes", "children[1].date_of_birth": "about Easter 2018"}
    page = taken_over(desk, ("form.docx", a_word_document(danger)))
    assert "It says that a child is in immediate danger: act now." in page.text
    assert "Immediate danger" in desk.open("/import").text
    assert "It says that a child is in immediate danger." in desk.open(waiting(desk)[0]).text
    assert "2 documents wait for somebody to complete them" in desk.open("/contacts").text


def test_how_long_the_oldest_document_waits_is_a_metric_until_none_does(
    intake: IntakeOnTheWeb, desk: Visitor
) -> None:
    def seconds() -> float:
        with intake.room.delivery.transaction() as transaction:
            watch_documents(transaction, intake.clock.now())
        return float(OLDEST_DOCUMENT_SECONDS._value.get())

    assert seconds() == 0
    taken_over(desk, ("letter.docx", a_letter("I worry about Robin.")))
    intake.clock.move(timedelta(minutes=5))
    taken_over(desk, ("other.docx", a_letter("I worry about Ash.")))
    assert seconds() == 300
    for address in waiting(desk):
        form = Form(desk, desk.open(address))
        form.post(f"{address}/close", {"because": "Told by telephone already"})
    assert seconds() == 0


def test_nothing_waits_and_nothing_chosen_are_said(desk: Visitor) -> None:
    assert "Nothing waits" in desk.open("/import").text
    assert "Choose at least one file." in taken_over(desk).text


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("14/9/2018", date(2018, 9, 14)),
        ("14.09.18", date(2018, 9, 14)),
        ("14 - 9 - 2018", date(2018, 9, 14)),
        ("14th September 2018", date(2018, 9, 14)),
        ("14 SEPT. 2018", date(2018, 9, 14)),
        ("2018-09-14", date(2018, 9, 14)),
        ("1.1.90", date(1990, 1, 1)),
        ("31/2/2018", None),
        ("9/14/2018", None),
        ("about Easter", None),
        ("14/9", None),
        ("", None),
    ],
)
def test_dates_are_read_as_people_write_them_and_never_guessed(written: str, day: date | None) -> None:
    assert read_untidy_date(written, date(2026, 11, 24)) == day
