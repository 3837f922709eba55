"""Whoever told the hub keeps a copy of what they said; nobody else comes by it."""

import re

import pytest
from httpx2 import Response

from mash_contracts.national_codes import ReferralSource
from mash_contracts.vocabulary import Pathway, Role
from mash_intake.handlers.accept import Accepted
from mash_intake.handlers.copies import AFTER_SENDING
from mash_intake.handlers.feedback import status_code_of
from mash_intake.service import progress_of_records
from mash_platform.audit.trail import Action
from mash_platform.web.auditing import NOT_SIGNED_IN
from tests.builders.assurance import a_threshold_decided
from tests.builders.contacts import a_concern, a_referrer, a_submission
from tests.builders.intake import IntakeOnTheWeb
from tests.builders.report import ANONYMOUS, PROFESSIONAL, Form
from tests.builders.streams import enveloped
from tests.builders.web import nobody, someone


def a_contact(intake: IntakeOnTheWeb, source: ReferralSource = ReferralSource.SCHOOL) -> Accepted:
    hostile = a_concern(what_happened="<script>alert('x')</script> & more")
    return intake.room.takes(a_submission(referrer=a_referrer(source=source), concerns=(hostile,)))


def saves_with_code(intake: IntakeOnTheWeb, contact: Accepted, code: str | None = None) -> Response:
    code = code or status_code_of(intake.room.delivery, contact.reference) or ""
    return nobody(intake.app).send("/report/status/copy", reference=contact.reference, code=code)


def test_an_anonymous_caller_saves_a_copy_right_after_sending(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS).send()
    assert "Save a copy of what you sent" in form.page.text

    copy = form.visitor.open("/report/sent/copy")

    assert copy.headers["content-disposition"] == f'attachment; filename="report-{form.reference}.html"'
    assert "He is outside alone until late." in copy.text
    assert "Robin" in copy.text
    assert intake.looked_at(f"{form.reference}-1") == [
        (NOT_SIGNED_IN, "GET /report/sent/copy", Action.EXPORT)
    ]


def test_the_copy_fetches_nothing_and_escapes_what_was_written(intake: IntakeOnTheWeb) -> None:
    copy = saves_with_code(intake, a_contact(intake)).text
    assert "<script" not in copy
    assert "&lt;script&gt;" in copy
    assert re.findall(r"(?:src|href)=|url\(", copy) == []


def test_half_an_hour_after_sending_the_browser_gives_no_copy(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS).send()
    intake.clock.move(AFTER_SENDING)
    assert form.visitor.open("/report/sent/copy").headers["location"] == "/report/sent"
    assert "Save a copy" not in form.visitor.open("/report/sent").text


def test_exit_this_page_takes_the_copy_along(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS).send()
    form.visitor.open("/report/leave")
    assert form.visitor.open("/report/sent/copy").headers["location"] == "/report"


def test_another_browser_gets_no_copy_and_neither_does_one_whose_form_is_not_sent(
    intake: IntakeOnTheWeb,
) -> None:
    Form.begun(intake.app).answer_all(ANONYMOUS).send()
    begun = Form.begun(intake.app).answer_all(ANONYMOUS[:8])
    for visitor in (nobody(intake.app), begun.visitor):
        assert visitor.open("/report/sent/copy").headers["location"] == "/report"


def test_what_was_sent_signed_in_is_copied_only_for_whoever_sent_it(intake: IntakeOnTheWeb) -> None:
    teacher = someone(intake.app, Role.REFERRER)
    form = Form.begun(intake.app, teacher).answer_all(PROFESSIONAL).send()
    assert form.visitor.open("/report/sent/copy").status_code == 200
    form.visitor.send("/sign-out")
    assert form.visitor.open("/report/sent/copy").headers["location"] == "/report/sent"


def test_a_professional_saves_it_with_reference_and_code(intake: IntakeOnTheWeb) -> None:
    contact = a_contact(intake)
    code = status_code_of(intake.room.delivery, contact.reference) or ""
    page = nobody(intake.app).send("/report/status", reference=contact.reference, code=code)
    assert "Save a copy of what you sent" in page.text
    copy = saves_with_code(intake, contact)
    assert copy.headers["content-disposition"].startswith("attachment")
    assert "Rowan Testcase" in copy.text


def test_a_wrong_code_saves_nothing_and_counts_as_a_guess(intake: IntakeOnTheWeb) -> None:
    contact = a_contact(intake)
    for _ in range(5):
        assert "Rowan" not in saves_with_code(intake, contact, "3333-4444-6666").text
    assert "too many wrong codes" in saves_with_code(intake, contact).text


@pytest.mark.parametrize(
    "source", [ReferralSource.ACQUAINTANCE, ReferralSource.SELF, ReferralSource.ANONYMOUS]
)
def test_whoever_finds_the_code_of_a_private_person_reads_nothing_they_told(
    intake: IntakeOnTheWeb, source: ReferralSource
) -> None:
    contact = a_contact(intake, source)
    answer = saves_with_code(intake, contact)
    assert "content-disposition" not in answer.headers
    assert "Save a copy" not in answer.text
    assert "Rowan" not in answer.text


def test_the_copy_says_nothing_of_what_the_hub_decided(intake: IntakeOnTheWeb) -> None:
    contact = a_contact(intake)
    event = a_threshold_decided(contact.records[0], pathways=(Pathway.CHILD_PROTECTION,))
    with intake.room.delivery.transaction() as transaction:
        progress_of_records().handlers[type(event)](transaction, enveloped(event))
    copy = saves_with_code(intake, contact).text
    assert "rotection" not in copy
    assert "ecided" not in copy
