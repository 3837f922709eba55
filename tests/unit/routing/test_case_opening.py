from datetime import UTC, datetime, timedelta

import pytest

from mash_contracts.vocabulary import DeclineReason, LevelOfNeed, Movement, Pathway, Purpose, Rag
from mash_platform.errors import InvalidMessage
from mash_routing import store
from mash_routing.domain.case_state import CaseState
from tests.builders.routing import (
    RoutingRoom,
    a_decision,
    a_manager,
    a_protection_decision,
    a_strategy_discussion_request,
    enveloped,
)

pytestmark = pytest.mark.usefixtures("each_database")

MANAGER = a_manager()
LATER = timedelta(hours=1)


def declines(room: RoutingRoom, reference: str, team: Pathway) -> None:
    with room.delivery.transaction() as transaction:
        room.answers.decline(
            transaction, MANAGER, room.case(reference, team).case_id, reason=DeclineReason.ALREADY_OPEN
        )


def test_a_child_decided_for_early_help_is_a_new_case_of_that_team(room: RoutingRoom) -> None:
    decision = a_decision(pathways=(Pathway.EARLY_HELP,), reasons=("neglect",))
    room.receives(decision)
    (case,) = room.cases(decision.reference)
    assert (case.pathway, case.purpose, case.state) == (
        Pathway.EARLY_HELP,
        Purpose.REFERRAL,
        CaseState.ROUTED,
    )
    assert case.reasons == ("neglect",)


def test_each_team_is_told_on_its_own_topic_and_of_the_other(room: RoutingRoom) -> None:
    decision = a_protection_decision(pathways=(Pathway.CHILD_PROTECTION, Pathway.CET))
    room.receives(decision)
    told = {topic: data["also_routed_to"] for topic, data, _ in room.said()}
    assert told == {
        "mash.routed.child-protection": [Pathway.CET],
        "mash.routed.cet": [Pathway.CHILD_PROTECTION],
    }


def test_the_answer_is_due_under_the_edition_and_counts_from_the_decision(room: RoutingRoom) -> None:
    decision = a_decision(rag=Rag.AMBER, pathways=(Pathway.CHILD_IN_NEED,))
    room.clock.move(timedelta(hours=3))  # the worker was down meanwhile
    room.receives(decision)
    due = room.case(decision.reference, Pathway.CHILD_IN_NEED).respond_by
    # Eight office hours from Wednesday at 10:00, when the offices close at 17:00 and open at 8:30.
    assert due == datetime(2026, 3, 5, 9, 30, tzinfo=UTC)


def test_a_decision_under_an_edition_that_is_not_installed_is_set_aside(room: RoutingRoom) -> None:
    with pytest.raises(InvalidMessage) as set_aside:
        room.receives(a_decision(policy_edition="1999-01-01"))
    assert set_aside.value.reason == "unknown-edition"


def test_what_follows_is_correlated_with_what_was_decided(room: RoutingRoom) -> None:
    decision = enveloped(a_decision())
    room.receives(decision)
    ((_, _, headers),) = room.said()
    assert headers["ce_correlationid"] == decision.correlation_id
    assert headers["ce_causationid"] == decision.event_id


def test_a_decision_delivered_twice_makes_one_case(room: RoutingRoom) -> None:
    decision = enveloped(a_decision())
    room.receives(decision, decision)
    assert len(room.cases(decision.reference)) == len(room.said()) == 1


def test_a_decision_replayed_after_the_inbox_was_emptied_makes_one_case(room: RoutingRoom) -> None:
    decision = a_decision()
    room.receives(enveloped(decision), enveloped(decision))
    assert len(room.cases(decision.reference)) == len(room.said()) == 1


def test_a_replay_after_the_team_declined_does_not_bring_the_case_back(room: RoutingRoom) -> None:
    decision = a_decision()
    room.receives(decision)
    declines(room, decision.reference, Pathway.EARLY_HELP)
    room.receives(enveloped(decision))
    assert [case.state for case in room.cases(decision.reference)] == [CaseState.DECLINED]


def test_a_second_decision_after_a_decline_asks_the_team_again(room: RoutingRoom) -> None:
    decision = a_decision()
    room.receives(decision)
    declines(room, decision.reference, Pathway.EARLY_HELP)
    room.receives(decision.model_copy(update={"decided_at": decision.decided_at + LATER}))
    assert [(case.round, case.state) for case in room.cases(decision.reference)] == [
        (1, CaseState.DECLINED),
        (2, CaseState.ROUTED),
    ]
    assert len({told.case_id for told in room.routed()}) == 2


def test_when_one_team_declines_the_other_keeps_its_case(room: RoutingRoom) -> None:
    decision = a_protection_decision(pathways=(Pathway.CHILD_PROTECTION, Pathway.CET))
    room.receives(decision)
    declines(room, decision.reference, Pathway.CET)
    room.receives(decision.model_copy(update={"decided_at": decision.decided_at + LATER}))
    assert [(case.pathway, case.state) for case in room.cases(decision.reference)] == [
        (Pathway.CET, CaseState.DECLINED),
        (Pathway.CHILD_PROTECTION, CaseState.ROUTED),
        (Pathway.CET, CaseState.ROUTED),
    ]


def test_a_child_decided_again_is_brought_up_to_date_and_the_team_is_told(room: RoutingRoom) -> None:
    decision = a_decision(rag=Rag.GREEN)
    room.receives(decision)
    worse = decision.model_copy(
        update={
            "decided_at": decision.decided_at + LATER,
            "rag": Rag.AMBER,
            "level": LevelOfNeed.CHILD_IN_NEED,
        }
    )
    room.receives(worse)
    (case,) = room.cases(decision.reference)
    assert (case.rag, case.level) == (Rag.AMBER, LevelOfNeed.CHILD_IN_NEED)
    assert [(told.case_id, told.rag) for told in room.routed()] == [
        (case.case_id, Rag.GREEN),
        (case.case_id, Rag.AMBER),
    ]


def test_a_later_decision_never_puts_off_an_answer_that_is_due(room: RoutingRoom) -> None:
    decision = a_decision(rag=Rag.AMBER)
    room.receives(decision)
    before = room.case(decision.reference, Pathway.EARLY_HELP).respond_by
    room.receives(decision.model_copy(update={"decided_at": decision.decided_at + LATER, "rag": Rag.GREEN}))
    assert room.case(decision.reference, Pathway.EARLY_HELP).respond_by == before


def test_a_decision_set_aside_and_let_through_late_does_not_undo_a_newer_one(room: RoutingRoom) -> None:
    older = a_decision(rag=Rag.GREEN)
    newer = older.model_copy(update={"decided_at": older.decided_at + LATER, "rag": Rag.AMBER})
    room.receives(newer, older)
    (case,) = room.cases(older.reference)
    assert case.rag is Rag.AMBER
    assert len(room.said()) == 1


def test_red_findings_ask_child_protection_at_once(room: RoutingRoom) -> None:
    request = a_strategy_discussion_request()
    room.receives(request)
    (case,) = room.cases(request.reference)
    assert (case.pathway, case.purpose, case.rag) == (
        Pathway.CHILD_PROTECTION,
        Purpose.STRATEGY_DISCUSSION,
        Rag.RED,
    )
    assert case.respond_by == request.hold_by
    assert [topic for topic, _, _ in room.said()] == ["mash.routed.child-protection"]


def test_a_decision_after_the_strategy_discussion_was_asked_for_leaves_both_open(room: RoutingRoom) -> None:
    request = a_strategy_discussion_request()
    decision = a_protection_decision(contact_reference=request.contact_reference)
    room.receives(request, decision)
    assert [(case.pathway, case.state) for case in room.cases(request.reference)] == [
        (Pathway.CHILD_PROTECTION, CaseState.ROUTED),
        (Pathway.CHILD_PROTECTION, CaseState.ROUTED),
    ]
    assert {case.purpose for case in room.cases(request.reference)} == {
        Purpose.REFERRAL,
        Purpose.STRATEGY_DISCUSSION,
    }


def test_a_strategy_discussion_asked_for_after_the_decision_is_opened_too(room: RoutingRoom) -> None:
    request = a_strategy_discussion_request()
    decision = a_protection_decision(contact_reference=request.contact_reference)
    room.receives(decision, request)
    assert {case.purpose for case in room.cases(request.reference)} == {
        Purpose.REFERRAL,
        Purpose.STRATEGY_DISCUSSION,
    }


def test_early_help_is_told_that_child_protection_holds_a_strategy_discussion(room: RoutingRoom) -> None:
    request = a_strategy_discussion_request()
    room.receives(request, a_decision(contact_reference=request.contact_reference))
    assert room.routed()[-1].pathway is Pathway.EARLY_HELP
    assert room.routed()[-1].also_routed_to == (Pathway.CHILD_PROTECTION,)


def test_a_family_stepped_up_from_early_help_is_shown_so_to_the_new_team(room: RoutingRoom) -> None:
    decision = a_decision(pathways=(Pathway.CHILD_IN_NEED,), movement=Movement.STEPPED_UP)
    room.receives(decision)
    assert room.routed()[0].movement is Movement.STEPPED_UP


def test_every_decided_child_is_accounted_for_and_a_strategy_discussion_alone_is_not(
    room: RoutingRoom,
) -> None:
    decision = a_protection_decision(pathways=(Pathway.CHILD_PROTECTION, Pathway.CET))
    room.receives(decision, a_strategy_discussion_request())
    declines(room, decision.reference, Pathway.CET)
    with room.delivery.reading() as session:
        assert list(store.standing_referrals(session)) == [(decision.reference, [Pathway.CHILD_PROTECTION])]
