"""A person's decision becomes an event; below what is recommended, a second person or a manager is needed."""

import pytest
from sqlalchemy import select

from mash_contracts.events import History, ThresholdDecided
from mash_contracts.vocabulary import (
    LegalBasis,
    LevelOfNeed,
    Movement,
    OpenCase,
    Pathway,
    Rag,
    Relation,
    Role,
)
from mash_platform.errors import Conflict, NotFound, Rejected
from mash_triage.domain.decision import Choice, SecondAnswer
from mash_triage.domain.record_state import RecordState
from tests.builders.triage import BELOW, a_child_in_danger, a_choice, a_contact_received
from tests.builders.triage_desk import AMIRA, BEN, MARY, Desk, following

pytestmark = pytest.mark.usefixtures("each_database")


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
