"""Professional differences: an agency challenges what was decided, and is heard stage by stage until it ends.

Durham's policy has four stages. The child is kept safe meanwhile: nothing that is done for a child waits for
a difference to end. The hub does not end a challenge on its own: who raised it says that it is resolved, or
the partnership resolves it at the last stage.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from mash_contracts.labelled import Labelled
from mash_contracts.vocabulary import Agency, DifferenceGround, DifferenceOutcome, DifferenceStage
from mash_policy.model import OfficeHours
from mash_policy.oversight_model import StageRule
from mash_policy.working_time import deadline
from mash_triage.domain.decision import Shortcoming

LONGEST_WORDS = 20_000


class DifferenceState(Labelled):
    """Where a difference stands: at one of the four stages, or resolved."""

    STAGE_1 = "stage-1", "Stage 1"
    STAGE_2 = "stage-2", "Stage 2"
    STAGE_3 = "stage-3", "Stage 3"
    STAGE_4 = "stage-4", "Stage 4"
    RESOLVED = "resolved", "Resolved"


class DifferenceStep(Labelled):
    """What can happen to a difference after it was raised."""

    NOTE = "note", "Record what was said, and stay at this stage"
    ESCALATE = "escalate", "Take it to the next stage"
    RESOLVE = "resolve", "It is resolved"


class Subject(Labelled):
    """What somebody differs with."""

    DECISION = "decision", "A decision about the child"
    DISCUSSION = "discussion", "What a discussion decided"
    HANDLING = "handling", "How the child is dealt with, or that nothing is decided yet"


@dataclass(frozen=True, slots=True)
class DifferenceTransition:
    before: DifferenceState
    step: DifferenceStep
    after: DifferenceState


INITIAL = DifferenceState.STAGE_1
_STAGES = (
    DifferenceState.STAGE_1,
    DifferenceState.STAGE_2,
    DifferenceState.STAGE_3,
    DifferenceState.STAGE_4,
)

TRANSITIONS: tuple[DifferenceTransition, ...] = (
    *(DifferenceTransition(stage, DifferenceStep.NOTE, stage) for stage in _STAGES),
    *(
        DifferenceTransition(before, DifferenceStep.ESCALATE, after)
        for before, after in zip(_STAGES, _STAGES[1:], strict=False)
    ),
    *(DifferenceTransition(stage, DifferenceStep.RESOLVE, DifferenceState.RESOLVED) for stage in _STAGES),
)

_AFTER = {(one.before, one.step): one.after for one in TRANSITIONS}
_STAGE_OF = dict(zip(_STAGES, DifferenceStage, strict=True))


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who raises a difference or takes a step in it: an account, and the agency it speaks for."""

    account_id: str
    name: str = field(repr=False)
    agency: Agency


@dataclass(frozen=True, slots=True)
class DifferenceGiven:
    """A difference as far as it was written down; nothing is chosen for who raises it."""

    subject: Subject | None = None
    ground: DifferenceGround | None = None
    words: str = field(default="", repr=False)
    """What they differ about and why, and what they want for the child."""
    discussion: int | None = None
    """Which discussion, where it is about one."""
    agency: Agency | None = None
    """Whose difference it is, when the hub takes it down for somebody."""


@dataclass(frozen=True, slots=True)
class StepGiven:
    """What somebody does about a difference, as far as they have chosen and written it."""

    step: DifferenceStep | None = None
    words: str = field(default="", repr=False)
    """What was said, and with whom."""
    outcome: DifferenceOutcome | None = None
    accepted_by: str = field(default="", repr=False)
    """Who of the agency that raised it says that it is resolved, when somebody else records it."""


@dataclass(frozen=True, slots=True)
class TakenStep:
    given: StepGiven
    before: DifferenceState
    after: DifferenceState
    by: Speaker
    at: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """One professional difference about one child, with every step that was taken, oldest first."""

    reference: str
    number: int
    agency: Agency
    subject: Subject
    ground: DifferenceGround
    words: str = field(repr=False)
    discussion: int | None
    raised_at: datetime
    raised_by: Speaker
    state: DifferenceState
    stage: DifferenceStage
    """The stage at which it stands, or at which it was resolved."""
    act_by: datetime
    """By when it is resolved, or taken to the next stage."""
    version: int = 1
    steps: tuple[TakenStep, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state is not DifferenceState.RESOLVED

    @property
    def outcome(self) -> DifferenceOutcome | None:
        return self.steps[-1].given.outcome if self.steps and not self.is_open else None

    def is_overdue(self, now: datetime) -> bool:
        return self.is_open and self.act_by <= now

    @property
    def may_escalate(self) -> bool:
        return (self.state, DifferenceStep.ESCALATE) in _AFTER


def stage_ends(
    stage: DifferenceStage, since: datetime, stages: Mapping[DifferenceStage, StageRule], hours: OfficeHours
) -> datetime:
    """By when a difference that came to this stage is resolved, or taken on."""
    return deadline(since, stages[stage].within, hours)


def raising_shortcomings(
    given: DifferenceGiven, *, decided: bool, discussions: frozenset[int]
) -> tuple[Shortcoming, ...]:
    """A challenge names what it is about and says why; that is all it needs."""
    found: list[Shortcoming] = []
    if given.agency is None:
        found.append(Shortcoming("agency", "required", "Select whose difference it is"))
    if given.subject is None:
        found.append(Shortcoming("subject", "required", "Select what the difference is with"))
    if given.subject is Subject.DECISION and not decided:
        sentence = "Nothing is decided yet: select how the child is dealt with"
        found.append(Shortcoming("subject", "nothing-decided", sentence))
    if given.subject is Subject.DISCUSSION and given.discussion not in discussions:
        found.append(Shortcoming("discussion", "required", "Select which discussion it is about"))
    if given.ground is None:
        found.append(Shortcoming("ground", "required", "Select what the difference is about"))
    return (*found, *_words(given.words, "Enter why you differ, and what you want for the child"))


def step_shortcomings(difference: Difference, given: StepGiven, by: Speaker) -> tuple[Shortcoming, ...]:
    """Nobody ends another agency's challenge alone, except the partnership at the last stage."""
    found: list[Shortcoming] = []
    if given.step is None:
        found.append(Shortcoming("step", "required", "Select what happens now"))
    elif (difference.state, given.step) not in _AFTER:
        sentence = "There is no further stage: record what was said, or that it is resolved"
        found.append(Shortcoming("step", "no-further-stage", sentence))
    if given.step is DifferenceStep.RESOLVE:
        if given.outcome is None:
            found.append(Shortcoming("outcome", "required", "Select how it ended"))
        ends_it = by.agency is difference.agency or difference.stage is DifferenceStage.FOUR
        if not ends_it and not given.accepted_by.strip():
            sentence = f"Enter who at {difference.agency.label.lower()} says that it is resolved"
            found.append(Shortcoming("accepted_by", "required", sentence))
    elif given.outcome is not None:
        sentence = "Leave this open until it is resolved, or select that it is"
        found.append(Shortcoming("outcome", "not-resolved", sentence))
    return (*found, *_words(given.words, "Enter what was said, and with whom"))


def after_step(
    difference: Difference,
    given: StepGiven,
    by: Speaker,
    at: datetime,
    stages: Mapping[DifferenceStage, StageRule],
    hours: OfficeHours,
) -> Difference:
    """The difference with the step taken. Raises LookupError for one that the table does not have."""
    if given.step is None:
        raise LookupError("no step")
    state = _AFTER[difference.state, given.step]
    stage = _STAGE_OF.get(state, difference.stage)
    moves = stage is not difference.stage
    return replace(
        difference,
        state=state,
        stage=stage,
        act_by=stage_ends(stage, at, stages, hours) if moves else difference.act_by,
        version=difference.version + 1,
        steps=(*difference.steps, TakenStep(given, difference.state, state, by, at)),
    )


def _words(text: str, sentence: str) -> tuple[Shortcoming, ...]:
    if not text.strip():
        return (Shortcoming("words", "required", sentence),)
    if len(text) > LONGEST_WORDS:
        return (Shortcoming("words", "too-long", f"Enter {LONGEST_WORDS:,} characters or fewer"),)
    return ()
