"""A team's own system answers by event, under the rules of the worklist."""

from typing import Any

import pytest
from pydantic import ValidationError

from mash_contracts.vocabulary import Agency, DeclineReason, Pathway
from mash_platform.errors import Unavailable
from mash_routing import store
from mash_routing.domain.case_state import CaseState
from mash_routing.store import Case, ChangedMeanwhile
from tests.builders.routing import (
    RoutingRoom,
    a_case_accepted,
    a_case_allocated,
    a_case_declined,
    a_decision,
    a_team_member,
    enveloped,
)

CET = Pathway.CET


@pytest.fixture
def case(room: RoutingRoom) -> Case:
    """A new case for the exploitation team."""
    decision = a_decision(pathways=(CET,))
    room.receives(decision)
    return room.case(decision.reference, CET)


def now(room: RoutingRoom, case: Case) -> Case:
    return room.case(case.reference, case.pathway)


def answers_said(room: RoutingRoom) -> list[dict[str, Any]]:
    return [
        {"type": headers["ce_type"], **data}
        for topic, data, headers in room.said()
        if topic == "mash.routing"
    ]


def test_a_team_that_accepts_in_its_own_system_has_the_child(room: RoutingRoom, case: Case) -> None:
    room.hears(CET, a_case_accepted(case, accepted_by="duty-7"))
    assert now(room, case).state is CaseState.ACCEPTED
    (said,) = answers_said(room)
    assert (said["type"], said["case_id"], said["accepted_by"]) == (
        "referral.accepted",
        case.case_id,
        "cet:duty-7",
    )


def test_what_follows_from_a_reply_belongs_to_the_child_s_story(room: RoutingRoom, case: Case) -> None:
    room.hears(CET, a_case_accepted(case))
    _, _, headers = room.said()[-1]
    assert headers["ce_correlationid"] == case.cause.correlation_id


def test_accepting_twice_is_accepting_once(room: RoutingRoom, case: Case) -> None:
    reply = enveloped(a_case_accepted(case))
    room.hears(CET, reply, reply)
    room.hears(CET, a_case_accepted(case, accepted_by="duty-9"))
    assert [said["accepted_by"] for said in answers_said(room)] == ["cet:duty-2"]
    assert room.set_aside() == []


def test_a_worker_of_the_team_gets_the_case_under_the_team_s_own_number(
    room: RoutingRoom, case: Case
) -> None:
    room.hears(CET, a_case_accepted(case), a_case_allocated(case, worker="1042"))
    allocated = now(room, case)
    assert (allocated.state, allocated.worker) == (CaseState.ALLOCATED, "cet:1042")
    assert allocated.worker_name == "1042 in the team's own system"


def test_the_case_moves_to_another_worker(room: RoutingRoom, case: Case) -> None:
    room.hears(CET, a_case_accepted(case), *(a_case_allocated(case, worker=each) for each in ("1", "1", "2")))
    assert [said["worker"] for said in answers_said(room) if "worker" in said] == ["cet:1", "cet:2"]


def test_a_declined_child_goes_back_to_the_hub(room: RoutingRoom, case: Case) -> None:
    room.hears(CET, a_case_declined(case))
    assert now(room, case).state is CaseState.DECLINED
    (said,) = answers_said(room)
    assert (said["type"], said["reason"]) == ("referral.declined", DeclineReason.ALREADY_OPEN)


@pytest.mark.parametrize(
    ("said", "note"),
    [
        (
            {"reason": DeclineReason.WRONG_TEAM, "better_team": Pathway.CHILD_PROTECTION},
            "The team that should help: Child protection",
        ),
        (
            {"reason": DeclineReason.MORE_INFORMATION, "ask_first": (Agency.POLICE, Agency.EDUCATION)},
            "To ask first: Police, Education",
        ),
    ],
)
def test_the_hub_reads_what_to_do_next_although_only_codes_travelled(
    room: RoutingRoom, case: Case, said: dict[str, Any], note: str
) -> None:
    room.hears(CET, a_case_declined(case, **said))
    with room.delivery.reading() as session:
        assert store.steps_of(session, case.case_id)[-1].note == note


@pytest.mark.parametrize("reason", [DeclineReason.WRONG_TEAM, DeclineReason.MORE_INFORMATION])
def test_a_reply_on_which_the_hub_could_not_act_is_set_aside(
    room: RoutingRoom, case: Case, reason: DeclineReason
) -> None:
    room.hears(CET, a_case_declined(case, reason=reason))
    assert now(room, case).state is CaseState.ROUTED
    assert [why for why, _ in room.set_aside()] == ["incomplete-reply"]


@pytest.mark.parametrize("claimed", [CET, Pathway.EARLY_HELP])
def test_no_team_answers_for_another(room: RoutingRoom, case: Case, claimed: Pathway) -> None:
    room.hears(Pathway.EARLY_HELP, a_case_accepted(case, pathway=claimed))
    assert now(room, case).state is CaseState.ROUTED
    assert [why for why, _ in room.set_aside()] == ["other-team"]


def test_a_reply_to_a_case_that_nobody_knows_is_set_aside(room: RoutingRoom, case: Case) -> None:
    room.hears(CET, a_case_accepted(case, case_id="no-such-case"))
    assert room.set_aside() == [("unknown-case", "no case has this id")]


def test_a_reply_that_mixes_up_two_children_is_set_aside(room: RoutingRoom, case: Case) -> None:
    room.hears(CET, a_case_accepted(case, reference="4K7Q-9XWD-1"))
    assert [why for why, _ in room.set_aside()] == ["other-child"]
    assert now(room, case).state is CaseState.ROUTED


def test_replies_in_the_wrong_order_are_set_aside_and_take_effect_when_sent_again(
    room: RoutingRoom, case: Case
) -> None:
    allocated = a_case_allocated(case)
    room.hears(CET, allocated, a_case_accepted(case))
    assert room.set_aside() == [("reply-does-not-fit", "Accept the case before you allocate it.")]
    assert now(room, case).state is CaseState.ACCEPTED
    room.hears(CET, allocated)
    assert now(room, case).state is CaseState.ALLOCATED


def test_a_set_aside_reply_has_no_effect_on_its_neighbours(room: RoutingRoom, case: Case) -> None:
    room.hears(CET, a_case_accepted(case, case_id="no-such-case"), a_case_accepted(case))
    assert now(room, case).state is CaseState.ACCEPTED


def test_what_a_colleague_accepted_on_the_worklist_can_no_longer_be_declined_by_event(
    room: RoutingRoom, case: Case
) -> None:
    with room.delivery.transaction() as transaction:
        room.answers.accept(transaction, a_team_member(CET), case.case_id)
    room.hears(CET, a_case_declined(case))
    assert now(room, case).state is CaseState.ACCEPTED
    assert [why for why, _ in room.set_aside()] == ["reply-does-not-fit"]


def test_a_colleague_at_the_worklist_at_the_same_moment_makes_the_reply_wait_and_not_lost(
    room: RoutingRoom, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def somebody_was_first(*_: Any) -> Case:
        raise ChangedMeanwhile("Someone else changed this case.")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(store, "change_case", somebody_was_first)
        with pytest.raises(Unavailable):
            room.hears(CET, a_case_accepted(case))
    assert room.set_aside() == []
    room.hears(CET, a_case_accepted(case))
    assert now(room, case).state is CaseState.ACCEPTED


@pytest.mark.parametrize("name", ["Priya Shah", "priya.shah", "priya@example.org", "", "9" * 41])
def test_whoever_answers_is_not_named(room: RoutingRoom, case: Case, name: str) -> None:
    with pytest.raises(ValidationError):
        a_case_accepted(case, accepted_by=name)
