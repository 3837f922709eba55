"""Routing's tables and what is read from and written to them.

A case is one team asked one thing for one child. Every step of it is kept with who took it and when; notes
are kept here and nowhere else.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Row,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from mash_contracts.envelope import EarlierEvent
from mash_contracts.labelled import Labelled
from mash_contracts.national_codes import ClosureReason
from mash_contracts.vocabulary import (
    DeclineReason,
    LegalBasis,
    LevelOfNeed,
    Movement,
    Pathway,
    Purpose,
    Rag,
)
from mash_platform.database import UtcDateTime, stream_in_order
from mash_platform.errors import Conflict, NotFound
from mash_routing.domain.case_state import ENDED, CaseState, has_the_child
from mash_routing.domain.routes import Asked

metadata = MetaData()

_REFERENCE = String(32)
_CODE = String(32)
_ID = String(64)

_cases = Table(
    "team_case",
    metadata,
    Column("case_id", _ID, primary_key=True),
    Column("reference", _REFERENCE, nullable=False),
    Column("contact_reference", _REFERENCE, nullable=False),
    Column("pathway", _CODE, nullable=False),
    Column("purpose", _CODE, nullable=False),
    # Raised only when the team had declined and the hub asked again.
    Column("round", Integer, nullable=False),
    Column("state", _CODE, nullable=False),
    # Raised by every change, so that two workers at once never overwrite each other.
    Column("version", Integer, nullable=False),
    Column("movement", _CODE, nullable=False),
    Column("level", _CODE, nullable=False),
    Column("rag", _CODE, nullable=False),
    Column("legal_basis", _CODE, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("policy_edition", _CODE, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("routed_at", UtcDateTime, nullable=False),
    Column("respond_by", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("worker", _ID, nullable=True),
    Column("worker_name", Text, nullable=True),
    Column("decline_reason", _CODE, nullable=True),
    Column("closure_reason", _CODE, nullable=True),
    # The case that new information belongs to, where it is one of ours.
    Column("open_case", _ID, nullable=True),
    # When the hub decided again without the team, which has the child all the same.
    Column("left_out_at", UtcDateTime, nullable=True),
    # What the worklist sorts by: 0 is red.
    Column("urgency", Integer, nullable=False),
    # The event that asked, so that what the team does later follows from it.
    Column("cause_event_id", _ID, nullable=False),
    Column("correlation_id", _ID, nullable=False),
    # The last word on doubles, should two processes ever handle one event at the same moment.
    UniqueConstraint("reference", "pathway", "purpose", "round"),
)
Index("team_case_worklist", _cases.c.pathway, _cases.c.state, _cases.c.urgency, _cases.c.respond_by)
Index("team_case_latest", _cases.c.pathway, _cases.c.state, _cases.c.changed_at)

_steps = Table(
    "team_case_step",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("case_id", _ID, ForeignKey("team_case.case_id"), nullable=False, index=True),
    Column("kind", _CODE, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", _ID, nullable=True),
    Column("by_name", Text, nullable=True),
    Column("worker_name", Text, nullable=True),
    Column("reason", _CODE, nullable=True),
    Column("closure_reason", _CODE, nullable=True),
    Column("note", Text, nullable=True),
)


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
_ADD_CASE = insert(_cases)
_ADD_STEP = insert(_steps)
_CASES_OF = (
    select(_cases)
    .where(_cases.c.reference.in_(bindparam("references", expanding=True)))
    .order_by(_cases.c.routed_at, _cases.c.round)
)
# In an order that never changes, so that two who lock several never wait for each other.
_CASES_TO_CHANGE = _CASES_OF.order_by(_cases.c.case_id).with_for_update()

REACHES_THE_TEAM = (Purpose.REFERRAL, Purpose.NEW_INFORMATION)
"""What a decision asks of a team: one of these for each team that it reaches."""

_ROUTED_SINCE = (
    select(_steps.c.id, _cases.c.reference)
    .join(_cases, _cases.c.case_id == _steps.c.case_id)
    .where(
        _steps.c.id > bindparam("step"),
        _steps.c.kind == StepKind.ROUTED,
        _cases.c.purpose.in_(REACHES_THE_TEAM),
    )
    .order_by(_steps.c.id)
)


def add_cases(session: Session, cases: Sequence[Case]) -> None:
    """Cases of their own for teams to answer."""
    session.execute(_ADD_CASE, [_new(case) for case in cases])
    session.execute(_ADD_STEP, [_step(case.case_id, Step(StepKind.ROUTED, case.routed_at)) for case in cases])


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
        update(_cases)
        .where(_cases.c.case_id == case.case_id, _cases.c.version == case.version)
        .values(version=case.version + 1, **_changing(case))
        .returning(_cases.c.case_id)
    ).first()
    if changed is None:
        raise ChangedMeanwhile("Someone else changed this case at the same moment. Look at it again.")
    session.execute(_ADD_STEP, _step(case.case_id, step))
    return replace(case, version=case.version + 1)


def _step(case_id: str, step: Step) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "kind": step.kind,
        "at": step.at,
        "by": step.by,
        "by_name": step.by_name,
        "worker_name": step.worker_name,
        "reason": step.reason,
        "closure_reason": step.closure_reason,
        "note": step.note,
    }


def find(session: Session, case_id: str, *, to_change: bool = False) -> Case:
    """Raises NotFound. `to_change` keeps others from changing it until the transaction ends."""
    query = select(_cases).filter_by(case_id=case_id)
    row = session.execute(query.with_for_update() if to_change else query).first()
    if row is None:
        raise NotFound
    return _case(row)


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
        found[row.reference] = (*found.get(row.reference, ()), _case(row))
    return found


def open_case(session: Session, case_id: str, team: Pathway) -> Case | None:
    """The case of this team with that id, whatever became of it; None where there is none."""
    row = session.execute(select(_cases).filter_by(case_id=case_id, pathway=team)).first()
    return _case(row) if row else None


def case_of_team(session: Session, reference: str, team: Pathway) -> Case | None:
    """What this team was asked last for a child."""
    rows = session.execute(
        select(_cases)
        .filter_by(reference=reference, pathway=team)
        .order_by(_cases.c.routed_at.desc(), _cases.c.round.desc())
        .limit(1)
    )
    row = rows.first()
    return _case(row) if row else None


def steps_of(session: Session, case_id: str) -> tuple[Step, ...]:
    """What happened to a case, oldest first."""
    rows = session.execute(select(_steps).filter_by(case_id=case_id).order_by(_steps.c.id))
    return tuple(
        Step(
            StepKind(row.kind),
            row.at,
            row.by,
            row.by_name,
            row.worker_name,
            DeclineReason(row.reason) if row.reason else None,
            row.note,
            ClosureReason(row.closure_reason) if row.closure_reason else None,
        )
        for row in rows
    )


def routed_since(session: Session, step: int) -> tuple[int, tuple[str, ...]]:
    """Whose referrals reached a worklist after that step, in the order of reaching it; and the last step."""
    rows = session.execute(_ROUTED_SINCE, {"step": step}).all()
    return (rows[-1].id if rows else step), tuple(row.reference for row in rows)


def worklist(
    session: Session, team: Pathway, state: CaseState, *, offset: int = 0, limit: int = 25
) -> tuple[Case, ...]:
    """A team's cases in one state: red first, then whose answer is due first; ended ones latest first."""
    order = (
        (_cases.c.changed_at.desc(), _cases.c.case_id)
        if not has_the_child(state)
        else (_cases.c.urgency, _cases.c.respond_by, _cases.c.case_id)
    )
    rows = session.execute(
        select(_cases).filter_by(pathway=team, state=state).order_by(*order).offset(offset).limit(limit)
    )
    return tuple(_case(row) for row in rows)


def counts(session: Session) -> Mapping[Pathway, Mapping[CaseState, int]]:
    """How many cases each team has in each state."""
    rows = session.execute(
        select(_cases.c.pathway, _cases.c.state, func.count()).group_by(_cases.c.pathway, _cases.c.state)
    )
    counted = {(pathway, state): number for pathway, state, number in rows}
    return {team: {state: counted.get((team, state), 0) for state in CaseState} for team in Pathway}


def overdue(session: Session, at: datetime) -> Mapping[Pathway, int]:
    """How many cases of each team nobody has answered although the time for it has passed."""
    rows = session.execute(
        select(_cases.c.pathway, func.count().label("late"))
        .where(_cases.c.state == CaseState.ROUTED, _cases.c.respond_by < at)
        .group_by(_cases.c.pathway)
    )
    late: dict[str, int] = {row.pathway: row.late for row in rows}
    return {team: late.get(team, 0) for team in Pathway}


def standing_referrals(session: Session) -> Iterator[tuple[str, list[Pathway]]]:
    """The teams that each record reached and that are still asked, in the order of the records' references;
    a doubled case shows twice.

    A team that has ended its work was reached.
    """
    rows = stream_in_order(
        session,
        select(_cases.c.reference, _cases.c.pathway, func.count())
        .where(
            _cases.c.purpose.in_(REACHES_THE_TEAM),
            _cases.c.state.not_in((CaseState.DECLINED, CaseState.WITHDRAWN)),
            _not_asked_again(),
        )
        .group_by(_cases.c.reference, _cases.c.pathway, _cases.c.purpose),
        _cases.c.reference,
    )
    return _by_record(rows)


def _by_record(rows: Iterator[Any]) -> Iterator[tuple[str, list[Pathway]]]:
    for reference, theirs in groupby(rows, key=itemgetter(0)):
        # A team may have been told first, and asked for itself later: only the same asked twice is doubled.
        teams: dict[Pathway, int] = {}
        for _, pathway, cases in theirs:
            teams[Pathway(pathway)] = max(cases, teams.get(Pathway(pathway), 0))
        yield reference, [team for team, cases in teams.items() for _ in range(cases)]


def _not_asked_again() -> ColumnElement[bool]:
    """Leaves out a closed case after which the hub asked the team anew about the same record."""
    later = _cases.alias()
    again = select(later.c.case_id).where(
        later.c.reference == _cases.c.reference,
        later.c.pathway == _cases.c.pathway,
        later.c.purpose == _cases.c.purpose,
        later.c.case_id != _cases.c.case_id,
        later.c.asked_at > _cases.c.asked_at,
    )
    return or_(_cases.c.state != CaseState.CLOSED, ~again.exists())


def held_by_reference(session: Session, references: Sequence[str]) -> dict[str, tuple[Held, ...]]:
    """Who has each of these children; empty for a child with whom nobody works or is asked to."""
    rows = session.execute(
        select(_cases.c.reference, _cases.c.pathway, _cases.c.purpose).where(
            _cases.c.reference.in_(references),
            _cases.c.state.not_in(ENDED),
        )
    )
    found: dict[str, list[Held]] = {reference: [] for reference in references}
    for reference, pathway, purpose in rows:
        found[reference].append(Held(Pathway(pathway), Purpose(purpose)))
    return {reference: tuple(held) for reference, held in found.items()}


def other_teams(held: Iterable[Held], team: Pathway) -> tuple[Pathway, ...]:
    """The teams beside this one that have the child."""
    return tuple(sorted({one.team for one in held} - {team}))


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


def _case(row: Row[Any]) -> Case:
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
