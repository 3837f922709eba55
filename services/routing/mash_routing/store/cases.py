"""One case and its steps: made, found and changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, insert, select, update
from sqlalchemy.orm import Session

from mash_contracts.envelope import EarlierEvent
from mash_contracts.labelled import Labelled
from mash_contracts.national_codes import ClosureReason
from mash_contracts.vocabulary import DeclineReason, LegalBasis, LevelOfNeed, Movement, Pathway, Purpose, Rag
from mash_platform.errors import Conflict, NotFound
from mash_platform.sealing.columns import opened, sealed
from mash_routing.domain.case_state import CaseState, has_the_child
from mash_routing.domain.routes import Asked
from mash_routing.store.tables import CASES, STEPS


class ChangedMeanwhile(Conflict):
    """Somebody else changed the case after it was read; looking again may find that nothing is in the way."""


class StepKind(Labelled):
    """What happened to a case, in the words of its history."""

    ROUTED = "routed", "Sent to the team"
    RENEWED = "renewed", "Decided again by the hub"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    ALLOCATED = "allocated", "Allocated"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "No longer asked: the hub decided again for other teams"
    LEFT_OUT = "left-out", "The hub decided again without the team"


@dataclass(frozen=True, slots=True)
class Held:
    """That a team has a child, or is asked to: nobody has ended that."""

    team: Pathway
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Case:
    """One team asked one thing for one child."""

    case_id: str
    reference: str
    contact_reference: str
    pathway: Pathway
    purpose: Purpose
    round: int
    state: CaseState
    version: int
    movement: Movement
    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    reasons: tuple[str, ...]
    policy_edition: str
    asked_at: datetime
    """When the hub decided, or when a strategy discussion was asked for."""
    routed_at: datetime
    respond_by: datetime
    changed_at: datetime
    cause: EarlierEvent
    worker: str | None = None
    worker_name: str | None = None
    decline_reason: DeclineReason | None = None
    closure_reason: ClosureReason | None = None
    open_case: str | None = None
    """The case that new information belongs to; None also where only the referrer told of it."""
    left_out_at: datetime | None = None
    """The hub decided again without the team; None again once it names the team anew."""

    @property
    def held(self) -> Held | None:
        """That the team has the child; None once that has ended."""
        return Held(self.pathway, self.purpose) if has_the_child(self.state) else None

    @property
    def asked(self) -> Asked:
        return Asked(self.asked_at, ended=not has_the_child(self.state))


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to a case. `by` is None for what the pipeline did itself."""

    kind: StepKind
    at: datetime
    by: str | None = None
    by_name: str | None = None
    worker_name: str | None = None
    reason: DeclineReason | None = None
    note: str | None = field(default=None, repr=False)
    closure_reason: ClosureReason | None = None


# Built once: every decision runs these, and building a statement costs more than running it.
_ADD_CASE = insert(CASES)

_ADD_STEP = insert(STEPS)

_CASES_OF = (
    select(CASES)
    .where(CASES.c.reference.in_(bindparam("references", expanding=True)))
    .order_by(CASES.c.routed_at, CASES.c.round)
)

# In an order that never changes, so that two who lock several never wait for each other.
_CASES_TO_CHANGE = _CASES_OF.order_by(CASES.c.case_id).with_for_update()


def add_cases(session: Session, cases: Sequence[Case]) -> None:
    """Cases of their own for teams to answer."""
    session.execute(_ADD_CASE, [_new(case) for case in cases])
    session.execute(
        _ADD_STEP, [_step(session, case, Step(StepKind.ROUTED, case.routed_at)) for case in cases]
    )


def _new(case: Case) -> dict[str, Any]:
    return {
        "case_id": case.case_id,
        "reference": case.reference,
        "contact_reference": case.contact_reference,
        "pathway": case.pathway,
        "purpose": case.purpose,
        "round": case.round,
        "version": case.version,
        "routed_at": case.routed_at,
        "open_case": case.open_case,
        **_changing(case),
    }


def change_case(session: Session, case: Case, step: Step) -> Case:
    """Keeps a changed case with the step that changed it, under its next version.

    Raises ChangedMeanwhile when somebody else changed it since this version was read.
    """
    changed = session.execute(
        update(CASES)
        .where(CASES.c.case_id == case.case_id, CASES.c.version == case.version)
        .values(version=case.version + 1, **_changing(case))
        .returning(CASES.c.case_id)
    ).first()
    if changed is None:
        raise ChangedMeanwhile("Someone else changed this case at the same moment. Look at it again.")
    session.execute(_ADD_STEP, _step(session, case, step))
    return replace(case, version=case.version + 1)


def _step(session: Session, case: Case, step: Step) -> dict[str, Any]:
    return {
        "case_id": case.case_id,
        "kind": step.kind,
        "at": step.at,
        "by": step.by,
        "by_name": step.by_name,
        "worker_name": step.worker_name,
        "reason": step.reason,
        "closure_reason": step.closure_reason,
        "note": sealed(session, STEPS.c.note, case.reference, step.note),
    }


def find(session: Session, case_id: str, *, to_change: bool = False) -> Case:
    """Raises NotFound. `to_change` keeps others from changing it until the transaction ends."""
    query = select(CASES).filter_by(case_id=case_id)
    row = session.execute(query.with_for_update() if to_change else query).first()
    if row is None:
        raise NotFound
    return case_from(row)


def cases_of(session: Session, reference: str) -> tuple[Case, ...]:
    """Every case a child's record ever led to, oldest first."""
    return _by_reference(session, _CASES_OF, [reference]).get(reference, ())


def cases_to_change(session: Session, references: Collection[str]) -> dict[str, tuple[Case, ...]]:
    """Every case that each of these records ever led to, oldest first; records without any are left out.

    Nobody else changes them until the transaction ends.
    """
    return _by_reference(session, _CASES_TO_CHANGE, references)


def _by_reference(
    session: Session, query: Select[Any], references: Collection[str]
) -> dict[str, tuple[Case, ...]]:
    found: dict[str, tuple[Case, ...]] = {}
    for row in session.execute(query, {"references": list(references)}):
        found[row.reference] = (*found.get(row.reference, ()), case_from(row))
    return found


def open_case(session: Session, case_id: str, team: Pathway) -> Case | None:
    """The case of this team with that id, whatever became of it; None where there is none."""
    row = session.execute(select(CASES).filter_by(case_id=case_id, pathway=team)).first()
    return case_from(row) if row else None


def case_of_team(session: Session, reference: str, team: Pathway) -> Case | None:
    """What this team was asked last for a child."""
    rows = session.execute(
        select(CASES)
        .filter_by(reference=reference, pathway=team)
        .order_by(CASES.c.routed_at.desc(), CASES.c.round.desc())
        .limit(1)
    )
    row = rows.first()
    return case_from(row) if row else None


def steps_of(session: Session, case_id: str) -> tuple[Step, ...]:
    """What happened to a case, oldest first."""
    rows = session.execute(
        select(STEPS, CASES.c.reference)
        .join(CASES, CASES.c.case_id == STEPS.c.case_id)
        .where(STEPS.c.case_id == case_id)
        .order_by(STEPS.c.id)
    )
    return tuple(
        Step(
            StepKind(row.kind),
            row.at,
            row.by,
            row.by_name,
            row.worker_name,
            DeclineReason(row.reason) if row.reason else None,
            opened(session, STEPS.c.note, row.reference, row.note),
            ClosureReason(row.closure_reason) if row.closure_reason else None,
        )
        for row in rows
    )


def _changing(case: Case) -> dict[str, Any]:
    return {
        "state": case.state,
        "movement": case.movement,
        "level": case.level,
        "rag": case.rag,
        "legal_basis": case.legal_basis,
        "reasons": list(case.reasons),
        "policy_edition": case.policy_edition,
        "asked_at": case.asked_at,
        "respond_by": case.respond_by,
        "changed_at": case.changed_at,
        "worker": case.worker,
        "worker_name": case.worker_name,
        "decline_reason": case.decline_reason,
        "closure_reason": case.closure_reason,
        "left_out_at": case.left_out_at,
        "urgency": Rag.RED.rank - case.rag.rank,
        "cause_event_id": case.cause.event_id,
        "correlation_id": case.cause.correlation_id,
    }


def case_from(row: Row[Any]) -> Case:
    return Case(
        case_id=row.case_id,
        reference=row.reference,
        contact_reference=row.contact_reference,
        pathway=Pathway(row.pathway),
        purpose=Purpose(row.purpose),
        round=row.round,
        state=CaseState(row.state),
        version=row.version,
        movement=Movement(row.movement),
        level=LevelOfNeed(row.level),
        rag=Rag(row.rag),
        legal_basis=LegalBasis(row.legal_basis),
        reasons=tuple(row.reasons),
        policy_edition=row.policy_edition,
        asked_at=row.asked_at,
        routed_at=row.routed_at,
        respond_by=row.respond_by,
        changed_at=row.changed_at,
        cause=EarlierEvent(row.cause_event_id, row.correlation_id),
        worker=row.worker,
        worker_name=row.worker_name,
        decline_reason=DeclineReason(row.decline_reason) if row.decline_reason else None,
        closure_reason=ClosureReason(row.closure_reason) if row.closure_reason else None,
        open_case=row.open_case,
        left_out_at=row.left_out_at,
    )
