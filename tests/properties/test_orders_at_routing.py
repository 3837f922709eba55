"""However far one topic runs ahead of another, routing ends with the same teams having the child.

Decisions come on triage's topic and what teams' own systems say on one topic a team.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mash_contracts.events import ReferralWithdrawn, ThresholdDecided
from mash_contracts.vocabulary import Pathway
from mash_routing.domain.case_state import CaseState
from mash_routing.store import Case
from tests.builders.routing import (
    WEDNESDAY_MORNING,
    RoutingRoom,
    a_case_accepted,
    a_case_allocated,
    a_case_declined,
    a_decision,
    a_strategy_discussion_request,
)
from tests.properties.orders import Hear, each_topic_at_its_own_pace

CIN, EARLY_HELP, CP = Pathway.CHILD_IN_NEED, Pathway.EARLY_HELP, Pathway.CHILD_PROTECTION
SAYS = {
    "nothing": (),
    "accepts": (a_case_accepted,),
    "accepts and gives it to a worker": (a_case_accepted, a_case_allocated),
    "declines": (a_case_declined,),
}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RoutingRoom]:
    """One for all: each child has a reference of their own."""
    room = RoutingRoom.at(tmp_path_factory.mktemp("routing"))
    yield room
    room.delivery.engine.dispose()


def later_decision(first: ThresholdDecided, hours: int, *teams: Pathway) -> ThresholdDecided:
    at = first.decided_at + timedelta(hours=hours)
    return first.model_copy(update={"decided_at": at, "pathways": teams})


def how_it_stands(room: RoutingRoom, reference: str) -> dict[str, Any]:
    """What matters to the child: who has them, for what, and who knows that the hub went on without them."""
    latest: dict[tuple[Pathway, str], Case] = {}
    for case in sorted(room.cases(reference), key=lambda case: case.round):
        latest[case.pathway, case.purpose] = case
    return {
        f"{team} {purpose}": (case.state, case.asked_at, case.worker, case.left_out_at is not None)
        for (team, purpose), case in latest.items()
    }


def withdrawals(room: RoutingRoom, reference: str) -> list[ReferralWithdrawn]:
    return [
        ReferralWithdrawn.model_validate(said)
        for _, said, headers in room.said()
        if headers["ce_type"] == ReferralWithdrawn.TYPE and said["reference"] == reference
    ]


@settings(max_examples=60)
@given(st.data(), st.sampled_from(sorted(SAYS)), st.sampled_from(sorted(SAYS)))
def test_whether_a_team_s_own_system_or_the_next_decision_is_heard_first_no_child_is_without_a_team(
    room: RoutingRoom, data: st.DataObject, early_help_says: str, social_work_says: str
) -> None:
    """Decided for early help and child in need; both answer by event; then stepped up to child protection."""
    first = a_decision(pathways=(EARLY_HELP, CIN))
    request = a_strategy_discussion_request(
        reference=first.reference,
        contact_reference=first.contact_reference,
        requested_at=WEDNESDAY_MORNING + timedelta(hours=1),
    )
    second = later_decision(first, 2, CP)

    aside = len(room.set_aside())
    room.receives(first)

    def says(team: Pathway, kind: Any) -> Hear:
        return lambda: room.hears(team, kind(room.case(first.reference, team)))

    topics: dict[str, list[Hear]] = {
        "mash.triage": [lambda: room.receives(request), lambda: room.receives(second)],
        **{
            f"mash.replies.{team}": [says(team, kind) for kind in SAYS[said]]
            for team, said in ((EARLY_HELP, early_help_says), (CIN, social_work_says))
        },
    }
    for hear in data.draw(each_topic_at_its_own_pace(topics)):
        hear()

    assert room.set_aside()[aside:] == [], "an answer waits for a person although nothing is wrong with it"
    stands, withdrawn = how_it_stands(room, first.reference), withdrawals(room, first.reference)
    assert stands[f"{CP} referral"] == (CaseState.ROUTED, second.decided_at, None, False)
    assert stands[f"{CP} strategy-discussion"][0] is CaseState.ROUTED
    for team, said in ((EARLY_HELP, early_help_says), (CIN, social_work_says)):
        state, _, worker, left_out = stands[f"{team} referral"]
        last_told = next((one for one in reversed(withdrawn) if one.pathway is team), None)
        if said.startswith("accepts"):
            assert state is (CaseState.ALLOCATED if "worker" in said else CaseState.ACCEPTED)
            assert worker == (f"{team}:1042" if "worker" in said else None)
            assert left_out, "a team works on without knowing what was decided"
            assert last_told is not None
            assert (last_told.taken_on, last_told.now_with) == (True, (CP,))
        elif said == "declines":
            assert state in (CaseState.DECLINED, CaseState.WITHDRAWN)
        else:
            assert state is CaseState.WITHDRAWN
            assert last_told is not None
            assert not last_told.taken_on


@settings(max_examples=40)
@given(st.data(), st.lists(st.sets(st.sampled_from(Pathway), min_size=1), min_size=2, max_size=4))
def test_decisions_sent_on_from_quarantine_after_later_ones_leave_the_same_teams_with_the_child(
    room: RoutingRoom, data: st.DataObject, decided: list[set[Pathway]]
) -> None:
    """Up and down again; any of them may have been set aside first and come last."""
    told_in_order, told_otherwise = a_decision(), a_decision()
    turns = data.draw(st.permutations(range(len(decided))))

    def decisions(first: ThresholdDecided) -> list[ThresholdDecided]:
        return [later_decision(first, hour, *sorted(teams)) for hour, teams in enumerate(decided)]

    room.receives(*decisions(told_in_order))
    room.receives(*(decisions(told_otherwise)[turn] for turn in turns))

    stands = how_it_stands(room, told_otherwise.reference)
    assert stands == how_it_stands(room, told_in_order.reference)
    assert {team for team, how in stands.items() if how[0] is CaseState.ROUTED} == {
        f"{team} referral" for team in decided[-1]
    }
