"""What the API says of a record."""

from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

from mash_contracts.vocabulary import (
    Agency,
    Basis,
    DeclineReason,
    LegalBasis,
    LevelOfNeed,
    Movement,
    Pathway,
    Purpose,
    Rag,
    Relation,
    Role,
)
from mash_triage.domain.decision import SecondAnswer
from mash_triage.domain.record_state import RecordState
from mash_triage.store.queue import QueueLine
from mash_triage.store.records import Assessment, Decision, Record


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class RecordLine(_Shown):
    reference: str
    state: RecordState
    rag: Rag
    level: LevelOfNeed
    """As recommended."""
    pathways: tuple[Pathway, ...]
    """As recommended."""
    provisional: bool
    decide_by: AwareDatetime
    siblings: tuple[str, ...]

    @classmethod
    def of(cls, line: QueueLine) -> Self:
        return cls(
            reference=line.reference,
            state=line.state,
            rag=line.rag,
            level=line.recommendation.level,
            pathways=line.recommendation.pathways,
            provisional=line.provisional,
            decide_by=line.decide_by,
            siblings=line.siblings,
        )


class RecordList(_Shown):
    records: list[RecordLine]
    total: int
    """How many match, over all pages."""
    page: int
    counts: dict[RecordState, int]
    """How many records stand in each state, whatever was asked for."""


class EvidenceShown(_Shown):
    fact: str
    agency: Agency
    basis: Basis


class FindingShown(_Shown):
    code: str
    title: str
    sentence: str
    source: str
    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    pathways: tuple[Pathway, ...]
    protective: bool
    evidence: tuple[EvidenceShown, ...]
    ask: str | None


class GapShown(_Shown):
    code: str
    question: str
    could_change_level: bool


class RecommendationShown(_Shown):
    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    pathways: tuple[Pathway, ...]
    findings: tuple[FindingShown, ...]
    gaps: tuple[GapShown, ...]
    provisional: bool
    policy_edition: str
    policy_digest: str
    picture_digest: str
    code_version: str
    assessed_at: AwareDatetime

    @classmethod
    def of(cls, assessment: Assessment) -> Self:
        recommendation = assessment.recommendation
        return cls(
            level=recommendation.level,
            rag=recommendation.rag,
            legal_basis=recommendation.legal_basis,
            pathways=recommendation.pathways,
            findings=tuple(FindingShown.model_validate(finding) for finding in recommendation.findings),
            gaps=tuple(GapShown.model_validate(gap) for gap in recommendation.gaps),
            provisional=recommendation.provisional,
            policy_edition=recommendation.policy_edition,
            policy_digest=recommendation.policy_digest,
            picture_digest=assessment.picture_digest,
            code_version=assessment.code_version,
            assessed_at=assessment.assessed_at,
        )


class SecondLookShown(_Shown):
    answer: SecondAnswer
    by: str
    by_name: str
    by_role: Role
    at: AwareDatetime
    rationale: str


class DecisionShown(_Shown):
    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    pathways: tuple[Pathway, ...]
    relation: Relation
    movement: Movement
    rationale: str
    about_pattern: str | None
    told: tuple[Pathway, ...]
    """Teams that have an open case of the child, and are told of this contact."""
    decided_at: AwareDatetime
    decided_by: str
    decided_by_name: str
    decided_by_role: Role
    second_person: SecondLookShown | None

    @classmethod
    def of(cls, decision: Decision) -> Self:
        second = decision.second
        return cls(
            level=decision.outcome.level,
            rag=decision.outcome.rag,
            legal_basis=decision.outcome.legal_basis,
            pathways=decision.outcome.pathways,
            relation=decision.relation,
            movement=decision.movement,
            rationale=decision.rationale,
            about_pattern=decision.about_pattern,
            told=decision.told,
            decided_at=decision.decided_at,
            decided_by=decision.person.account_id,
            decided_by_name=decision.person.name,
            decided_by_role=decision.person.role,
            second_person=second
            and SecondLookShown(
                answer=second.answer,
                by=second.person.account_id,
                by_name=second.person.name,
                by_role=second.person.role,
                at=second.at,
                rationale=second.rationale,
            ),
        )


class ReturnShown(_Shown):
    pathway: Pathway
    purpose: Purpose
    reason: DeclineReason
    declined_at: AwareDatetime


class RecordShown(_Shown):
    reference: str
    contact_reference: str
    siblings: tuple[str, ...]
    state: RecordState
    version: int
    received_at: AwareDatetime
    decide_by: AwareDatetime
    recommendation: RecommendationShown
    decision: DecisionShown | None
    """The latest; it counts once the state is `decided`."""
    decisions: tuple[DecisionShown, ...]
    """All of them, oldest first, with those that were sent back."""
    returns: tuple[ReturnShown, ...]
    """What teams declined, oldest first."""

    @classmethod
    def of(cls, record: Record) -> Self:
        decisions = tuple(DecisionShown.of(decision) for decision in record.decisions)
        return cls(
            reference=record.reference,
            contact_reference=record.contact_reference,
            siblings=record.siblings,
            state=record.state,
            version=record.version,
            received_at=record.received_at,
            decide_by=record.decide_by,
            recommendation=RecommendationShown.of(record.assessment),
            decision=decisions[-1] if decisions else None,
            decisions=decisions,
            returns=tuple(ReturnShown.model_validate(one) for one in record.returns),
        )
