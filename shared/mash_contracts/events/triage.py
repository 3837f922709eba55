"""What triage says of a recommendation and a decision."""

from pydantic import Field

from mash_contracts.envelope import EventData
from mash_contracts.events.parts import Moment, Part
from mash_contracts.vocabulary import (
    Agency,
    Basis,
    DecisionClock,
    LegalBasis,
    LevelOfNeed,
    Movement,
    Pathway,
    Rag,
    Relation,
    Role,
)


class Evidence(Part):
    """What a finding rests on: a coded fact and who said it."""

    fact: str = Field(description="a code: a factor, a sign, or a named count such as missing-episodes:4")
    agency: Agency
    basis: Basis


class Finding(Part):
    """One rule that fired, with what it means under the edition."""

    code: str
    sentence: str
    source: str
    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    pathways: tuple[Pathway, ...] = ()
    protective: bool = False
    pattern: bool = Field(default=False, description="found over several contacts, and in none of them alone")
    evidence: tuple[Evidence, ...]


class Gap(Part):
    """Something that is not known, and what to ask."""

    code: str
    question: str


class ReferralAssessed(EventData):
    """Triage worked out a recommendation. A person has not decided yet."""

    TYPE = "referral.assessed"
    VERSION = 1

    contact_reference: str
    assessed_at: Moment
    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    pathways: tuple[Pathway, ...]
    findings: tuple[Finding, ...] = Field(min_length=1)
    gaps: tuple[Gap, ...] = ()
    provisional: bool
    decide_by: Moment
    policy_edition: str
    policy_digest: str
    picture_digest: str
    code_version: str


class StrategyDiscussionRequested(EventData):
    """Child protection is asked for a strategy discussion: by a red recommendation at once, before anybody
    decides, or by a decision that goes beyond what was recommended.
    """

    TYPE = "strategy-discussion.requested"
    VERSION = 1

    contact_reference: str
    requested_at: Moment
    hold_by: Moment
    reasons: tuple[str, ...] = Field(
        min_length=1, description="codes of the red findings, or of those that a decision rests on"
    )
    policy_edition: str
    rag: Rag = Field(default=Rag.RED, description="amber where a decision is not red: two working days")
    decided_by: str | None = Field(
        default=None, description="account id of whose decision asks for it; none: the recommendation does"
    )


class OpenCaseOfTeam(Part):
    """A team that has an open case of the child: it is told, and not asked to take the child on again."""

    pathway: Pathway
    case_id: str | None = Field(default=None, description="none where only the referrer tells of it")


class ThresholdDecided(EventData):
    """A named person decided. The rationale stays with triage; that there is one travels."""

    TYPE = "threshold.decided"
    VERSION = 1

    contact_reference: str
    decided_at: Moment
    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    pathways: tuple[Pathway, ...] = Field(min_length=1)
    relation: Relation
    recommended_level: LevelOfNeed
    recommended_pathways: tuple[Pathway, ...]
    decided_by: str = Field(description="account id, never a name")
    decided_by_role: Role
    second_person: str | None = Field(default=None, description="account id of who confirmed a step down")
    rationale_recorded: bool
    reasons: tuple[str, ...] = Field(description="codes of the findings the decision rests on")
    gaps: tuple[str, ...] = ()
    movement: Movement = Movement.NEW
    open_cases: tuple[OpenCaseOfTeam, ...] = ()
    policy_edition: str
    policy_digest: str


class DeadlineBreached(EventData):
    """One of the two clocks of a decision ran out, and nobody had decided. It stays so."""

    TYPE = "deadline.breached"
    VERSION = 1

    clock: DecisionClock
    rag: Rag = Field(description="as urgent as the child waited")
    due_at: Moment
    breached_at: Moment = Field(description="when the hub noticed, soon after")
