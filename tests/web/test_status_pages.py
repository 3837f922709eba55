"""The loop back to the referrer: the status page, the acknowledgement in time, and a challenge."""

from datetime import UTC, datetime, timedelta

import pytest
from httpx2 import Response
from sqlalchemy import select

from mash_contracts.envelope import EventData
from mash_contracts.events import CATALOGUE, AcknowledgementOverdue, OutcomeChallenged, ReferrerAcknowledged
from mash_contracts.national_codes import ReferralSource
from mash_contracts.vocabulary import DifferenceGround, Pathway, Role
from mash_intake.handlers.accept import Accepted
from mash_intake.handlers.feedback import look_at_the_clock, status_code_of
from mash_intake.service import progress_of_records
from tests.builders.assurance import a_threshold_decided
from tests.builders.contacts import a_child, a_referrer, a_submission
from tests.builders.intake import IntakeOnTheWeb
from tests.builders.streams import enveloped
from tests.builders.web import Visitor, nobody, someone

SCHOOL, NEIGHBOUR, ANONYMOUS = ReferralSource.SCHOOL, ReferralSource.ACQUAINTANCE, ReferralSource.ANONYMOUS


def a_contact(intake: IntakeOnTheWeb, source: ReferralSource = SCHOOL, children: int = 1) -> Accepted:
    names = ("Rowan", "Ash", "Robin")[:children]
    return intake.room.takes(
        a_submission(
            referrer=a_referrer(source=source),
            children=tuple(a_child(first_names=name) for name in names),
        )
    )


def decided(intake: IntakeOnTheWeb, reference: str, pathway: Pathway = Pathway.EARLY_HELP) -> None:
    event = a_threshold_decided(reference, pathways=(pathway, Pathway.CET))
    with intake.room.delivery.transaction() as transaction:
        progress_of_records().handlers[type(event)](transaction, enveloped(event))


def code_of(intake: IntakeOnTheWeb, contact: Accepted) -> str:
    code = status_code_of(intake.room.delivery, contact.reference)
    assert code is not None
    return code


def opens(intake: IntakeOnTheWeb, contact: Accepted, code: str | None = None) -> Response:
    visitor = nobody(intake.app)
    return visitor.send("/report/status", reference=contact.reference, code=code or code_of(intake, contact))


def challenges(intake: IntakeOnTheWeb, contact: Accepted, **given: str) -> Response:
    fields = {"reference": contact.reference, "code": code_of(intake, contact), "child": contact.records[0]}
    return nobody(intake.app).send("/report/status/challenge", **{**fields, **given})


def said(intake: IntakeOnTheWeb, kind: type[EventData]) -> list[EventData]:
    outbox = intake.room.delivery.outbox
    with intake.room.delivery.reading() as session:
        rows = session.execute(select(outbox.c.headers, outbox.c.value).order_by(outbox.c.sequence)).all()
    events = []
    for headers, value in rows:
        attributes = dict(headers)
        if CATALOGUE[attributes["ce_type"], int(attributes["ce_eventversion"])] is kind:
            events.append(kind.model_validate_json(value))
    return events


def at_the_desk(intake: IntakeOnTheWeb) -> Visitor:
    return someone(intake.app, Role.PRACTITIONER, display_name="Priya Nair")


def test_reference_and_code_open_the_page_however_they_are_typed(intake: IntakeOnTheWeb) -> None:
    contact = a_contact(intake)
    typed = code_of(intake, contact).lower().replace("-", " ")
    page = opens(intake, contact, typed)
    assert page.status_code == 200
    assert f"Your report {contact.reference}" in page.text


def test_a_wrong_code_opens_nothing_and_the_sixth_has_to_wait(intake: IntakeOnTheWeb) -> None:
    contact = a_contact(intake)
    answers = [opens(intake, contact, "3333-4444-6666") for _ in range(5)]
    assert {answer.status_code for answer in answers} == {422}
    assert "do not belong together" in answers[-1].text
    assert "too many wrong codes" in opens(intake, contact).text
    intake.clock.move(timedelta(minutes=16))
    assert opens(intake, contact).status_code == 200


def test_a_reference_that_there_is_not_is_answered_like_a_wrong_code(intake: IntakeOnTheWeb) -> None:
    visitor = nobody(intake.app)
    answer = visitor.send("/report/status", reference="4K7Q-9XWD", code="3333-4444-6666")
    assert "do not belong together" in answer.text


def test_the_page_names_no_child(intake: IntakeOnTheWeb) -> None:
    contact = a_contact(intake)
    decided(intake, contact.records[0])
    assert "Rowan" not in opens(intake, contact).text
    assert "Testcase" not in opens(intake, contact).text


def test_a_school_hears_which_help_was_decided_and_nothing_of_exploitation(intake: IntakeOnTheWeb) -> None:
    contact = a_contact(intake)
    assert "Early help contacts" not in opens(intake, contact).text
    decided(intake, contact.records[0])
    page = opens(intake, contact).text
    assert "Early help contacts the family" in page
    assert "exploit" not in page


@pytest.mark.parametrize("source", [NEIGHBOUR, ANONYMOUS, ReferralSource.RELATIVE])
def test_a_private_person_hears_that_it_was_decided_and_not_what(
    intake: IntakeOnTheWeb, source: ReferralSource
) -> None:
    contact = a_contact(intake, source)
    decided(intake, contact.records[0])
    page = opens(intake, contact).text
    assert "Decided" in page
    assert "Early help" not in page
    assert "Challenge" not in page


def test_a_named_social_worker_acknowledges_and_the_referrer_sees_who(intake: IntakeOnTheWeb) -> None:
    contact = a_contact(intake, children=2)
    assert "Not yet. A social worker does so by 25 November 2026 at 5:00pm" in opens(intake, contact).text
    desk = at_the_desk(intake)
    assert contact.reference in desk.open("/acknowledgements").text

    desk.send("/acknowledgements", contact=contact.reference)
    desk.send("/acknowledgements", contact=contact.reference)

    assert contact.reference not in desk.open("/acknowledgements").text
    assert "Priya Nair" in opens(intake, contact).text
    assert [event.reference for event in said(intake, ReferrerAcknowledged)] == list(contact.records)


def test_all_that_is_shown_is_acknowledged_at_once(intake: IntakeOnTheWeb) -> None:
    contacts = [a_contact(intake).reference for _ in range(3)]
    desk = at_the_desk(intake)
    desk.send("/acknowledgements", contact=contacts)
    assert "Every referrer has been told" in desk.open("/acknowledgements").text


def test_silence_after_the_working_day_is_said_once_for_each_child(intake: IntakeOnTheWeb) -> None:
    contact, delivery = a_contact(intake, children=2), intake.room.delivery
    for moved in (timedelta(hours=10), timedelta(hours=12), timedelta(hours=1)):
        intake.clock.move(moved)
        with delivery.transaction() as transaction:
            look_at_the_clock(transaction, intake.clock.now())
    overdue = said(intake, AcknowledgementOverdue)
    assert [event.reference for event in overdue] == list(contact.records)
    assert "Overdue" in at_the_desk(intake).open("/acknowledgements").text


def test_who_gave_no_name_is_owed_no_acknowledgement(intake: IntakeOnTheWeb) -> None:
    contact = a_contact(intake, ANONYMOUS)
    assert contact.reference not in at_the_desk(intake).open("/acknowledgements").text
    assert "Acknowledged" not in opens(intake, contact).text


def test_a_teacher_challenges_what_was_decided(intake: IntakeOnTheWeb) -> None:
    contact = a_contact(intake)
    decided(intake, contact.records[0], Pathway.ADVICE)
    assert "Challenge the outcome" in challenges(intake, contact).text

    words = "She came in with a new bruise. CANARY"
    for _ in range(2):
        page = challenges(intake, contact, ground="threshold", words=words, send="yes")
    assert "Your challenge has reached the hub" in page.text

    (event,) = said(intake, OutcomeChallenged)
    assert isinstance(event, OutcomeChallenged)
    assert (event.challenge, event.ground) == (1, DifferenceGround.THRESHOLD)
    assert "CANARY" not in event.model_dump_json()
    assert words in at_the_desk(intake).open(f"/contacts/{contact.reference}").text


def test_a_challenge_says_what_it_is_about_and_why_and_loses_no_words(intake: IntakeOnTheWeb) -> None:
    contact = a_contact(intake)
    decided(intake, contact.records[0])
    page = challenges(intake, contact, words="She is not safe.", send="yes")
    assert page.status_code == 422
    assert "Select what you disagree about" in page.text
    assert "She is not safe." in page.text


def test_nobody_challenges_what_they_may_not_know_or_what_is_not_decided(intake: IntakeOnTheWeb) -> None:
    undecided, neighbour = a_contact(intake), a_contact(intake, NEIGHBOUR)
    decided(intake, neighbour.records[0])
    for contact in (undecided, neighbour):
        assert challenges(intake, contact, ground="threshold", words="No.", send="yes").status_code == 409
    assert said(intake, OutcomeChallenged) == []


def test_the_confirmation_of_the_api_brings_the_code(intake: IntakeOnTheWeb) -> None:
    contact = a_contact(intake)
    assert len(code_of(intake, contact)) == 14


def test_the_working_day_is_counted_from_when_the_contact_came(intake: IntakeOnTheWeb) -> None:
    friday = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)
    intake.clock.move(friday - intake.clock.now())
    contact = a_contact(intake)
    assert "by 30 November 2026 at 5:00pm" in opens(intake, contact).text
