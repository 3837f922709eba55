"""Where a case stands on a team's worklist, and what moves it.

The table is data, so that the worklist, the handlers and the documents all read the same one.
"""

from dataclasses import dataclass

from mash_contracts.labelled import Labelled
from mash_contracts.vocabulary import DeclineReason


class CaseState(Labelled):
    ROUTED = "routed", "New"
    ACCEPTED = "accepted", "Accepted"
    ALLOCATED = "allocated", "Allocated"
    DECLINED = "declined", "Declined"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "No longer asked"


class Action(Labelled):
    """What a team does with a case, or the hub."""

    ACCEPT = "accept", "Accept"
    DECLINE = "decline", "Decline"
    ALLOCATE = "allocate", "Allocate to a worker"
    CLOSE = "close", "Close with a reason"
    WITHDRAW = "withdraw", "Decide again without the team"
    HAD_ACCEPTED = "had-accepted", "Had accepted before it heard that the hub decided again"
    HAD_DECLINED = "had-declined", "Had declined before it heard that the hub decided again"


@dataclass(frozen=True, slots=True)
class Transition:
    before: CaseState
    step: Action
    after: CaseState
    meaning: str
    """What it means for the child, for people."""
    on_worklist: bool = True
    """Whether people of the team choose it there."""


INITIAL = CaseState.ROUTED

TRANSITIONS: tuple[Transition, ...] = (
    Transition(CaseState.ROUTED, Action.ACCEPT, CaseState.ACCEPTED, "The team takes the case on"),
    Transition(
        CaseState.ROUTED,
        Action.DECLINE,
        CaseState.DECLINED,
        "The child goes back to the hub, which decides again; nothing is closed",
    ),
    Transition(CaseState.ACCEPTED, Action.ALLOCATE, CaseState.ALLOCATED, "A named worker has the case"),
    Transition(CaseState.ALLOCATED, Action.ALLOCATE, CaseState.ALLOCATED, "Another worker has the case"),
    *(
        Transition(
            before, Action.CLOSE, CaseState.CLOSED, "The team’s work has ended; a new worry is a new referral"
        )
        for before in (CaseState.ACCEPTED, CaseState.ALLOCATED)
    ),
    Transition(
        CaseState.ROUTED,
        Action.WITHDRAW,
        CaseState.WITHDRAWN,
        "The hub decided again for other teams; those have the child",
        on_worklist=False,
    ),
    Transition(
        CaseState.WITHDRAWN,
        Action.HAD_ACCEPTED,
        CaseState.ACCEPTED,
        "The team’s own system took the child on before it heard: the team keeps the child",
        on_worklist=False,
    ),
    Transition(
        CaseState.WITHDRAWN,
        Action.HAD_DECLINED,
        CaseState.WITHDRAWN,
        "Other teams have the child already; why this one declined stays with the case",
        on_worklist=False,
    ),
)

_AFTER = {(transition.before, transition.step): transition.after for transition in TRANSITIONS}


ENDED = (CaseState.DECLINED, CaseState.CLOSED, CaseState.WITHDRAWN)
"""Where a team neither has the child nor is asked to."""


def actions_from(state: CaseState) -> tuple[Action, ...]:
    """What a team can do with a case that stands here."""
    return tuple(
        transition.step for transition in TRANSITIONS if transition.before is state and transition.on_worklist
    )


def state_after(state: CaseState, action: Action) -> CaseState | None:
    """Where `action` leads from `state`; None when it cannot be taken from there."""
    return _AFTER.get((state, action))


def taken_on(state: CaseState) -> bool:
    """Whether the team has the case: accepting it again asks for what is already so."""
    return state in (CaseState.ACCEPTED, CaseState.ALLOCATED)


def has_the_child(state: CaseState) -> bool:
    """Whether the team has the child, or is asked to: nobody has ended that."""
    return state not in ENDED


def needs_note(reason: DeclineReason) -> bool:
    """The hub can act on these only with a word more: which team should help, or what must be known first."""
    return reason in (DeclineReason.WRONG_TEAM, DeclineReason.MORE_INFORMATION)
