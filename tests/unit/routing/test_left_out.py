"""A later decision without a team ends what that team had not taken on, and tells it of the rest."""

from datetime import timedelta
from typing import Any

import pytest

from mash_contracts.events import ReferralWithdrawn, ThresholdDecided
from mash_contracts.vocabulary import DeclineReason, LegalBasis, LevelOfNeed, Pathway, Purpose, Rag
from mash_platform.errors import Conflict
from mash_routing import store
from mash_routing.domain.case_state import CaseState
from mash_routing.store import StepKind
from tests.builders.routing import (
    WEDNESDAY_MORNING,
    RoutingRoom,
    a_case_accepted,
    a_case_declined,
    a_decision,
    a_manager,
    a_protection_decision,
    a_strategy_discussion_request,
    enveloped,
)

pytestmark = pytest.mark.usefixtures("each_database")

MANAGER = a_manager()
CP, CET, CIN, EARLY_HELP = (
    Pathway.CHILD_PROTECTION,
    Pathway.CET,
    Pathway.CHILD_IN_NEED,
    Pathway.EARLY_HELP,
)


def decided_again(first: ThresholdDecided, *teams: Pathway, hours: int = 5, **given: Any) -> ThresholdDecided:
    """The hub decides on the same child again, some hours later."""
    at = first.decided_at + timedelta(hours=hours)
    return first.model_copy(update={"decided_at": at, "pathways": teams, **given})


def withdrawn(room: RoutingRoom) -> list[tuple[str, ReferralWithdrawn]]:
    return [
        (topic, ReferralWithdrawn.model_validate(data))
        for topic, data, headers in room.said()
        if headers["ce_type"] == ReferralWithdrawn.TYPE
    ]


def accept(room: RoutingRoom, reference: str, team: Pathway) -> None:
    with room.delivery.transaction() as transaction:
        room.answers.accept(transaction, MANAGER, room.case(reference, team).case_id)


def steps(room: RoutingRoom, reference: str, team: Pathway) -> list[StepKind]:
    with room.delivery.reading() as session:
        return [step.kind for step in store.steps_of(session, room.case(reference, team).case_id)]


def test_a_team_that_had_not_answered_is_asked_no_longer_when_the_hub_steps_down(room: RoutingRoom) -> None:
    first = a_protection_decision()
    less: dict[str, Any] = {
        "level": LevelOfNeed.CHILD_IN_NEED,
        "rag": Rag.AMBER,
        "legal_basis": LegalBasis.S17,
    }
    room.receives(first, decided_again(first, CIN, **less))

    assert room.case(first.reference, CP).state is CaseState.WITHDRAWN
    assert room.case(first.reference, CIN).state is CaseState.ROUTED
    ((topic, told),) = withdrawn(room)
    assert topic == "mash.routed.child-protection"
    assert (told.pathway, told.taken_on, told.now_with) == (CP, False, (CIN,))
    assert steps(room, first.reference, CP) == [StepKind.ROUTED, StepKind.WITHDRAWN]


def test_a_team_that_has_the_child_keeps_it_and_is_told(room: RoutingRoom) -> None:
    first = a_decision(pathways=(EARLY_HELP, CET))
    room.receives(first)
    accept(room, first.reference, CET)

    again = decided_again(first, EARLY_HELP)
    room.receives(again)

    case = room.case(first.reference, CET)
    assert case.state is CaseState.ACCEPTED
    assert case.left_out_at == again.decided_at
    ((topic, told),) = withdrawn(room)
    assert topic == "mash.routed.cet"
    assert (told.case_id, told.taken_on, told.now_with) == (case.case_id, True, (EARLY_HELP,))
    assert steps(room, first.reference, CET)[-1] is StepKind.LEFT_OUT


def test_a_team_named_again_is_told_nothing_of_the_kind(room: RoutingRoom) -> None:
    first = a_decision()
    room.receives(first, decided_again(first, EARLY_HELP))

    assert withdrawn(room) == []
    assert room.case(first.reference, EARLY_HELP).state is CaseState.ROUTED


def test_a_team_left_out_and_named_later_is_asked_anew(room: RoutingRoom) -> None:
    first = a_decision()
    room.receives(first, decided_again(first, CIN, hours=1), decided_again(first, EARLY_HELP, CIN, hours=2))

    rounds = [case for case in room.cases(first.reference) if case.pathway is EARLY_HELP]
    assert [(case.round, case.state) for case in rounds] == [
        (1, CaseState.WITHDRAWN),
        (2, CaseState.ROUTED),
    ]


def test_a_team_that_kept_the_child_and_is_named_later_is_told_that_too(room: RoutingRoom) -> None:
    first = a_decision(pathways=(EARLY_HELP, CET))
    room.receives(first)
    accept(room, first.reference, CET)
    room.receives(decided_again(first, EARLY_HELP, hours=1))
    before = len([one for one in room.routed() if one.pathway is CET])

    room.receives(decided_again(first, EARLY_HELP, CET, hours=2))

    assert room.case(first.reference, CET).left_out_at is None
    assert len([one for one in room.routed() if one.pathway is CET]) == before + 1


def test_each_team_is_told_once_however_often_the_decision_is_said(room: RoutingRoom) -> None:
    first = a_protection_decision()
    again = decided_again(first, CIN)
    room.receives(first, again, enveloped(again), enveloped(first), decided_again(first, CIN, hours=6))

    assert len(withdrawn(room)) == 1


def test_an_older_decision_that_comes_late_leaves_its_own_team_out(room: RoutingRoom) -> None:
    older = a_protection_decision()
    room.receives(decided_again(older, CIN), older)

    assert room.case(older.reference, CP).state is CaseState.WITHDRAWN
    assert room.case(older.reference, CIN).state is CaseState.ROUTED


def test_a_strategy_discussion_that_was_asked_for_is_held_whatever_is_decided(room: RoutingRoom) -> None:
    request = a_strategy_discussion_request()
    decision = a_decision(
        reference=request.reference,
        contact_reference=request.contact_reference,
        decided_at=WEDNESDAY_MORNING + timedelta(hours=1),
    )
    room.receives(request, decision)

    assert withdrawn(room) == []
    case = room.case(request.reference, CP)
    assert (case.purpose, case.state) == (Purpose.STRATEGY_DISCUSSION, CaseState.ROUTED)


def test_a_team_that_declined_or_closed_is_not_told_again(room: RoutingRoom) -> None:
    first = a_decision()
    room.receives(first)
    with room.delivery.transaction() as transaction:
        case = room.case(first.reference, EARLY_HELP)
        room.answers.decline(transaction, MANAGER, case.case_id, reason=DeclineReason.ALREADY_OPEN)
    room.receives(decided_again(first, CIN))

    assert withdrawn(room) == []


def test_another_child_of_the_same_contact_keeps_its_teams(room: RoutingRoom) -> None:
    first = a_protection_decision()
    sibling = a_protection_decision(
        reference=first.reference[:-1] + "2", contact_reference=first.contact_reference
    )
    room.receives(first, sibling, decided_again(first, CIN))

    assert room.case(sibling.reference, CP).state is CaseState.ROUTED


def test_who_accepts_just_then_is_told_why_there_is_nothing_to_accept(room: RoutingRoom) -> None:
    first = a_protection_decision()
    room.receives(first, decided_again(first, CIN))

    with pytest.raises(Conflict) as refused:
        accept(room, first.reference, CP)
    assert "for other teams" in refused.value.sentence


def test_a_team_whose_system_took_the_child_on_just_then_keeps_the_child_and_everybody_knows(
    room: RoutingRoom,
) -> None:
    first = a_protection_decision()
    room.receives(first, decided_again(first, CIN))

    room.hears(CP, a_case_accepted(room.case(first.reference, CP)))

    case = room.case(first.reference, CP)
    assert (case.state, case.left_out_at is not None) == (CaseState.ACCEPTED, True)
    assert [topic for topic, _, _ in room.said()][-2:] == ["mash.routing", "mash.routed.child-protection"]
    told = [one for _, one in withdrawn(room)]
    assert [(one.taken_on, one.now_with) for one in told] == [(False, (CIN,)), (True, (CIN,))]
    assert room.set_aside() == []


def test_why_a_team_s_system_declined_just_then_stays_with_the_case_and_bothers_nobody(
    room: RoutingRoom,
) -> None:
    first = a_protection_decision()
    room.receives(first, decided_again(first, CIN))
    case = room.case(first.reference, CP)

    room.hears(CP, a_case_declined(case), a_case_declined(case))

    assert steps(room, first.reference, CP) == [StepKind.ROUTED, StepKind.WITHDRAWN, StepKind.DECLINED]
    assert room.case(first.reference, CP).state is CaseState.WITHDRAWN
    assert "mash.routing" not in [topic for topic, _, _ in room.said()]
    room.hears(CP, a_case_accepted(case))
    assert [reason for reason, _ in room.set_aside()] == ["reply-does-not-fit"]


def test_a_team_that_is_asked_again_since_answers_the_newer_case(room: RoutingRoom) -> None:
    first = a_protection_decision()
    room.receives(first)
    earlier = room.case(first.reference, CP)
    room.receives(decided_again(first, CIN), decided_again(first, CP, hours=6))

    room.hears(CP, a_case_accepted(earlier))

    ((reason, why),) = room.set_aside()
    assert (reason, "another case" in why) == ("reply-does-not-fit", True)
    assert room.case(first.reference, CP).state is CaseState.ROUTED


def test_the_account_counts_only_teams_that_are_still_asked(room: RoutingRoom) -> None:
    first = a_protection_decision()
    room.receives(first, decided_again(first, CIN))

    with room.delivery.reading() as session:
        assert dict(store.standing_referrals(session))[first.reference] == [CIN]
        assert [one.team for one in store.held_by_reference(session, [first.reference])[first.reference]] == [
            CIN
        ]
