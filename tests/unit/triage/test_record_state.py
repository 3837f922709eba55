"""A record moves only by the table, and never out of the hub's sight."""

import itertools

from mash_triage.domain.record_state import INITIAL, TRANSITIONS, RecordState, Step, state_after


def test_every_transition_is_in_the_table_once() -> None:
    pairs = [(transition.before, transition.step) for transition in TRANSITIONS]

    assert len(pairs) == len(set(pairs))


def test_every_state_can_be_reached_from_waiting() -> None:
    reached = {INITIAL}
    for _ in RecordState:
        reached |= {transition.after for transition in TRANSITIONS if transition.before in reached}

    assert reached == set(RecordState)


def test_a_declined_child_is_never_lost_whatever_the_state() -> None:
    assert all(state_after(state, Step.TEAM_DECLINES) is not None for state in RecordState)
    assert state_after(RecordState.DECIDED, Step.TEAM_DECLINES) is RecordState.WAITING


def test_what_the_table_does_not_name_cannot_be_done() -> None:
    named = {(transition.before, transition.step) for transition in TRANSITIONS}
    others = set(itertools.product(RecordState, Step)) - named

    assert (RecordState.DECIDED, Step.DECIDE) in others
    assert all(state_after(state, step) is None for state, step in others)


def test_a_decision_below_reaches_a_team_only_through_a_second_person() -> None:
    assert state_after(RecordState.WAITING, Step.PROPOSE_BELOW) is RecordState.AWAITING_SECOND_PERSON
    assert state_after(RecordState.AWAITING_SECOND_PERSON, Step.DECIDE) is None
    assert state_after(RecordState.AWAITING_SECOND_PERSON, Step.CONFIRM) is RecordState.DECIDED
    assert state_after(RecordState.AWAITING_SECOND_PERSON, Step.SEND_BACK) is RecordState.WAITING
