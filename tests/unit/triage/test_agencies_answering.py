"""What agencies answer at triage is kept, assessed again, and shown missing at the desk until it is there."""

from datetime import timedelta

import pytest

from mash_contracts.events import (
    AgencyCheckAnswered,
    ReferralAssessed,
    StrategyDiscussionRequested,
    ThresholdDecided,
)
from mash_contracts.vocabulary import (
    Agency,
    CheckDeclineReason,
    CheckOutcome,
    ConsentState,
    LegalBasis,
    LevelOfNeed,
    Rag,
)
from mash_platform.clock import MovableClock
from mash_platform.errors import Conflict, NotFound, Rejected
from mash_triage.domain.agency_checks import AnswerGiven, CheckState
from mash_triage.domain.record_state import RecordState
from mash_triage.store import records
from mash_triage.store.queue import QueueFilter
from tests.builders.agency_checks import a_fact, an_answer, dispensing
from tests.builders.agency_checks_at_the_desk import (
    PC_HALL,
    SEVERE,
    a_child_who_told_a_teacher,
    a_worry_about_violence_at_home,
    answers,
    checks,
    records_sharing,
)
from tests.builders.triage_desk import Desk

pytestmark = pytest.mark.usefixtures("each_database")


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
    record = desk.receives(a_child_who_told_a_teacher())
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


def test_an_answer_after_its_time_is_taken_in_and_called_late(desk: Desk, clock: MovableClock) -> None:
    record = desk.receives(a_child_who_told_a_teacher())
    clock.move(timedelta(hours=3))

    answers(desk, record.reference, an_answer())

    (said,) = desk.said(AgencyCheckAnswered)
    assert said.late


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
