"""A contact becomes a recommendation, and a person's decision becomes an event."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from mash_contracts.events import (
    ContactReceived,
    FourQuestions,
    History,
    ReferralAssessed,
    StrategyDiscussionRequested,
    ThresholdDecided,
)
from mash_contracts.national_codes import AssessmentFactor, ReferralSource
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import (
    Agency,
    Answer,
    DeclineReason,
    LegalBasis,
    LevelOfNeed,
    Movement,
    OpenCase,
    Pathway,
    Rag,
    Relation,
    Role,
    Severity,
)
from mash_platform.clock import MovableClock
from mash_platform.errors import Conflict, InvalidMessage, NotFound, Rejected
from mash_triage.domain.decision import Choice, SecondAnswer
from mash_triage.domain.record_state import RecordState
from mash_triage.store import record_states
from mash_triage.store.queue import QueueFilter
from tests.builders.triage import (
    WEDNESDAY_MORNING,
    a_choice,
    a_concern,
    a_contact_received,
    a_referral_declined,
    enveloped,
)
from tests.builders.triage_desk import AMIRA, BEN, MARY, Desk, following

pytestmark = pytest.mark.usefixtures("each_database")


def a_child_in_danger(**given: object) -> ContactReceived:
    """Police found a three-year-old alone with a fresh injury."""
    return a_contact_received(
        **{
            "age_months": 36,
            "referral_source": ReferralSource.POLICE,
            "immediate_danger": Answer.YES,
            "concerns": (
                a_concern(
                    factor=AssessmentFactor.PHYSICAL_ABUSE_BY_ADULT,
                    signs=(Sign.HIT_BY_ADULT, Sign.BRUISE),
                    severity=Severity.CRITICAL,
                ),
            ),
            **given,
        }
    )


BELOW = {
    "level": LevelOfNeed.UNIVERSAL,
    "rag": Rag.GREEN,
    "legal_basis": LegalBasis.NONE,
    "pathways": (Pathway.ADVICE,),
}


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


def test_agreeing_is_decided_at_once_by_the_one_who_agrees(desk: Desk) -> None:
    record = desk.receives(a_contact_received())

    decided = desk.decides(record, person=AMIRA)

    (event,) = desk.said(ThresholdDecided)
    assert decided.state is RecordState.DECIDED
    assert event.relation is Relation.AGREED
    assert event.decided_by == AMIRA.account_id
    assert event.decided_by_role is Role.PRACTITIONER
    assert event.second_person is None
    assert event.pathways == record.recommended.pathways
    assert event.reasons == record.assessment.recommendation.reasons
    assert event.policy_digest == record.assessment.recommendation.policy_digest


def test_the_reasons_for_a_decision_stay_in_triage(desk: Desk) -> None:
    record = desk.receives(a_contact_received())

    decided = desk.decides(record, following(record, rationale="Her aunt said SECRETWORD to me."))

    with desk.delivery.reading() as session:
        values = session.execute(select(desk.delivery.outbox.c.value)).scalars().all()
    assert decided.decisions[-1].rationale == "Her aunt said SECRETWORD to me."
    assert not any(b"SECRETWORD" in value for value in values)
    assert desk.said(ThresholdDecided)[0].rationale_recorded
    assert "SECRETWORD" not in repr(decided)


def test_what_a_person_decides_follows_from_the_contact(desk: Desk) -> None:
    record = desk.receives(a_contact_received())
    desk.decides(record)

    outbox = desk.delivery.outbox
    with desk.delivery.reading() as session:
        headers = [dict(row) for row in session.execute(select(outbox.c.headers)).scalars()]
    assert {header["ce_correlationid"] for header in headers} == {record.cause.correlation_id}


def test_a_practitioner_going_below_tells_nobody_until_a_second_person_confirms(desk: Desk) -> None:
    record = desk.receives(a_child_in_danger())

    proposed = desk.decides(record, following(record, **BELOW), person=AMIRA)

    assert proposed.state is RecordState.AWAITING_SECOND_PERSON
    assert desk.said(ThresholdDecided) == []

    confirmed = desk.looks_again(proposed, person=BEN)

    (event,) = desk.said(ThresholdDecided)
    assert confirmed.state is RecordState.DECIDED
    assert event.relation is Relation.STEPPED_DOWN
    assert event.decided_by == AMIRA.account_id
    assert event.second_person == BEN.account_id
    assert confirmed.decisions[-1].second is not None
    assert confirmed.decisions[-1].second.rationale.startswith("I rang the school nurse")


def test_a_second_person_who_disagrees_sends_the_child_back_to_the_desk(desk: Desk) -> None:
    record = desk.receives(a_child_in_danger())
    proposed = desk.decides(record, following(record, **BELOW))

    back = desk.looks_again(proposed, SecondAnswer.SENT_BACK, rationale="The bruise is not explained.")

    assert back.state is RecordState.WAITING
    assert desk.said(ThresholdDecided) == []
    assert back.decisions[-1].second is not None
    assert back.decisions[-1].second.answer is SecondAnswer.SENT_BACK

    decided = desk.decides(back, person=BEN)
    assert decided.state is RecordState.DECIDED
    assert len(decided.decisions) == 2


def test_nobody_confirms_their_own_decision(desk: Desk) -> None:
    record = desk.receives(a_child_in_danger())
    proposed = desk.decides(record, following(record, **BELOW), person=AMIRA)

    with pytest.raises(Rejected) as refused:
        desk.looks_again(proposed, person=AMIRA)

    assert [error.code for error in refused.value.errors] == ["same-person"]
    assert desk.record(record.reference).state is RecordState.AWAITING_SECOND_PERSON


def test_a_second_person_gives_an_answer_and_reasons_of_their_own(desk: Desk) -> None:
    record = desk.receives(a_child_in_danger())
    proposed = desk.decides(record, following(record, **BELOW))

    with pytest.raises(Rejected) as refused:
        desk.looks_again(proposed, None, rationale="  ")

    assert [error.field for error in refused.value.errors] == ["answer", "rationale"]


def test_a_manager_goes_below_alone(desk: Desk) -> None:
    record = desk.receives(a_child_in_danger())

    decided = desk.decides(record, following(record, **BELOW), person=MARY)

    (event,) = desk.said(ThresholdDecided)
    assert decided.state is RecordState.DECIDED
    assert event.decided_by_role is Role.MANAGER
    assert event.relation is Relation.STEPPED_DOWN
    assert event.second_person is None


def test_going_above_needs_nobody_else(desk: Desk) -> None:
    record = desk.receives(a_contact_received())
    above = following(
        record,
        level=LevelOfNeed.SPECIALIST,
        rag=Rag.RED,
        legal_basis=LegalBasis.S47,
        pathways=(Pathway.CHILD_PROTECTION, *record.recommended.pathways),
    )

    decided = desk.decides(record, above)

    assert decided.state is RecordState.DECIDED
    assert desk.said(ThresholdDecided)[0].relation is Relation.STEPPED_UP


def test_a_decision_without_reasons_changes_nothing(desk: Desk) -> None:
    record = desk.receives(a_contact_received())

    with pytest.raises(Rejected) as refused:
        desk.decides(record, Choice())

    assert {error.field for error in refused.value.errors} == {
        "level",
        "rag",
        "legal_basis",
        "pathways",
        "rationale",
    }
    assert desk.record(record.reference) == record
    assert desk.said(ThresholdDecided) == []


def test_two_practitioners_who_decide_at_once_never_overwrite_each_other(desk: Desk) -> None:
    seen_by_both = desk.receives(a_contact_received())
    desk.decides(seen_by_both, person=AMIRA)

    with pytest.raises(Conflict):
        desk.decides(seen_by_both, person=BEN)

    assert [decision.person for decision in desk.record(seen_by_both.reference).decisions] == [AMIRA]
    assert len(desk.said(ThresholdDecided)) == 1


def test_a_decided_record_is_not_decided_again_until_it_comes_back(desk: Desk) -> None:
    decided = desk.decides(desk.receives(a_contact_received()))

    with pytest.raises(Conflict):
        desk.decides(decided)


def test_a_record_that_waits_for_a_first_decision_has_nothing_to_confirm(desk: Desk) -> None:
    record = desk.receives(a_contact_received())

    with pytest.raises(Conflict):
        desk.looks_again(record)


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


def test_a_reference_that_nobody_knows_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound), desk.delivery.transaction() as transaction:
        desk.handlers.decide(transaction, "9999-9999-1", a_choice(), AMIRA, seen_version=1)


def test_a_family_that_was_in_early_help_is_stepped_up(desk: Desk) -> None:
    record = desk.receives(a_contact_received(history=History(open_case=OpenCase.EARLY_HELP)))

    desk.decides(
        record,
        following(
            record,
            level=LevelOfNeed.SPECIALIST,
            rag=Rag.RED,
            legal_basis=LegalBasis.S47,
            pathways=(Pathway.CHILD_PROTECTION, *record.recommended.pathways),
        ),
    )

    assert desk.said(ThresholdDecided)[0].movement is Movement.STEPPED_UP


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
