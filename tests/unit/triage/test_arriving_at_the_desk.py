"""A contact becomes a recommendation, and a child whom a team declines comes back to the desk."""

from datetime import timedelta

import pytest

from mash_contracts.events import (
    FourQuestions,
    History,
    ReferralAssessed,
    StrategyDiscussionRequested,
    ThresholdDecided,
)
from mash_contracts.national_codes import ReferralSource
from mash_contracts.vocabulary import Agency, Answer, DeclineReason, OpenCase, Pathway, Rag
from mash_platform.clock import MovableClock
from mash_platform.errors import Conflict, InvalidMessage
from mash_triage.domain.record_state import RecordState
from mash_triage.store import record_states
from mash_triage.store.queue import QueueFilter
from tests.builders.triage import (
    WEDNESDAY_MORNING,
    a_child_in_danger,
    a_contact_received,
    a_referral_declined,
    enveloped,
)
from tests.builders.triage_desk import BEN, Desk, following

pytestmark = pytest.mark.usefixtures("each_database")


def test_a_child_who_arrives_waits_with_a_recommendation_and_its_reasons(desk: Desk) -> None:
    record = desk.receives(a_contact_received())

    (assessed,) = desk.said(ReferralAssessed)
    assert record.state is RecordState.WAITING
    assert assessed.reference == record.reference
    assert assessed.findings
    assert assessed.level is record.recommended.level
    assert assessed.policy_edition == record.assessment.recommendation.policy_edition
    assert len(assessed.policy_digest) == len(assessed.picture_digest) == 64
    assert assessed.picture_digest == record.assessment.picture.digest
    assert assessed.decide_by == record.decide_by > record.received_at


def test_what_the_school_reports_counts_as_what_education_says(desk: Desk) -> None:
    record = desk.receives(a_contact_received(referral_source=ReferralSource.SCHOOL))

    assert {concern.agency for concern in record.assessment.picture.concerns} == {Agency.EDUCATION}


def test_the_picture_is_kept_as_it_was(desk: Desk) -> None:
    contact = a_contact_received(
        history=History(contacts_in_12_months=3, open_case=OpenCase.EARLY_HELP),
        four_questions=FourQuestions(domestic_abuse=Answer.UNKNOWN),
        missing_episodes_90_days=0,
    )

    picture = desk.receives(contact).assessment.picture

    assert picture.history.contacts_in_12_months == 3
    assert picture.history.open_case is OpenCase.EARLY_HELP
    assert picture.four_questions.domestic_abuse is Answer.UNKNOWN
    assert picture.four_questions.mental_illness is None
    assert picture.missing_episodes_90_days == 0
    assert picture.dash_ticks is None


def test_the_same_contact_replayed_is_one_record(desk: Desk) -> None:
    contact = a_child_in_danger()

    desk.receives(contact)
    desk.receives(contact)

    with desk.delivery.reading() as session:
        assert record_states(session) == {contact.reference: RecordState.WAITING}
    assert len(desk.said(ReferralAssessed)) == 1
    assert len(desk.said(StrategyDiscussionRequested)) == 1


def test_red_asks_child_protection_for_a_strategy_discussion_without_waiting(desk: Desk) -> None:
    record = desk.receives(a_child_in_danger())

    (request,) = desk.said(StrategyDiscussionRequested)
    assert record.recommended.rag is Rag.RED
    assert record.state is RecordState.WAITING
    assert request.reference == record.reference
    assert set(request.reasons) <= set(record.assessment.recommendation.reasons)
    assert record.received_at < request.hold_by <= record.received_at + timedelta(days=1)


def test_a_child_who_is_not_red_starts_no_strategy_discussion(desk: Desk) -> None:
    record = desk.receives(a_contact_received())

    assert record.recommended.rag is not Rag.RED
    assert desk.said(StrategyDiscussionRequested) == []


def test_red_is_due_in_hours_and_the_rest_within_a_working_day(desk: Desk) -> None:
    red = desk.receives(a_child_in_danger())
    other = desk.receives(a_contact_received())

    assert red.decide_by == WEDNESDAY_MORNING + timedelta(hours=4)
    assert red.decide_by < other.decide_by <= WEDNESDAY_MORNING + timedelta(days=1, hours=7)


def test_a_failing_transaction_leaves_no_record_and_no_event(desk: Desk) -> None:
    def assess_and_fail() -> None:
        with desk.delivery.transaction() as transaction:
            desk.handlers.assess_contact(transaction, enveloped(a_contact_received()))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        assess_and_fail()

    with desk.delivery.reading() as session:
        assert record_states(session) == {}
    assert desk.said() == []


def test_a_declined_child_is_back_at_the_desk_with_the_reason_and_a_new_clock(
    desk: Desk, clock: MovableClock
) -> None:
    decided = desk.decides(desk.receives(a_contact_received()))
    clock.move(timedelta(days=2))

    back = desk.gets_back(
        a_referral_declined(
            reference=decided.reference, reason=DeclineReason.CONSENT_WITHDRAWN, declined_at=clock.now()
        )
    )

    assert back.state is RecordState.WAITING
    assert [one.reason for one in back.returns] == [DeclineReason.CONSENT_WITHDRAWN]
    assert back.decide_by > clock.now() > decided.decide_by
    assert len(back.decisions) == 1

    again = desk.decides(back, person=BEN)
    assert again.state is RecordState.DECIDED
    assert len(desk.said(ThresholdDecided)) == 2


def test_a_second_team_that_declines_adds_its_reason_and_moves_no_deadline(
    desk: Desk, clock: MovableClock
) -> None:
    decided = desk.decides(desk.receives(a_contact_received()))
    first = desk.gets_back(a_referral_declined(reference=decided.reference))
    clock.move(timedelta(hours=5))

    second = desk.gets_back(
        a_referral_declined(reference=decided.reference, pathway=Pathway.CET, declined_at=clock.now())
    )

    assert second.state is RecordState.WAITING
    assert second.decide_by == first.decide_by
    assert [one.pathway for one in second.returns] == [Pathway.EARLY_HELP, Pathway.CET]


def test_a_child_held_to_be_red_by_who_decided_is_still_red_when_a_team_sends_it_back(
    desk: Desk, clock: MovableClock
) -> None:
    waiting = desk.receives(a_contact_received())
    assert waiting.recommended.rag < Rag.RED
    decided = desk.decides(waiting, following(waiting, rag=Rag.RED))

    back = desk.gets_back(a_referral_declined(reference=decided.reference, declined_at=clock.now()))

    (line,) = desk.lines(QueueFilter(RecordState.WAITING))
    assert line.rag is Rag.RED
    assert back.decide_by - clock.now() <= timedelta(hours=4)
    assert back.recommended == waiting.recommended


def test_a_person_who_was_deciding_when_the_child_came_back_is_told(desk: Desk) -> None:
    record = desk.receives(a_contact_received())
    desk.gets_back(a_referral_declined(reference=record.reference))

    with pytest.raises(Conflict):
        desk.decides(record)


def test_a_decision_made_after_the_clock_was_set_back_is_still_the_later_one(
    desk: Desk, clock: MovableClock
) -> None:
    """Else the team that declined would take it for an old one, and the child would wait nowhere."""
    decided = desk.decides(desk.receives(a_contact_received()))
    back = desk.gets_back(a_referral_declined(reference=decided.reference, declined_at=clock.now()))
    clock.move(timedelta(hours=-3))

    desk.decides(back)

    first, second = desk.said(ThresholdDecided)
    assert second.decided_at > first.decided_at


def test_a_case_that_triage_never_assessed_is_set_aside(desk: Desk) -> None:
    with pytest.raises(InvalidMessage):
        desk.gets_back(a_referral_declined())
