"""An agency's own system answers by event, under the rules of the agency's page."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from mash_contracts.events import AgencyCheckAnswered
from mash_contracts.vocabulary import Agency, CheckDeclineReason, CheckOutcome, ConsentState, LevelOfNeed
from mash_platform.clock import MovableClock
from mash_triage.domain.agency_checks import AgencyCheck, CheckState
from mash_triage.store import agency_checks
from mash_triage.store.records import Record
from tests.builders.agency_checks import a_check_answered, a_fact_known
from tests.builders.triage import a_contact_received, enveloped
from tests.builders.triage_desk import Desk

POLICE = Agency.POLICE


@pytest.fixture
def record(desk: Desk) -> Record:
    """A child in danger, about whom the police are asked."""
    return desk.receives(a_contact_received(immediate_danger="yes"))


def check(desk: Desk, record: Record) -> AgencyCheck:
    with desk.delivery.reading() as session:
        checks = agency_checks.checks_of(session, record.reference)
    return next(one for one in checks if one.agency is POLICE)


def test_what_the_agency_s_system_tells_is_assessed_as_if_it_stood_on_the_page(
    desk: Desk, record: Record
) -> None:
    before = len(desk.record(record.reference).assessment.picture.concerns)
    said = a_check_answered(
        record.reference,
        outcome=CheckOutcome.ANSWERED,
        facts=(a_fact_known(),),
        view=LevelOfNeed.SPECIALIST,
        dissents=True,
    )
    desk.hears(POLICE, said)
    (answer,) = check(desk, record).answers
    assert (answer.answered_by, answer.given.view, answer.given.dissents) == (
        "police:intel-4",
        LevelOfNeed.SPECIALIST,
        True,
    )
    assert len(desk.record(record.reference).assessment.picture.concerns) == before + 1
    (told,) = desk.said(AgencyCheckAnswered)
    assert (told.agency, told.outcome, told.facts) == (POLICE, CheckOutcome.ANSWERED, 1)


def test_the_same_answer_twice_is_one_answer(desk: Desk, record: Record) -> None:
    said = enveloped(a_check_answered(record.reference))
    desk.hears(POLICE, said, said)
    desk.hears(POLICE, said)
    assert len(check(desk, record).answers) == 1
    assert desk.set_aside() == []


def test_an_answer_after_its_time_is_taken_in_and_known_to_be_late(
    desk: Desk, record: Record, clock: MovableClock
) -> None:
    clock.move(timedelta(days=9))
    desk.hears(POLICE, a_check_answered(record.reference))
    assert check(desk, record).state is CheckState.NOTHING_KNOWN
    assert [told.late for told in desk.said(AgencyCheckAnswered)] == [True]


def test_an_agency_may_tell_more_later_and_takes_nothing_back(desk: Desk, record: Record) -> None:
    known = {"outcome": CheckOutcome.ANSWERED, "facts": (a_fact_known(),)}
    desk.hears(POLICE, a_check_answered(record.reference, **known))
    desk.hears(POLICE, a_check_answered(record.reference, **known, dissents=True))
    desk.hears(POLICE, a_check_answered(record.reference, outcome=CheckOutcome.NOTHING_KNOWN))
    assert len(check(desk, record).answers) == 2
    assert check(desk, record).state is CheckState.ANSWERED
    assert desk.set_aside() == [
        ("answer-does-not-fit", "This was answered already: answered. What was told stays.")
    ]


def test_an_agency_that_declines_says_why(desk: Desk, record: Record) -> None:
    reason = CheckDeclineReason.CANNOT_IDENTIFY
    declined = {"outcome": CheckOutcome.DECLINED, "decline_reason": reason}
    desk.hears(POLICE, a_check_answered(record.reference, **declined))
    assert check(desk, record).state is CheckState.DECLINED
    assert check(desk, record).is_missing


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"outcome": CheckOutcome.ANSWERED}, "Enter at least one thing that your agency knows"),
        ({"outcome": CheckOutcome.DECLINED}, "Select why your agency does not answer"),
        ({"facts": (a_fact_known(),)}, "Select that your agency knows something, or take the facts out"),
    ],
)
def test_an_answer_that_nobody_could_act_on_is_set_aside_with_what_is_wrong(
    desk: Desk, record: Record, given: dict[str, Any], sentence: str
) -> None:
    desk.hears(POLICE, a_check_answered(record.reference, **given))
    assert desk.set_aside() == [("incomplete-answer", sentence)]
    assert check(desk, record).state is CheckState.AWAITED


def test_an_agency_answers_for_no_other(desk: Desk, record: Record) -> None:
    desk.hears(Agency.HEALTH, a_check_answered(record.reference, agency=POLICE))
    assert desk.set_aside() == [("other-agency", "health answered as police")]
    assert check(desk, record).state is CheckState.AWAITED


def test_an_agency_that_was_not_asked_about_a_child_tells_nothing_unasked(desk: Desk) -> None:
    held = desk.receives(a_contact_received(consent=ConsentState.UNKNOWN))
    desk.hears(POLICE, a_check_answered(held.reference))
    desk.hears(POLICE, a_check_answered("9W9W-XRXR-1"))
    assert desk.set_aside() == [("unknown-check", "police was not asked about this child")] * 2


def test_an_answer_that_overtakes_its_child_waits_in_quarantine_and_counts_once_it_is_sent_on(
    desk: Desk,
) -> None:
    contact = a_contact_received(immediate_danger="yes")
    said = enveloped(a_check_answered(contact.reference))
    desk.hears(POLICE, said)
    assert [reason for reason, _ in desk.set_aside()] == ["unknown-check"]
    record = desk.receives(contact)
    # What is redriven has an id of its own.
    desk.hears(POLICE, a_check_answered(contact.reference))
    assert check(desk, record).state is CheckState.NOTHING_KNOWN


def test_a_name_sent_by_mistake_is_refused() -> None:
    with pytest.raises(ValidationError):
        a_check_answered("4K7Q-9XWD-1", answered_by="Peter Hall")
