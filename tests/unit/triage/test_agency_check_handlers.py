"""A child's checks at triage: asked or held back, answered, run late, and assessed again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from mash_contracts.events import (
    AgencyCheckAnswered,
    AgencyCheckDueSoon,
    AgencyCheckOverdue,
    AgencyCheckRequested,
    ContactReceived,
    ReferralAssessed,
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
    ConsentState,
    LegalBasis,
    LevelOfNeed,
    Rag,
    Severity,
    SharingChoice,
)
from mash_platform.clock import MovableClock
from mash_platform.errors import Conflict, NotFound, Rejected
from mash_triage.domain.agency_checks import AgencyCheck, AnswerGiven, CheckState
from mash_triage.domain.lawful_basis import Ground, LawfulBasis, SharingGiven
from mash_triage.domain.record_state import RecordState
from mash_triage.handlers.agency_checks import Answerer
from mash_triage.store import agency_checks, records
from mash_triage.store.queue import QueueFilter
from tests.builders.agency_checks import a_fact, an_answer, dispensing
from tests.builders.triage import a_concern, a_contact_received
from tests.builders.triage_desk import AMIRA, Desk

pytestmark = pytest.mark.usefixtures("each_database")

PC_HALL = Answerer("account-of-police", "PC Hall")
SEVERE = a_fact(
    factor=AssessmentFactor.SEXUAL_ABUSE_BY_ADULT, signs=(Sign.DISCLOSURE_SEXUAL,), severity=Severity.CRITICAL
)


def a_worry_about_violence_at_home(**given: Any) -> ContactReceived:
    """A school believes that a mother is hit by her partner."""
    worry = a_concern(factor=AssessmentFactor.DOMESTIC_ABUSE_PARENT, severity=Severity.MODERATE)
    return a_contact_received(**{"concerns": (worry,), **given})


def a_child_in_danger(**given: Any) -> ContactReceived:
    """A child told a teacher of sexual abuse."""
    told = a_concern(factor=AssessmentFactor.SEXUAL_ABUSE_BY_ADULT, signs=(Sign.DISCLOSURE_SEXUAL,))
    return a_contact_received(**{"concerns": (told,), **given})


def checks(desk: Desk, reference: str) -> dict[Agency, AgencyCheck]:
    with desk.delivery.reading() as session:
        return {check.agency: check for check in agency_checks.checks_of(session, reference)}


def answers(
    desk: Desk, reference: str, given: AnswerGiven, agency: Agency = Agency.POLICE, by: Answerer = PC_HALL
) -> AgencyCheck:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.checks.answer(transaction, reference, agency, given, by)


def records_sharing(desk: Desk, reference: str, given: SharingGiven) -> LawfulBasis:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.checks.decide_sharing(transaction, reference, given, AMIRA)


def looks_at_the_clock(desk: Desk) -> int:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.checks.look_at_the_clock(transaction)


def test_with_consent_the_agencies_that_can_know_something_are_asked_and_no_others(desk: Desk) -> None:
    record = desk.receives(a_worry_about_violence_at_home())

    asked = checks(desk, record.reference)
    assert {Agency.SOCIAL_CARE, Agency.POLICE} <= asked.keys()
    assert Agency.HOUSING not in asked
    assert {check.state for check in asked.values()} == {CheckState.AWAITED}
    requested = desk.said(AgencyCheckRequested)
    assert {one.agency for one in requested} == asked.keys()
    (police,) = [one for one in requested if one.agency is Agency.POLICE]
    clock = asked[Agency.POLICE].clock
    assert clock is not None
    assert police.answer_by == clock.answer_by


def test_a_contact_that_comes_twice_asks_once(desk: Desk) -> None:
    contact = a_worry_about_violence_at_home()
    desk.receives(contact)
    asked = len(desk.said(AgencyCheckRequested))

    desk.receives(contact)

    assert len(desk.said(AgencyCheckRequested)) == asked


def test_without_consent_only_the_hubs_own_records_are_looked_into(desk: Desk) -> None:
    record = desk.receives(a_worry_about_violence_at_home(consent=ConsentState.NOT_SOUGHT))

    asked = checks(desk, record.reference)
    assert asked[Agency.SOCIAL_CARE].state is CheckState.AWAITED
    assert asked[Agency.POLICE].state is CheckState.HELD
    assert asked[Agency.POLICE].clock is None
    assert {one.agency for one in desk.said(AgencyCheckRequested)} == {Agency.SOCIAL_CARE}
    (assessed,) = desk.said(ReferralAssessed)
    assert assessed.provisional


def test_once_a_named_person_dispenses_with_consent_the_agencies_are_asked(
    desk: Desk, clock: MovableClock
) -> None:
    record = desk.receives(a_worry_about_violence_at_home(consent=ConsentState.NOT_SOUGHT))
    clock.move(timedelta(minutes=20))

    basis = records_sharing(desk, record.reference, dispensing())

    assert basis.ground is Ground.DISPENSED
    police = checks(desk, record.reference)[Agency.POLICE]
    assert (police.state, police.asked_at) == (CheckState.AWAITED, clock.now())
    (decided,) = desk.said(SharingDecided)
    assert (decided.choice, decided.decided_by) == (SharingChoice.DISPENSE, AMIRA.account_id)
    with desk.delivery.reading() as session:
        (kept,) = agency_checks.sharing_of(session, record.reference)
    assert kept.person == AMIRA
    assert kept.words == dispensing().words


def test_a_decision_not_to_share_is_kept_and_leaves_the_checks_visible_as_missing(desk: Desk) -> None:
    record = desk.receives(a_worry_about_violence_at_home(consent=ConsentState.REFUSED))

    given = SharingGiven(
        SharingChoice.DO_NOT_SHARE, words="One slight worry, and the family has help already."
    )
    records_sharing(desk, record.reference, given)

    police = checks(desk, record.reference)[Agency.POLICE]
    assert police.state is CheckState.NOT_SHARED
    assert police.is_missing
    (decided,) = desk.said(SharingDecided)
    assert decided.choice is SharingChoice.DO_NOT_SHARE


def test_what_is_not_explained_is_not_recorded(desk: Desk) -> None:
    record = desk.receives(a_worry_about_violence_at_home(consent=ConsentState.NOT_SOUGHT))

    with pytest.raises(Rejected):
        records_sharing(desk, record.reference, dispensing(words=""))

    assert checks(desk, record.reference)[Agency.POLICE].state is CheckState.HELD
    assert not desk.said(SharingDecided)


def test_at_significant_harm_nobody_waits_and_telling_the_parents_is_still_to_be_recorded(desk: Desk) -> None:
    record = desk.receives(a_child_in_danger(consent=ConsentState.REFUSED))

    assert record.recommended.legal_basis is LegalBasis.S47
    asked = checks(desk, record.reference)
    assert {Agency.SOCIAL_CARE, Agency.POLICE, Agency.HEALTH} <= asked.keys()
    assert {check.state for check in asked.values()} == {CheckState.AWAITED}
    with desk.delivery.transaction() as transaction:
        assert desk.handlers.checks.basis(transaction, record).informing_to_record
    basis = records_sharing(desk, record.reference, dispensing(choice=SharingChoice.DO_NOT_INFORM_PARENTS))
    assert not basis.informing_to_record


def test_an_answer_is_kept_with_its_facts_its_view_and_its_dissent(desk: Desk) -> None:
    record = desk.receives(a_worry_about_violence_at_home())
    given = an_answer(
        a_fact(), view=LevelOfNeed.CHILD_IN_NEED, dissents=True, words="Third call to the address since May."
    )

    answers(desk, record.reference, given)

    check = checks(desk, record.reference)[Agency.POLICE]
    assert check.state is CheckState.ANSWERED
    assert check.latest is not None
    assert check.latest.given == given
    assert check.latest.answered_by == PC_HALL.account_id
    (said,) = desk.said(AgencyCheckAnswered)
    assert (said.view, said.dissents, said.facts, said.late) == (LevelOfNeed.CHILD_IN_NEED, True, 1, False)


def test_what_an_agency_knows_raises_the_child_and_the_earlier_assessment_stays(
    desk: Desk, clock: MovableClock
) -> None:
    before = desk.receives(a_worry_about_violence_at_home())
    clock.move(timedelta(hours=1))

    answers(desk, before.reference, an_answer(SEVERE))

    after = desk.record(before.reference)
    assert after.recommended.rag is Rag.RED
    assert after.recommended.legal_basis is LegalBasis.S47
    assert after.decide_by < before.decide_by
    assert after.version == before.version + 1
    with desk.delivery.reading() as session:
        first, second = records.assessments_of(session, before.reference)
    assert (first.recommendation.rag, second.recommendation.rag) == (before.recommended.rag, Rag.RED)
    assert first.assessed_at < second.assessed_at
    _, assessed_again = desk.said(ReferralAssessed)
    assert assessed_again.rag is Rag.RED
    assert len(desk.said(StrategyDiscussionRequested)) == 1


def test_what_raises_a_child_asks_whom_it_is_now_proportionate_to_ask_and_hurries_the_rest(
    desk: Desk, clock: MovableClock
) -> None:
    record = desk.receives(a_worry_about_violence_at_home(consent=ConsentState.NOT_SOUGHT))
    records_sharing(desk, record.reference, dispensing())
    before = checks(desk, record.reference)
    assert Agency.HEALTH not in before

    answers(desk, record.reference, an_answer(SEVERE))

    after = checks(desk, record.reference)
    assert after[Agency.HEALTH].state is CheckState.AWAITED
    hurried, earlier = after[Agency.SOCIAL_CARE].clock, before[Agency.SOCIAL_CARE].clock
    assert hurried is not None
    assert earlier is not None
    assert hurried.answer_by == clock.now() + timedelta(hours=2) < earlier.answer_by


def test_a_person_who_had_the_record_open_sees_that_it_changed(desk: Desk) -> None:
    seen = desk.receives(a_worry_about_violence_at_home())
    answers(desk, seen.reference, an_answer(SEVERE))

    with pytest.raises(Conflict):
        desk.decides(seen)


def test_a_child_decided_on_too_little_comes_back_to_the_desk(desk: Desk, clock: MovableClock) -> None:
    record = desk.receives(a_worry_about_violence_at_home())
    desk.decides(record)
    clock.move(timedelta(days=1))

    answers(desk, record.reference, an_answer(SEVERE))

    after = desk.record(record.reference)
    assert after.state is RecordState.WAITING
    assert after.decide_by == clock.now() + timedelta(hours=4)
    assert len(after.decisions) == 1


def test_a_decision_that_covers_what_an_agency_tells_stands(desk: Desk) -> None:
    record = desk.receives(a_child_in_danger())
    desk.decides(record)

    answers(desk, record.reference, an_answer(a_fact()))

    assert desk.record(record.reference).state is RecordState.DECIDED


def test_nothing_known_is_an_answer_and_declining_is_none(desk: Desk) -> None:
    record = desk.receives(a_worry_about_violence_at_home())

    answers(desk, record.reference, an_answer())
    declined = AnswerGiven(CheckOutcome.DECLINED, decline_reason=CheckDeclineReason.NOT_LAWFUL)
    answers(desk, record.reference, declined, Agency.SOCIAL_CARE)

    asked = checks(desk, record.reference)
    assert not asked[Agency.POLICE].is_missing
    assert asked[Agency.SOCIAL_CARE].is_missing
    desk.decides(desk.record(record.reference))
    (decided,) = desk.said(ThresholdDecided)
    assert "no-answer-from-social-care" in decided.gaps
    assert "no-answer-from-police" not in decided.gaps


def test_what_is_only_missing_answers_stops_being_provisional_with_the_last_of_them(desk: Desk) -> None:
    record = desk.receives(a_worry_about_violence_at_home())
    for agency in checks(desk, record.reference):
        answers(desk, record.reference, an_answer(), agency)

    *_, last = desk.said(ReferralAssessed)
    assert last.provisional == desk.record(record.reference).assessment.recommendation.provisional
    assert len(desk.said(ReferralAssessed)) == 2


def test_what_was_told_is_not_taken_back(desk: Desk) -> None:
    record = desk.receives(a_worry_about_violence_at_home())
    answers(desk, record.reference, an_answer(a_fact()))

    with pytest.raises(Conflict):
        answers(desk, record.reference, an_answer())


def test_an_agency_that_was_not_asked_cannot_answer(desk: Desk) -> None:
    record = desk.receives(a_worry_about_violence_at_home(consent=ConsentState.REFUSED))

    for agency in (Agency.HOUSING, Agency.POLICE):
        with pytest.raises(NotFound):
            answers(desk, record.reference, an_answer(), agency)


def test_an_answer_that_is_not_complete_is_not_taken_in(desk: Desk) -> None:
    record = desk.receives(a_worry_about_violence_at_home())

    with pytest.raises(Rejected):
        answers(desk, record.reference, AnswerGiven())

    assert checks(desk, record.reference)[Agency.POLICE].state is CheckState.AWAITED


def test_the_clock_says_once_that_a_check_is_due_soon_and_once_that_it_is_overdue(
    desk: Desk, clock: MovableClock
) -> None:
    record = desk.receives(a_child_in_danger(referral_source=ReferralSource.POLICE))
    everybody = len(checks(desk, record.reference))
    assert looks_at_the_clock(desk) == 0

    clock.move(timedelta(minutes=61))
    assert looks_at_the_clock(desk) == everybody
    assert looks_at_the_clock(desk) == 0
    assert len(desk.said(AgencyCheckDueSoon)) == everybody
    clock.move(timedelta(hours=1))
    assert looks_at_the_clock(desk) == everybody
    assert looks_at_the_clock(desk) == 0

    assert len(desk.said(AgencyCheckOverdue)) == everybody
    assert len(desk.said(AgencyCheckDueSoon)) == everybody
    now = clock.now()
    assert all(check.is_overdue(now) for check in checks(desk, record.reference).values())


def test_nobody_is_reminded_of_what_they_answered(desk: Desk, clock: MovableClock) -> None:
    record = desk.receives(a_child_in_danger())
    answers(desk, record.reference, an_answer())
    clock.move(timedelta(hours=5))

    looks_at_the_clock(desk)

    assert Agency.POLICE not in {one.agency for one in desk.said(AgencyCheckOverdue)}


def test_an_answer_after_its_time_is_taken_in_and_called_late(desk: Desk, clock: MovableClock) -> None:
    record = desk.receives(a_child_in_danger())
    clock.move(timedelta(hours=3))

    answers(desk, record.reference, an_answer())

    (said,) = desk.said(AgencyCheckAnswered)
    assert said.late


def test_the_board_shows_what_is_open_with_the_one_due_first_at_the_top(desk: Desk) -> None:
    calm = desk.receives(a_worry_about_violence_at_home())
    urgent = desk.receives(a_child_in_danger())
    answers(desk, urgent.reference, an_answer(), Agency.HEALTH)

    with desk.delivery.reading() as session:
        everything = agency_checks.board(session, agency_checks.BoardFilter())
        police = agency_checks.board(session, agency_checks.BoardFilter(Agency.POLICE))
        counted = agency_checks.count_board(session, agency_checks.BoardFilter(Agency.POLICE))

    assert [line.check.reference for line in police] == [urgent.reference, calm.reference]
    assert counted == 2
    assert everything[0].check.reference == urgent.reference
    assert (urgent.reference, Agency.HEALTH) not in {
        (one.check.reference, one.check.agency) for one in everything
    }


def test_two_workers_that_look_at_the_same_moment_say_it_once(desk: Desk, clock: MovableClock) -> None:
    record = desk.receives(a_child_in_danger())
    everybody = len(checks(desk, record.reference))
    clock.move(timedelta(hours=1))

    with ThreadPoolExecutor(4) as workers:
        told = list(workers.map(lambda _: looks_at_the_clock(desk), range(8)))

    assert sum(told) == everybody == len(desk.said(AgencyCheckDueSoon))


def test_the_desks_list_calls_a_child_provisional_until_the_last_agency_has_answered(desk: Desk) -> None:
    record = desk.receives(a_worry_about_violence_at_home())

    (line,) = desk.lines(QueueFilter(RecordState.WAITING))
    assert line.provisional
    assert line.answers_missing == len(checks(desk, record.reference))
    for agency in checks(desk, record.reference):
        answers(desk, record.reference, an_answer(), agency)
    (line,) = desk.lines(QueueFilter(RecordState.WAITING))
    assert line.answers_missing == 0


def test_an_agencys_words_do_not_travel(desk: Desk) -> None:
    record = desk.receives(a_worry_about_violence_at_home())

    answers(desk, record.reference, an_answer(a_fact(), words="CANARY Bishop Auckland Road"))

    assert "CANARY" not in "".join(said.model_dump_json() for said in desk.said())
