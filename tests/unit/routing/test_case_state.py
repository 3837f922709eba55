import pytest

from mash_contracts.vocabulary import DeclineReason
from mash_routing.domain.case_state import (
    INITIAL,
    TRANSITIONS,
    Action,
    CaseState,
    actions_from,
    needs_note,
    state_after,
)


def test_a_new_case_is_accepted_or_declined_and_nothing_else() -> None:
    assert set(actions_from(CaseState.ROUTED)) == {Action.ACCEPT, Action.DECLINE}


def test_a_case_is_allocated_only_after_the_team_took_it_on() -> None:
    assert state_after(CaseState.ROUTED, Action.ALLOCATE) is None
    assert state_after(CaseState.ACCEPTED, Action.ALLOCATE) is CaseState.ALLOCATED


def test_an_allocation_can_be_changed() -> None:
    assert state_after(CaseState.ALLOCATED, Action.ALLOCATE) is CaseState.ALLOCATED


def test_what_the_team_took_on_cannot_be_handed_back_by_declining() -> None:
    assert state_after(CaseState.ACCEPTED, Action.DECLINE) is None
    assert state_after(CaseState.ALLOCATED, Action.DECLINE) is None


def test_a_declined_case_is_the_hubs_again_and_no_longer_the_teams() -> None:
    assert actions_from(CaseState.DECLINED) == ()


def test_every_state_is_reached_and_every_step_says_what_it_means_for_the_child() -> None:
    assert {INITIAL} | {step.after for step in TRANSITIONS} == set(CaseState)
    assert all(step.meaning for step in TRANSITIONS)


@pytest.mark.parametrize(
    ("reason", "needed"),
    [
        (DeclineReason.WRONG_TEAM, True),
        (DeclineReason.MORE_INFORMATION, True),
        (DeclineReason.ALREADY_OPEN, False),
        (DeclineReason.CONSENT_WITHDRAWN, False),
        (DeclineReason.OUT_OF_AREA, False),
    ],
)
def test_the_hub_is_told_which_team_or_what_is_missing(reason: DeclineReason, needed: bool) -> None:
    assert needs_note(reason) is needed
