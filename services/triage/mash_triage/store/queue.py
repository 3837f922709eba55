"""The desk's lists: what waits, what waits for a second person, what is decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, literal, select, tuple_
from sqlalchemy.orm import Session

from mash_contracts.vocabulary import Pathway, Rag, Relation
from mash_triage.domain.agency_checks import MISSING
from mash_triage.domain.assessment import Recommendation
from mash_triage.domain.record_state import RecordState, Step
from mash_triage.store import tables
from mash_triage.store.check_tables import agency_checks
from mash_triage.store.records import RECOMMENDATION


@dataclass(frozen=True, slots=True)
class QueueLine:
    """What the desk's lists show of a record without its detail."""

    reference: str
    state: RecordState
    last_step: Step | None
    rag: Rag
    main_pathway: Pathway
    with_cet: bool
    siblings: tuple[str, ...]
    decide_by: datetime
    changed_at: datetime
    decided_by: str | None
    """Whose latest decision it is: an account id."""
    decided_by_name: str | None
    relation: Relation | None
    recommendation: Recommendation
    answers_missing: int
    """How many agencies have not said what they know."""

    @property
    def provisional(self) -> bool:
        """Something that is not known, or that an agency has not said, could raise the recommendation."""
        return self.recommendation.provisional or self.answers_missing > 0


@dataclass(frozen=True, slots=True)
class QueueFilter:
    state: RecordState
    rag: Rag | None = None
    pathway: Pathway | None = None
    decided_by: str | None = None
    due_by: datetime | None = None
    """Only those whose time runs out by then, or has."""
    by_time_left: bool = False
    """The least time left first, whatever the urgency."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The records that stand before and after one in a list."""

    before: str | None
    after: str | None


def queue(
    session: Session, wanted: QueueFilter, *, offset: int = 0, limit: int = 25
) -> tuple[QueueLine, ...]:
    """What waits, red first then nearest deadline unless asked otherwise; what is decided, latest first."""
    records = tables.records
    shown = _matching(select(records), wanted).order_by(*_order(records, wanted)).offset(offset).limit(limit)
    page = shown.subquery()
    # Only the records of the page are joined to what they rest on, which is large.
    rows = session.execute(
        select(page, tables.assessments.c.recommendation, _missing_on(page))
        .join(tables.assessments, tables.assessments.c.id == page.c.assessment_id)
        .order_by(*_order(page, wanted))
    )
    return tuple(
        QueueLine(
            reference=row.reference,
            state=RecordState(row.state),
            last_step=Step(row.last_step) if row.last_step else None,
            rag=Rag(row.rag),
            main_pathway=Pathway(row.main_pathway),
            with_cet=row.with_cet,
            siblings=tuple(row.siblings),
            decide_by=row.decide_by,
            changed_at=row.changed_at,
            decided_by=row.decided_by,
            decided_by_name=row.decided_by_name,
            relation=Relation(row.relation) if row.relation else None,
            recommendation=RECOMMENDATION.validate_python(row.recommendation),
            answers_missing=row.answers_missing,
        )
        for row in rows
    )


def neighbours(session: Session, wanted: QueueFilter, reference: str) -> Neighbours:
    """What stands before and after this record in a list, also when the record has just left it.

    Neither for a record that triage does not have.
    """
    records = tables.records
    order = _order(records, wanted)
    columns = [getattr(one, "element", one) for one in order]
    here = session.execute(select(*columns).where(records.c.reference == reference)).one_or_none()
    if here is None:
        return Neighbours(None, None)
    latest_first = wanted.state is RecordState.DECIDED
    place, stands = (
        tuple_(*columns),
        tuple_(*(literal(at, one.type) for at, one in zip(here, columns, strict=True))),
    )
    smaller = _matching(select(records.c.reference), wanted).where(place < stands)
    larger = _matching(select(records.c.reference), wanted).where(place > stands)
    below = session.scalar(smaller.order_by(*(one.desc() for one in columns)).limit(1))
    above = session.scalar(larger.order_by(*columns).limit(1))
    return Neighbours(above, below) if latest_first else Neighbours(below, above)


def count(session: Session, wanted: QueueFilter) -> int:
    number: int = session.execute(
        _matching(select(func.count()).select_from(tables.records), wanted)
    ).scalar_one()
    return number


def counts(session: Session) -> dict[RecordState, int]:
    """How many records stand in each state."""
    rows = session.execute(select(tables.records.c.state, func.count()).group_by(tables.records.c.state))
    counted = {RecordState(state): number for state, number in rows}
    return {state: counted.get(state, 0) for state in RecordState}


def states_of(session: Session, references: Iterable[str]) -> dict[str, RecordState]:
    """The states of these records; one that triage has not received yet is left out."""
    rows = session.execute(
        select(tables.records.c.reference, tables.records.c.state).where(
            tables.records.c.reference.in_(list(references))
        )
    )
    return {reference: RecordState(state) for reference, state in rows}


def record_states(session: Session) -> dict[str, RecordState]:
    """The state of every record that triage ever received."""
    rows = session.execute(select(tables.records.c.reference, tables.records.c.state))
    return {reference: RecordState(state) for reference, state in rows}


def _missing_on(page: FromClause) -> ColumnElement[int]:
    missing = agency_checks.c.state.in_(MISSING)
    counted = select(func.count()).where(agency_checks.c.reference == page.c.reference, missing)
    return counted.correlate(page).scalar_subquery().label("answers_missing")


def _order(of: FromClause, wanted: QueueFilter) -> tuple[ColumnElement[Any], ...]:
    if wanted.state is RecordState.DECIDED:
        return of.c.changed_at.desc(), of.c.reference.desc()
    if wanted.by_time_left:
        return of.c.decide_by, of.c.urgency, of.c.received_at, of.c.reference
    return of.c.urgency, of.c.decide_by, of.c.received_at, of.c.reference


def _matching(query: Select[Any], wanted: QueueFilter) -> Select[Any]:
    query = query.where(tables.records.c.state == wanted.state)
    if wanted.rag is not None:
        query = query.where(tables.records.c.rag == wanted.rag)
    if wanted.pathway is Pathway.CET:
        query = query.where(tables.records.c.with_cet)
    elif wanted.pathway is not None:
        query = query.where(tables.records.c.main_pathway == wanted.pathway)
    if wanted.decided_by is not None:
        query = query.where(tables.records.c.decided_by == wanted.decided_by)
    if wanted.due_by is not None:
        query = query.where(tables.records.c.decide_by <= wanted.due_by)
    return query
