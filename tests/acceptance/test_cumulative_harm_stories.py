"""Stories of harm that adds up, in words of practice: no single contact shows it, the chronology does."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mash_contracts.events import ChildLinked, ChildSeparated, ContactReceived, ThresholdDecided
from mash_contracts.national_codes import AssessmentFactor, ReferralSource
from mash_contracts.vocabulary import (
    LegalBasis,
    LevelOfNeed,
    LinkBasis,
    OpenCase,
    Pathway,
    Rag,
    Role,
    Severity,
)
from mash_platform.clock import MovableClock
from mash_platform.errors import Rejected
from mash_platform.identifiers import RandomIdentifiers
from mash_triage.domain.record_state import RecordState
from mash_triage.service import handlers, open_delivery
from mash_triage.settings import Settings
from mash_triage.store.records import Record
from tests.builders.triage import a_choice, a_concern, a_contact_received
from tests.builders.triage_desk import BEN, MARY, Desk

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ELLA, HER_HOME = "PER-4K7Q-9XWD", "HSE-4K7Q-9XWD"
NOBODY_KNOWN, ANOTHER_HOME = "PER-7RDK-C3HM", "HSE-7RDK-C3HM"


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(MONDAY)


@pytest.fixture
def desk(tmp_path: Path, clock: MovableClock) -> Iterator[Desk]:
    delivery = open_delivery(Settings(data=tmp_path), clock, RandomIdentifiers())
    yield Desk(delivery, handlers(clock))
    delivery.engine.dispose()


def a_worry(
    days_ago: int = 0, factor: AssessmentFactor = AssessmentFactor.NEGLECT, **given: Any
) -> ContactReceived:
    """School tells of a slight worry about Ella, who lives where she always lived."""
    concern = a_concern(factor=factor, severity=given.pop("severity", Severity.LOW))
    return a_contact_received(
        **{
            "concerns": (concern,),
            "received_at": MONDAY - timedelta(days=days_ago),
            "person": ELLA,
            "household": HER_HOME,
            **given,
        }
    )


def found(record: Record) -> set[str]:
    return {finding.code for finding in record.assessment.recommendation.findings}


def advice(**given: Any) -> Any:
    return a_choice(level=LevelOfNeed.UNIVERSAL, pathways=(Pathway.ADVICE,), **given)


def ended_with_advice(desk: Desk, contact: ContactReceived) -> None:
    desk.decides(desk.receives(contact), advice(), person=MARY)


def sent_to_early_help(desk: Desk, contact: ContactReceived) -> None:
    desk.decides(desk.receives(contact), a_choice(rag=Rag.AMBER), person=MARY)


def linked(record: Record, person: str = ELLA, household: str = HER_HOME) -> ChildLinked:
    return ChildLinked(
        reference=record.reference,
        person=person,
        household=household,
        basis=LinkBasis.CONFIRMED,
        linked_at=MONDAY,
        linked_by="account-of-amira",
        linked_by_role=Role.PRACTITIONER,
    )


def test_the_third_contact_in_a_year_is_seen_although_both_others_ended_with_advice(desk: Desk) -> None:
    ended_with_advice(desk, a_worry(200))
    ended_with_advice(desk, a_worry(100))

    assert "third-contact-about-the-family" in found(desk.receives(a_worry()))


def test_a_second_contact_is_no_pattern_yet(desk: Desk) -> None:
    ended_with_advice(desk, a_worry(200))

    assert not desk.receives(a_worry()).patterns


def test_a_contact_about_a_brother_counts_because_the_home_is_one(desk: Desk) -> None:
    desk.receives(a_worry(200, person=NOBODY_KNOWN))
    desk.receives(a_worry(100))

    assert "third-contact-about-the-family" in found(desk.receives(a_worry()))


def test_three_children_of_one_contact_are_one_contact(desk: Desk) -> None:
    siblings = [a_worry(30, contact_reference="4K7Q-9XWD", reference=f"4K7Q-9XWD-{one}") for one in (1, 2, 3)]
    for one in siblings:
        desk.receives(one)

    assert len(desk.receives(a_worry()).assessment.picture.earlier) == 1


def test_contacts_that_arrive_together_see_each_other(desk: Desk) -> None:
    contacts = [a_worry(2), a_worry(1), a_worry()]
    desk.takes("mash.contacts", *contacts)

    assert "third-contact-about-the-family" in found(desk.record(contacts[-1].reference))


def test_school_and_police_who_worry_in_one_week_are_put_together(desk: Desk) -> None:
    desk.receives(a_worry(4, referral_source=ReferralSource.POLICE))

    assert "two-sources-in-seven-days" in found(desk.receives(a_worry()))


def test_a_family_in_and_out_of_early_help_for_neglect_is_a_child_in_need(desk: Desk) -> None:
    sent_to_early_help(desk, a_worry(700))
    sent_to_early_help(desk, a_worry(350))

    record = desk.receives(a_worry())

    assert "early-help-twice-for-the-same-worry" in found(record)
    assert record.recommended.level >= LevelOfNeed.CHILD_IN_NEED
    assert record.recommended.legal_basis >= LegalBasis.S17


def test_a_worry_that_changes_its_name_from_contact_to_contact_is_recognised(desk: Desk) -> None:
    desk.receives(a_worry(120, AssessmentFactor.MISSING))
    desk.receives(a_worry(60, AssessmentFactor.DOMESTIC_ABUSE_PARENT))

    assert "each-contact-names-another-worry" in found(desk.receives(a_worry()))


def test_a_worry_that_grows_more_serious_is_recognised(desk: Desk) -> None:
    desk.receives(a_worry(60))

    record = desk.receives(a_worry(severity=Severity.MODERATE))

    assert "worries-grow-more-serious" in found(record)


def test_a_pattern_is_not_answered_with_advice_in_silence_even_by_a_manager(desk: Desk) -> None:
    ended_with_advice(desk, a_worry(200))
    ended_with_advice(desk, a_worry(100))
    third = desk.receives(a_worry())

    with pytest.raises(Rejected) as refused:
        desk.decides(third, advice(), person=MARY)
    assert [error.field for error in refused.value.errors] == ["about_pattern"]

    said = "All three came from one quarrel between neighbours; school and health see nothing."
    proposed = desk.decides(third, advice(about_pattern=said), person=MARY)
    assert proposed.state is RecordState.AWAITING_SECOND_PERSON

    decided = desk.looks_again(proposed, person=BEN)
    assert decided.state is RecordState.DECIDED
    assert decided.decisions[-1].about_pattern == said


def test_help_for_a_child_with_a_pattern_needs_no_second_person(desk: Desk) -> None:
    ended_with_advice(desk, a_worry(200))
    ended_with_advice(desk, a_worry(100))

    assert desk.decides(desk.receives(a_worry())).state is RecordState.DECIDED


def test_a_child_who_turns_out_to_be_known_is_assessed_again_with_what_went_before(desk: Desk) -> None:
    sent_to_early_help(desk, a_worry(300))
    desk.receives(a_worry(100))
    stranger = desk.receives(a_worry(person=NOBODY_KNOWN, household=ANOTHER_HOME))
    assert not stranger.patterns

    desk.takes("mash.contacts", linked(stranger))

    after = desk.record(stranger.reference)
    assert "harm-goes-on-despite-help" in found(after)
    assert after.recommended.level >= LevelOfNeed.CHILD_IN_NEED


def test_a_child_decided_on_before_they_were_known_comes_back_to_the_desk(desk: Desk) -> None:
    sent_to_early_help(desk, a_worry(300))
    desk.receives(a_worry(100))
    stranger = desk.receives(a_worry(person=NOBODY_KNOWN, household=ANOTHER_HOME))
    desk.decides(stranger)

    desk.takes("mash.contacts", linked(stranger))

    assert desk.record(stranger.reference).state is RecordState.WAITING


def test_the_same_link_told_twice_changes_nothing_more(desk: Desk) -> None:
    sent_to_early_help(desk, a_worry(300))
    stranger = desk.receives(a_worry(person=NOBODY_KNOWN, household=ANOTHER_HOME))
    desk.takes("mash.contacts", linked(stranger))
    once = desk.record(stranger.reference)

    desk.takes("mash.contacts", linked(stranger))

    assert desk.record(stranger.reference) == once


def test_a_child_taken_for_another_does_not_keep_the_others_history(desk: Desk) -> None:
    desk.receives(a_worry(200))
    desk.receives(a_worry(100))
    mistaken = desk.receives(a_worry())
    assert mistaken.patterns

    separated = ChildSeparated(
        reference=mistaken.reference,
        separated_from=ELLA,
        person=NOBODY_KNOWN,
        household=ANOTHER_HOME,
        separated_at=MONDAY,
        separated_by="account-of-amira",
        separated_by_role=Role.PRACTITIONER,
    )
    desk.takes("mash.contacts", separated)

    assert not desk.record(mistaken.reference).patterns


def test_a_referrer_who_tells_of_an_open_case_is_believed(desk: Desk) -> None:
    told = a_worry(history={"open_case": OpenCase.CHILD_IN_NEED})
    desk.decides(desk.receives(told))

    (decided,) = desk.said(ThresholdDecided)
    assert [(one.pathway, one.case_id) for one in decided.open_cases] == [(Pathway.CHILD_IN_NEED, None)]
