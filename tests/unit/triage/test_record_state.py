"""A record moves only by the table, and never out of the hub's sight."""

import itertools

from mash_triage.domain.record_state import INITIAL, TRANSITIONS, RecordState, Step, transition


def after(state: RecordState, step: Step) -> RecordState | None:
    taken = transition(state, step)
    return taken.after if taken else None


def test_every_transition_is_in_the_table_once() -> None:
    pairs = [(row.before, row.step) for row in TRANSITIONS]

    assert len(pairs) == len(set(pairs))


def test_every_state_can_be_reached_from_waiting() -> None:
    reached = {INITIAL}
    for _ in RecordState:
        reached |= {row.after for row in TRANSITIONS if row.before in reached}

    assert reached == set(RecordState)


def test_a_declined_child_is_never_lost_whatever_the_state() -> None:
    assert all(after(state, Step.TEAM_DECLINES) for state in RecordState)
    assert after(RecordState.DECIDED, Step.TEAM_DECLINES) is RecordState.WAITING


def test_what_the_table_does_not_name_cannot_be_done() -> None:
    named = {(row.before, row.step) for row in TRANSITIONS}
    others = set(itertools.product(RecordState, Step)) - named

    assert (RecordState.DECIDED, Step.DECIDE) in others
    assert all(after(state, step) is None for state, step in others)


def test_a_decision_below_reaches_a_team_only_through_a_second_person() -> None:
    assert after(RecordState.WAITING, Step.PROPOSE_BELOW) is RecordState.AWAITING_SECOND_PERSON
    assert after(RecordState.AWAITING_SECOND_PERSON, Step.DECIDE) is None
    assert after(RecordState.AWAITING_SECOND_PERSON, Step.CONFIRM) is RecordState.DECIDED
    assert after(RecordState.AWAITING_SECOND_PERSON, Step.SEND_BACK) is RecordState.WAITING
