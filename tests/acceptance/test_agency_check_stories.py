"""Stories of asking the agencies, in words of practice: who is asked, when, and what silence means."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mash_contracts.events import (
    AgencyCheckOverdue,
    AgencyCheckRequested,
    SharingDecided,
    StrategyDiscussionRequested,
    ThresholdDecided,
)
from mash_contracts.national_codes import AssessmentFactor, ReferralSource
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import (
    Agency,
    CheckDeclineReason,
    CheckOutcome,
    ConsentReason,
    ConsentState,
    LegalBasis,
    LevelOfNeed,
    Rag,
    SharingChoice,
)
from mash_platform.clock import MovableClock
from mash_platform.identifiers import RandomIdentifiers
from mash_triage.domain.agency_checks import AgencyCheck, AnswerGiven, CheckState
from mash_triage.domain.lawful_basis import SharingGiven
from mash_triage.domain.record_state import RecordState
from mash_triage.handlers.agency_checks import Answerer
from mash_triage.service import handlers, open_delivery
from mash_triage.settings import Settings
from mash_triage.store import agency_checks, records
from mash_triage.store.records import Record
from tests.builders.agency_checks import a_fact, an_answer
from tests.builders.triage import a_concern, a_contact_received
from tests.builders.triage_desk import AMIRA, Desk

FRIDAY_AT_TEN_TO_FIVE = datetime(2026, 3, 6, 16, 50, tzinfo=UTC)
TUESDAY_AT_TEN = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
SOMEBODY = Answerer("account-of-an-agency", "Somebody there")


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(TUESDAY_AT_TEN)


@pytest.fixture
def desk(tmp_path: Path, clock: MovableClock) -> Iterator[Desk]:
    delivery = open_delivery(Settings(data=tmp_path), clock, RandomIdentifiers())
    yield Desk(delivery, handlers(clock))
    delivery.engine.dispose()


def a_child(desk: Desk, factor: AssessmentFactor, *signs: Sign, **given: Any) -> Record:
    """A school is worried about a seven-year-old, and her parents agree that it says so."""
    contact = a_contact_received(
        received_at=desk.handlers.clock.now(), concerns=(a_concern(factor=factor, signs=signs),), **given
    )
    return desk.receives(contact)


def asked(desk: Desk, record: Record) -> dict[Agency, AgencyCheck]:
    with desk.delivery.reading() as session:
        return {check.agency: check for check in agency_checks.checks_of(session, record.reference)}


def tells(desk: Desk, record: Record, agency: Agency, given: AnswerGiven) -> None:
    with desk.delivery.transaction() as transaction:
        desk.handlers.checks.answer(transaction, record.reference, agency, given, SOMEBODY)


def records_that(desk: Desk, record: Record, choice: SharingChoice, **given: Any) -> None:
    with desk.delivery.transaction() as transaction:
        desk.handlers.checks.decide_sharing(
            transaction, record.reference, SharingGiven(choice, **given), AMIRA
        )


def hours_pass(desk: Desk, clock: MovableClock, hours: float) -> None:
    clock.move(timedelta(hours=hours))
    with desk.delivery.transaction() as transaction:
        desk.handlers.checks.look_at_the_clock(transaction)


def test_a_hungry_girl_is_asked_about_at_her_school_and_her_health_visitor_and_not_at_the_police(
    desk: Desk,
) -> None:
    girl = a_child(desk, AssessmentFactor.NEGLECT, Sign.HUNGRY)

    assert asked(desk, girl).keys() == {Agency.SOCIAL_CARE, Agency.HEALTH, Agency.EDUCATION}


def test_a_boy_whose_mother_is_hit_is_asked_about_at_the_police_before_anybody_decides(desk: Desk) -> None:
    boy = a_child(desk, AssessmentFactor.DOMESTIC_ABUSE_PARENT)

    assert asked(desk, boy)[Agency.POLICE].state is CheckState.AWAITED
    assert Agency.PROBATION not in asked(desk, boy)


def test_a_parent_who_was_never_asked_keeps_the_agencies_waiting_and_the_hub_looks_into_its_own_records(
    desk: Desk,
) -> None:
    boy = a_child(desk, AssessmentFactor.DOMESTIC_ABUSE_PARENT, consent=ConsentState.NOT_SOUGHT)

    assert [one.agency for one in desk.said(AgencyCheckRequested)] == [Agency.SOCIAL_CARE]
    assert asked(desk, boy)[Agency.POLICE].state is CheckState.HELD


def test_a_worker_goes_on_without_consent_because_asking_would_put_the_mother_at_risk(desk: Desk) -> None:
    boy = a_child(desk, AssessmentFactor.DOMESTIC_ABUSE_PARENT, consent=ConsentState.NOT_SOUGHT)

    records_that(
        desk,
        boy,
        SharingChoice.DISPENSE,
        reason=ConsentReason.INCREASES_RISK,
        words="He reads every letter and takes her telephone.",
    )

    assert asked(desk, boy)[Agency.POLICE].state is CheckState.AWAITED
    (decided,) = desk.said(SharingDecided)
    assert decided.decided_by == AMIRA.account_id


def test_a_mother_who_agrees_on_the_telephone_lets_the_checks_begin(desk: Desk) -> None:
    girl = a_child(desk, AssessmentFactor.NEGLECT, Sign.HUNGRY, consent=ConsentState.UNKNOWN)

    records_that(desk, girl, SharingChoice.CONSENT_GIVEN)

    assert {check.state for check in asked(desk, girl).values()} == {CheckState.AWAITED}


def test_a_worker_decides_not_to_share_and_the_record_says_so_and_why(desk: Desk) -> None:
    girl = a_child(desk, AssessmentFactor.NEGLECT, Sign.HUNGRY, consent=ConsentState.REFUSED)

    records_that(desk, girl, SharingChoice.DO_NOT_SHARE, words="School feeds her; the family takes help.")

    assert asked(desk, girl)[Agency.HEALTH].state is CheckState.NOT_SHARED
    with desk.delivery.reading() as session:
        (kept,) = agency_checks.sharing_of(session, girl.reference)
    assert (kept.person, kept.words) == (AMIRA, "School feeds her; the family takes help.")


def test_a_girl_who_tells_of_abuse_on_friday_at_ten_to_five_waits_neither_for_consent_nor_for_monday(
    desk: Desk, clock: MovableClock
) -> None:
    clock.move(FRIDAY_AT_TEN_TO_FIVE - clock.now())
    girl = a_child(
        desk,
        AssessmentFactor.SEXUAL_ABUSE_BY_ADULT,
        Sign.DISCLOSURE_SEXUAL,
        consent=ConsentState.REFUSED,
    )

    checks = asked(desk, girl)
    assert {Agency.SOCIAL_CARE, Agency.POLICE, Agency.HEALTH} <= checks.keys()
    for check in checks.values():
        assert check.clock is not None
        assert check.clock.answer_by == FRIDAY_AT_TEN_TO_FIVE + timedelta(hours=2)


def test_at_significant_harm_a_worker_records_that_the_parents_are_not_told_and_why(desk: Desk) -> None:
    girl = a_child(desk, AssessmentFactor.SEXUAL_ABUSE_BY_ADULT, Sign.DISCLOSURE_SEXUAL)
    with desk.delivery.transaction() as transaction:
        assert desk.handlers.checks.basis(transaction, girl).informing_to_record

    records_that(
        desk,
        girl,
        SharingChoice.DO_NOT_INFORM_PARENTS,
        reason=ConsentReason.PREJUDICES_ENQUIRY,
        words="Police want to speak to her uncle first.",
    )

    with desk.delivery.transaction() as transaction:
        assert not desk.handlers.checks.basis(transaction, girl).informing_to_record


def test_what_the_police_know_turns_an_early_help_worry_into_a_strategy_discussion(desk: Desk) -> None:
    boy = a_child(desk, AssessmentFactor.NEGLECT, Sign.HUNGRY, referral_source=ReferralSource.SCHOOL)
    assert boy.recommended.rag is not Rag.RED
    told = a_fact(factor=AssessmentFactor.SEXUAL_ABUSE_BY_ADULT, signs=(Sign.DISCLOSURE_SEXUAL,))

    tells(desk, boy, Agency.HEALTH, an_answer(told, view=LevelOfNeed.SPECIALIST, dissents=True))

    after = desk.record(boy.reference)
    assert (after.recommended.level, after.recommended.legal_basis) == (
        LevelOfNeed.SPECIALIST,
        LegalBasis.S47,
    )
    assert len(desk.said(StrategyDiscussionRequested)) == 1
    with desk.delivery.reading() as session:
        assert len(records.assessments_of(session, boy.reference)) == 2


def test_an_agency_that_knows_nothing_lowers_nothing(desk: Desk) -> None:
    girl = a_child(desk, AssessmentFactor.NEGLECT, Sign.HUNGRY)

    for agency in asked(desk, girl):
        tells(desk, girl, agency, an_answer())

    assert desk.record(girl.reference).recommended == girl.recommended


def test_an_agency_that_may_not_answer_stays_missing_where_the_decision_is_read(desk: Desk) -> None:
    girl = a_child(desk, AssessmentFactor.NEGLECT, Sign.HUNGRY)
    declined = AnswerGiven(CheckOutcome.DECLINED, decline_reason=CheckDeclineReason.NOT_LAWFUL)
    tells(desk, girl, Agency.HEALTH, declined)
    tells(desk, girl, Agency.SOCIAL_CARE, an_answer())
    tells(desk, girl, Agency.EDUCATION, an_answer())

    desk.decides(desk.record(girl.reference))

    (decided,) = desk.said(ThresholdDecided)
    assert [gap for gap in decided.gaps if gap.startswith("no-answer")] == ["no-answer-from-health"]


def test_an_agency_that_is_late_is_called_overdue_and_may_still_answer(
    desk: Desk, clock: MovableClock
) -> None:
    girl = a_child(desk, AssessmentFactor.SEXUAL_ABUSE_BY_ADULT, Sign.DISCLOSURE_SEXUAL)
    hours_pass(desk, clock, 3)
    assert Agency.HEALTH in {one.agency for one in desk.said(AgencyCheckOverdue)}

    tells(desk, girl, Agency.HEALTH, an_answer())

    assert not asked(desk, girl)[Agency.HEALTH].is_missing


def test_a_child_sent_to_early_help_comes_back_when_an_answer_shows_that_it_was_too_little(
    desk: Desk, clock: MovableClock
) -> None:
    girl = a_child(desk, AssessmentFactor.NEGLECT, Sign.HUNGRY)
    desk.decides(girl)
    clock.move(timedelta(days=1))
    told = a_fact(factor=AssessmentFactor.PHYSICAL_ABUSE_BY_ADULT, signs=(Sign.HIT_BY_ADULT, Sign.BRUISE))

    tells(desk, girl, Agency.HEALTH, an_answer(told))

    after = desk.record(girl.reference)
    assert after.state is RecordState.WAITING
    assert len(after.decisions) == 1
