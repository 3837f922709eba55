"""What assurance knows of one child's record, and how facts that arrive in any order become one picture.

Only codes, counts, times and identifiers without meaning: nothing here can tell who the child is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from mash_contracts.labelled import Labelled
from mash_contracts.national_codes import ClosureReason, ReferralSource
from mash_contracts.vocabulary import (
    Agency,
    AuditGrade,
    Channel,
    CheckOutcome,
    ConsentReason,
    ConsentState,
    DifferenceStage,
    LevelOfNeed,
    Pathway,
    Purpose,
    Rag,
    Relation,
    Role,
)


class AgeBand(Labelled):
    """As close to a child's age as assurance comes: the bands of the children in need statistics."""

    UNBORN = "unborn", "Unborn"
    UNDER_1 = "under-1", "Under 1 year"
    FROM_1 = "1-4", "1 to 4 years"
    FROM_5 = "5-9", "5 to 9 years"
    FROM_10 = "10-15", "10 to 15 years"
    FROM_16 = "16-plus", "16 years and over"
    UNKNOWN = "unknown", "Age not known"


def age_band(age_months: int | None, *, unborn: bool) -> AgeBand:
    """The band an age falls in. Source: Department for Education, children in need statistics."""
    if unborn:
        return AgeBand.UNBORN
    if age_months is None:
        return AgeBand.UNKNOWN
    limits = ((1, AgeBand.UNDER_1), (5, AgeBand.FROM_1), (10, AgeBand.FROM_5), (16, AgeBand.FROM_10))
    return next((band for years, band in limits if age_months < 12 * years), AgeBand.FROM_16)


@dataclass(frozen=True, slots=True)
class Contact:
    """A worry was accepted by intake."""

    event_id: str
    at: datetime
    reference: str
    """Shared by the children it is about."""
    channel: Channel
    source: ReferralSource
    consent: ConsentState
    consent_reason: ConsentReason | None
    voice_recorded: bool
    lived_experience_recorded: bool
    age_band: AgeBand
    earlier_contacts: int | None
    """Within twelve months; None is not known, which is not zero."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """Triage made a recommendation."""

    event_id: str
    at: datetime
    level: LevelOfNeed
    rag: Rag
    provisional: bool
    findings: int
    gaps: int
    edition: str
    patterns: int | None = None
    """How many findings rest on several contacts; None where this was not kept yet."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A person decided."""

    event_id: str
    at: datetime
    level: LevelOfNeed
    pathways: tuple[Pathway, ...]
    relation: Relation
    decided_by_role: Role
    second_person: bool
    rationale_recorded: bool
    reasons: int
    """How many findings the decision says it rests on."""
    gaps: int
    """How many things were still not known."""
    edition: str
    open_cases: int | None = None
    """How many teams have an open case of the child and are told; None where this was not kept yet."""


@dataclass(frozen=True, slots=True)
class Audit:
    """A manager graded a decision."""

    event_id: str
    at: datetime
    grade: AuditGrade


@dataclass(frozen=True, slots=True)
class Case:
    """One team was asked to do one thing, and what it answered."""

    case_id: str
    pathway: Pathway
    purpose: Purpose
    routed_at: datetime | None = None
    respond_by: datetime | None = None
    accepted_at: datetime | None = None
    declined_at: datetime | None = None
    allocated_at: datetime | None = None
    closed_at: datetime | None = None
    closure_reason: ClosureReason | None = None
    withdrawn_at: datetime | None = None
    """When the hub decided again for other teams, before this one had taken the child on."""


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """What an agency said last."""

    event_id: str
    at: datetime
    outcome: CheckOutcome


@dataclass(frozen=True, slots=True)
class Check:
    """One agency was asked what it knows, and what it answered."""

    agency: Agency
    asked_at: datetime | None = None
    answer_by: datetime | None = None
    first_answered_at: datetime | None = None
    answer: CheckAnswer | None = None
    """The newest: who knew nothing may know something later."""


@dataclass(frozen=True, slots=True)
class ChildRecord:
    """One child's record as far as its facts have arrived; each may arrive before or after any other."""

    reference: str
    contact: Contact | None = None
    assessment: Assessment | None = None
    """The newest recommendation."""
    decide_by: datetime | None = None
    """The tightest time that any recommendation gave: a later one does not make a missed one good."""
    strategy_discussion_requested_at: datetime | None = None
    strategy_hold_by: datetime | None = None
    """The tightest time by which any strategy discussion was to be held."""
    strategy_overdue_at: datetime | None = None
    """Since when one was late that had not been held by social care, police and health."""
    difference_stage: DifferenceStage | None = None
    """How far any professional difference about the child went; None: nobody raised one."""
    difference_overdue_at: datetime | None = None
    """When a stage of one first ran out of time."""
    audit: Audit | None = None
    """The newest grade of a decision about the child."""
    decision: Decision | None = None
    """The newest decision."""
    first_decided_at: datetime | None = None
    acknowledge_by: datetime | None = None
    """By when a social worker tells the referrer that it arrived; known once one did, or none did in time."""
    acknowledged_at: datetime | None = None
    erased_at: datetime | None = None
    """Since when nothing that tells of the child is kept of this record."""
    cases: tuple[Case, ...] = ()
    checks: tuple[Check, ...] = ()


def joined(known: ChildRecord, new: ChildRecord) -> ChildRecord:
    """Both pictures of one child's record as one.

    In whatever order, and however often, the same facts are joined, the picture is the same. That is what
    lets assurance read every topic at its own pace and read it again.
    """
    return ChildRecord(
        reference=known.reference,
        contact=_oldest(known.contact, new.contact),
        assessment=_newest(known.assessment, new.assessment),
        decide_by=_first(known.decide_by, new.decide_by),
        strategy_discussion_requested_at=_first(
            known.strategy_discussion_requested_at, new.strategy_discussion_requested_at
        ),
        strategy_hold_by=_first(known.strategy_hold_by, new.strategy_hold_by),
        strategy_overdue_at=_first(known.strategy_overdue_at, new.strategy_overdue_at),
        difference_stage=_furthest(known.difference_stage, new.difference_stage),
        difference_overdue_at=_first(known.difference_overdue_at, new.difference_overdue_at),
        audit=_newest(known.audit, new.audit),
        decision=_newest(known.decision, new.decision),
        first_decided_at=_first(known.first_decided_at, new.first_decided_at),
        acknowledge_by=_first(known.acknowledge_by, new.acknowledge_by),
        acknowledged_at=_first(known.acknowledged_at, new.acknowledged_at),
        erased_at=_first(known.erased_at, new.erased_at),
        cases=_joined_cases((*known.cases, *new.cases)),
        checks=_joined_checks((*known.checks, *new.checks)),
    )


class _Fact(Protocol):
    @property
    def at(self) -> datetime: ...
    @property
    def event_id(self) -> str: ...


_AnyFact = TypeVar("_AnyFact", bound=_Fact)


def _order(fact: _Fact) -> tuple[datetime, str]:
    """Facts of the same instant still need one order, so that every reader agrees which came last."""
    return fact.at, fact.event_id


def _newest(*facts: _AnyFact | None) -> _AnyFact | None:
    return max((fact for fact in facts if fact is not None), key=_order, default=None)


def _oldest(*facts: _AnyFact | None) -> _AnyFact | None:
    return min((fact for fact in facts if fact is not None), key=_order, default=None)


def _first(*times: datetime | None) -> datetime | None:
    return min((time for time in times if time is not None), default=None)


def _furthest(*stages: DifferenceStage | None) -> DifferenceStage | None:
    return max((stage for stage in stages if stage is not None), default=None)


def _joined_cases(cases: Iterable[Case]) -> tuple[Case, ...]:
    by_id: dict[str, Case] = {}
    for case in cases:
        known = by_id.get(case.case_id, case)
        by_id[case.case_id] = Case(
            case_id=case.case_id,
            pathway=case.pathway,
            purpose=case.purpose,
            routed_at=_first(known.routed_at, case.routed_at),
            respond_by=_first(known.respond_by, case.respond_by),
            accepted_at=_first(known.accepted_at, case.accepted_at),
            declined_at=_first(known.declined_at, case.declined_at),
            allocated_at=_first(known.allocated_at, case.allocated_at),
            closed_at=_first(known.closed_at, case.closed_at),
            closure_reason=_of_first_closing(known, case),
            withdrawn_at=_first(known.withdrawn_at, case.withdrawn_at),
        )
    return tuple(by_id[case_id] for case_id in sorted(by_id))


def _of_first_closing(*cases: Case) -> ClosureReason | None:
    """A case is closed once; told twice, every reader keeps the same reason."""
    closings = [
        (case.closed_at, case.closure_reason) for case in cases if case.closed_at and case.closure_reason
    ]
    return min(closings)[1] if closings else None


def _joined_checks(checks: Iterable[Check]) -> tuple[Check, ...]:
    by_agency: dict[Agency, Check] = {}
    for check in checks:
        known = by_agency.get(check.agency, check)
        by_agency[check.agency] = Check(
            agency=check.agency,
            asked_at=_first(known.asked_at, check.asked_at),
            answer_by=_first(known.answer_by, check.answer_by),
            first_answered_at=_first(known.first_answered_at, check.first_answered_at),
            answer=_newest(known.answer, check.answer),
        )
    return tuple(by_agency[agency] for agency in sorted(by_agency))
