"""What triage says of discussions, professional differences and audits."""

from pydantic import Field

from mash_contracts.envelope import EventData
from mash_contracts.events.parts import Moment
from mash_contracts.vocabulary import (
    Agency,
    AuditGrade,
    AuditReason,
    DifferenceGround,
    DifferenceOutcome,
    DifferenceStage,
    DiscussionKind,
    Role,
    StrategyOutcome,
)


class StrategyDiscussionDueSoon(EventData):
    """A strategy discussion was not held yet, and its time runs out soon."""

    TYPE = "strategy-discussion.due-soon"
    VERSION = 1

    hold_by: Moment


class StrategyDiscussionOverdue(EventData):
    """A strategy discussion was not held in its time, or only without a quorum. It stays due."""

    TYPE = "strategy-discussion.overdue"
    VERSION = 1

    hold_by: Moment


class DiscussionRecorded(EventData):
    """Agencies talked about a child: which, and how many differ. Who said what stays with triage."""

    TYPE = "discussion.recorded"
    VERSION = 1

    discussion: int = Field(ge=1, description="which discussion of this child")
    revision: int = Field(ge=1, description="from two on: a correction, which stands beside what it corrects")
    kind: DiscussionKind
    held_at: Moment
    agencies: tuple[Agency, ...] = Field(min_length=1)
    agreed: int = Field(ge=0, description="how many who took part agree with what was decided")
    dissenting: int = Field(ge=0, description="how many do not, each with a recorded reason")
    quorate: bool | None = Field(default=None, description="of a strategy discussion only")
    without: tuple[Agency, ...] = Field(default=(), description="who was missing from the quorum")
    outcome: StrategyOutcome | None = None
    recorded_by: str = Field(description="account id, never a name")
    recorded_by_role: Role


class ProfessionalDifferenceRaised(EventData):
    """An agency, the referrer among them, challenges what was decided about a child. No help waits for it."""

    TYPE = "professional-difference.raised"
    VERSION = 1

    difference: int = Field(ge=1, description="which difference about this child")
    agency: Agency
    ground: DifferenceGround
    stage: DifferenceStage
    raised_at: Moment
    act_by: Moment


class ProfessionalDifferenceEscalated(EventData):
    """It was not resolved where it stood, and is now at the next stage."""

    TYPE = "professional-difference.escalated"
    VERSION = 1

    difference: int = Field(ge=1)
    agency: Agency
    stage: DifferenceStage
    escalated_at: Moment
    act_by: Moment


class ProfessionalDifferenceResolved(EventData):
    """It ended, with an outcome; what was said stays with triage."""

    TYPE = "professional-difference.resolved"
    VERSION = 1

    difference: int = Field(ge=1)
    agency: Agency
    stage: DifferenceStage
    outcome: DifferenceOutcome
    resolved_at: Moment


class ProfessionalDifferenceOverdue(EventData):
    """Nobody resolved it, or took it on, in the time of its stage."""

    TYPE = "professional-difference.overdue"
    VERSION = 1

    difference: int = Field(ge=1)
    agency: Agency
    stage: DifferenceStage
    act_by: Moment


class DecisionAudited(EventData):
    """A manager graded a decision that was not theirs. What was good and what to learn stays with triage."""

    TYPE = "decision.audited"
    VERSION = 1

    decision: int = Field(ge=1, description="which decision about this child")
    decided_at: Moment
    because: AuditReason
    grade: AuditGrade
    audited_at: Moment
    rules: str = Field(description="the date of the rules that drew it")
