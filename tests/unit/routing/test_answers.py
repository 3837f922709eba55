import threading
from collections.abc import Callable

import pytest

from mash_contracts.vocabulary import DeclineReason, Pathway, Role
from mash_platform.errors import Conflict, NotFound, Rejected
from mash_platform.sign_in.person import Person
from mash_routing import store
from mash_routing.domain.case_state import CaseState
from mash_routing.store import Case, StepKind
from tests.builders.routing import RoutingRoom, a_decision, a_manager, a_team_member

PRIYA = a_team_member(name="Priya Shah")
TOM = a_team_member(name="Tom Reed")


@pytest.fixture
def case(room: RoutingRoom) -> Case:
    """A new case for early help."""
    decision = a_decision(pathways=(Pathway.EARLY_HELP,))
    room.receives(decision)
    return room.case(decision.reference, Pathway.EARLY_HELP)


def accept(room: RoutingRoom, case: Case, person: Person = PRIYA) -> Case:
    with room.delivery.transaction() as transaction:
        return room.answers.accept(transaction, person, case.case_id)


def decline(
    room: RoutingRoom,
    case: Case,
    reason: DeclineReason | None = DeclineReason.ALREADY_OPEN,
    note: str = "",
    person: Person = PRIYA,
    version: int | None = None,
) -> Case:
    with room.delivery.transaction() as transaction:
        return room.answers.decline(
            transaction, person, case.case_id, reason=reason, note=note, version=version
        )


def allocate(
    room: RoutingRoom, case: Case, worker: Person | None, person: Person = PRIYA, version: int | None = None
) -> Case:
    with room.delivery.transaction() as transaction:
        return room.answers.allocate(transaction, person, case.case_id, worker=worker, version=version)


def types_said(room: RoutingRoom) -> list[str]:
    return [headers["ce_type"] for _, _, headers in room.said()]


def test_a_team_takes_a_child_on_and_everybody_hears_it(room: RoutingRoom, case: Case) -> None:
    assert accept(room, case).state is CaseState.ACCEPTED
    topic, data, headers = room.said()[-1]
    assert (topic, headers["ce_type"], data["accepted_by"]) == (
        "mash.routing",
        "referral.accepted",
        PRIYA.account_id,
    )
    assert headers["ce_correlationid"] == case.cause.correlation_id


def test_accepting_twice_is_accepting_once(room: RoutingRoom, case: Case) -> None:
    accept(room, case)
    assert accept(room, case, TOM).state is CaseState.ACCEPTED
    assert types_said(room).count("referral.accepted") == 1


def test_two_colleagues_who_accept_at_the_same_moment_take_the_case_once(
    room: RoutingRoom, case: Case
) -> None:
    together = threading.Barrier(2)
    outcomes: list[CaseState] = []

    def take(person: Person) -> None:
        together.wait()
        outcomes.append(accept(room, case, person).state)

    threads = [threading.Thread(target=take, args=(person,)) for person in (PRIYA, TOM)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [CaseState.ACCEPTED, CaseState.ACCEPTED]
    assert types_said(room).count("referral.accepted") == 1


def test_one_accepts_while_another_declines_and_the_second_is_told(room: RoutingRoom, case: Case) -> None:
    decline(room, case, person=TOM)
    with pytest.raises(Conflict) as told:
        accept(room, case)
    assert "back with the hub" in told.value.sentence


def test_a_declined_child_goes_back_to_the_hub_with_the_reason_but_without_the_note(
    room: RoutingRoom, case: Case
) -> None:
    note = "Her grandmother, Mrs Elliott, already has a worker from the disability team"
    declined = decline(room, case, DeclineReason.WRONG_TEAM, note)
    assert declined.state is CaseState.DECLINED
    _, data, _ = room.said()[-1]
    assert data["reason"] == DeclineReason.WRONG_TEAM
    assert "Elliott" not in str(room.said())
    with room.delivery.reading() as session:
        assert store.steps_of(session, case.case_id)[-1].note == note


def test_nobody_declines_without_a_reason(room: RoutingRoom, case: Case) -> None:
    with pytest.raises(Rejected) as refused:
        decline(room, case, reason=None)
    assert [(error.field, error.code) for error in refused.value.errors] == [("reason", "required")]
    assert room.case(case.reference, Pathway.EARLY_HELP).state is CaseState.ROUTED


@pytest.mark.parametrize("reason", [DeclineReason.WRONG_TEAM, DeclineReason.MORE_INFORMATION])
def test_the_hub_is_told_what_to_do_next(room: RoutingRoom, case: Case, reason: DeclineReason) -> None:
    with pytest.raises(Rejected) as refused:
        decline(room, case, reason, note="  ")
    assert [(error.field, error.code) for error in refused.value.errors] == [("note", "required")]


def test_a_note_too_long_to_keep_is_refused_in_words(room: RoutingRoom, case: Case) -> None:
    with pytest.raises(Rejected) as refused:
        decline(room, case, note="x" * 4_001)
    assert [(error.field, error.code) for error in refused.value.errors] == [("note", "too-long")]


def test_declining_twice_for_the_same_reason_is_declining_once(room: RoutingRoom, case: Case) -> None:
    decline(room, case)
    assert decline(room, case).state is CaseState.DECLINED
    assert types_said(room).count("referral.declined") == 1


def test_declining_again_for_another_reason_is_a_conflict(room: RoutingRoom, case: Case) -> None:
    decline(room, case)
    with pytest.raises(Conflict):
        decline(room, case, DeclineReason.OUT_OF_AREA)


def test_what_was_accepted_can_no_longer_be_declined(room: RoutingRoom, case: Case) -> None:
    accept(room, case)
    with pytest.raises(Conflict) as told:
        decline(room, case)
    assert "accepted" in told.value.sentence


def test_a_worker_of_the_team_gets_the_case(room: RoutingRoom, case: Case) -> None:
    accept(room, case)
    allocated = allocate(room, case, TOM)
    assert (allocated.state, allocated.worker) == (CaseState.ALLOCATED, TOM.account_id)
    assert room.said()[-1][1]["worker"] == TOM.account_id


def test_an_allocation_is_changed_and_the_history_keeps_both(room: RoutingRoom, case: Case) -> None:
    accept(room, case)
    allocate(room, case, TOM)
    allocate(room, case, PRIYA)
    with room.delivery.reading() as session:
        steps = store.steps_of(session, case.case_id)
    assert [(step.kind, step.worker_name) for step in steps] == [
        (StepKind.ROUTED, None),
        (StepKind.ACCEPTED, None),
        (StepKind.ALLOCATED, "Tom Reed"),
        (StepKind.ALLOCATED, "Priya Shah"),
    ]


def test_allocating_to_who_already_has_the_case_says_nothing_new(room: RoutingRoom, case: Case) -> None:
    accept(room, case)
    allocate(room, case, TOM)
    allocate(room, case, TOM)
    assert types_said(room).count("referral.allocated") == 1


def test_two_colleagues_who_allocate_from_the_same_page_do_not_overwrite_each_other(
    room: RoutingRoom, case: Case
) -> None:
    seen = accept(room, case).version
    allocate(room, case, TOM, version=seen)
    with pytest.raises(Conflict) as told:
        allocate(room, case, PRIYA, person=TOM, version=seen)
    assert "allocated in the meantime" in told.value.sentence
    assert room.case(case.reference, Pathway.EARLY_HELP).worker == TOM.account_id


def test_a_case_is_accepted_before_it_is_allocated(room: RoutingRoom, case: Case) -> None:
    with pytest.raises(Conflict) as told:
        allocate(room, case, TOM)
    assert told.value.sentence == "Accept the case before you allocate it."


@pytest.mark.parametrize("worker", [None, a_team_member(Pathway.CET), a_manager()])
def test_a_case_is_allocated_only_within_the_team(
    room: RoutingRoom, case: Case, worker: Person | None
) -> None:
    accept(room, case)
    with pytest.raises(Rejected) as refused:
        allocate(room, case, worker)
    assert [(error.field, error.code) for error in refused.value.errors] == [("worker", "not-in-team")]


@pytest.mark.parametrize(
    "stranger",
    [
        a_team_member(Pathway.CHILD_PROTECTION),
        Person("account", "A practitioner", frozenset({Role.PRACTITIONER})),
        Person("account", "An assurance reader", frozenset({Role.ASSURANCE})),
    ],
)
def test_to_anybody_outside_the_team_the_case_is_not_there(
    room: RoutingRoom, case: Case, stranger: Person
) -> None:
    answers: tuple[Callable[[], Case], ...] = (
        lambda: accept(room, case, stranger),
        lambda: decline(room, case, person=stranger),
        lambda: allocate(room, case, stranger, person=stranger),
    )
    for answer in answers:
        with pytest.raises(NotFound):
            answer()
    assert types_said(room) == ["referral.routed"]


@pytest.mark.parametrize(
    "person",
    [
        a_manager(),
        Person("service:liquid", "liquid", frozenset({Role.TEAM_SYSTEM}), team=Pathway.EARLY_HELP),
    ],
)
def test_a_manager_and_the_teams_own_system_may_answer(room: RoutingRoom, case: Case, person: Person) -> None:
    assert accept(room, case, person).state is CaseState.ACCEPTED


def test_a_case_that_does_not_exist_is_not_found(room: RoutingRoom) -> None:
    with pytest.raises(NotFound), room.delivery.transaction() as transaction:
        room.answers.accept(transaction, a_manager(), "no-such-case")


def test_a_team_that_answers_while_the_hub_decides_again_is_told_to_look(
    room: RoutingRoom, case: Case
) -> None:
    room.receives(
        a_decision(
            contact_reference=case.contact_reference,
            decided_at=case.asked_at.replace(hour=11),
            reasons=("neglect", "critical-harm"),
        )
    )
    with pytest.raises(Conflict) as told:
        decline(room, case, version=case.version)
    assert "decided again" in told.value.sentence
