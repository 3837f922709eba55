"""Where one child's record stands at the desk, and what moves it.

The table is data, so that the desk, the handlers and the documents all read the same one.
"""

from dataclasses import dataclass

from mash_contracts.labelled import Labelled


class RecordState(Labelled):
    WAITING = "waiting", "Waiting for a decision"
    AWAITING_SECOND_PERSON = "awaiting-second-person", "Waiting for a second person"
    DECIDED = "decided", "Decided"


class Step(Labelled):
    """What can happen to a record after it was assessed."""

    DECIDE = "decide", "Decided"
    PROPOSE_BELOW = "propose-below", "Decided below the recommendation; a second person must look"
    CONFIRM = "confirm", "Confirmed by a second person"
    SEND_BACK = "send-back", "Sent back by a second person"
    TEAM_DECLINES = "team-declines", "Declined by a team"
    AGENCY_TELLS_MORE = "agency-tells-more", "An agency’s answer raised the recommendation"
    TOOL_TELLS_MORE = "tool-tells-more", "A completed tool raised the recommendation"
    HISTORY_TELLS_MORE = "history-tells-more", "What went before raised the recommendation"


@dataclass(frozen=True, slots=True)
class Transition:
    before: RecordState
    step: Step
    after: RecordState
    who: str
    """Who may take the step, for people."""


INITIAL = RecordState.WAITING

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        RecordState.WAITING,
        Step.DECIDE,
        RecordState.DECIDED,
        "A practitioner at or above the recommendation, or a manager",
    ),
    Transition(
        RecordState.WAITING,
        Step.PROPOSE_BELOW,
        RecordState.AWAITING_SECOND_PERSON,
        "A practitioner below the recommendation, or anybody who answers a pattern with advice",
    ),
    Transition(
        RecordState.AWAITING_SECOND_PERSON,
        Step.CONFIRM,
        RecordState.DECIDED,
        "Another practitioner, or a manager",
    ),
    Transition(
        RecordState.AWAITING_SECOND_PERSON,
        Step.SEND_BACK,
        RecordState.WAITING,
        "Another practitioner, or a manager",
    ),
    # A child whom a team will not take comes back to the desk; the team's answer never closes anything.
    Transition(RecordState.DECIDED, Step.TEAM_DECLINES, RecordState.WAITING, "The team, with its reason"),
    Transition(RecordState.WAITING, Step.TEAM_DECLINES, RecordState.WAITING, "A further team"),
    Transition(
        RecordState.AWAITING_SECOND_PERSON,
        Step.TEAM_DECLINES,
        RecordState.AWAITING_SECOND_PERSON,
        "A further team",
    ),
    # What is told later may mean more than what was decided without it. It never means less.
    *(
        Transition(before, step, RecordState.WAITING, who)
        for step, who in (
            (Step.AGENCY_TELLS_MORE, "An agency, by its answer"),
            (Step.TOOL_TELLS_MORE, "Whoever completes a tool of practice, by its result"),
            (Step.HISTORY_TELLS_MORE, "Whoever finds that records are about one child or home"),
        )
        for before in RecordState
    ),
)

_TABLE = {(transition.before, transition.step): transition for transition in TRANSITIONS}


def transition(state: RecordState, step: Step) -> Transition | None:
    """The row of the table for `step` from `state`; None when it cannot be taken from there."""
    return _TABLE.get((state, step))
