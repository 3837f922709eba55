"""Pauses of the local clock, and the deadlines of decisions that ran out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from mash_contracts.vocabulary import DecisionClock, Rag, Role
from mash_platform.sealing.columns import opened, sealed
from mash_triage.domain.clocks import Pause, PauseReason
from mash_triage.domain.decision import Professional
from mash_triage.domain.record_state import RecordState
from mash_triage.store import tables
from mash_triage.store.clock_tables import clock_pauses, deadlines

_UNDECIDED = (RecordState.WAITING, RecordState.AWAITING_SECOND_PERSON)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a clock runs out, or has. `breached_at` is when that was seen; it is never taken back."""

    reference: str
    clock: DecisionClock
    due_at: datetime
    rag: Rag
    breached_at: datetime | None = None


def pauses_of(session: Session, reference: str) -> tuple[Pause, ...]:
    """Every pause on one child, the earliest first; the last may still go on."""
    rows = session.execute(
        select(clock_pauses).where(clock_pauses.c.reference == reference).order_by(clock_pauses.c.id)
    )
    return tuple(_pause(session, row) for row in rows)


def add_pause(session: Session, reference: str, pause: Pause) -> None:
    person = pause.started_by
    session.execute(
        insert(clock_pauses).values(
            reference=reference,
            reason=pause.reason,
            words=sealed(session, clock_pauses.c.words, reference, pause.words),
            started_at=pause.started_at,
            started_by=person.account_id,
            started_by_name=person.name,
            started_by_role=person.role,
        )
    )


def end_pause(session: Session, reference: str, pause: Pause, person: Professional, at: datetime) -> None:
    """Ends this pause, which still goes on."""
    session.execute(
        update(clock_pauses)
        .where(clock_pauses.c.reference == reference, clock_pauses.c.started_at == pause.started_at)
        .values(ended_at=at, ended_by=person.account_id, ended_by_name=person.name, ended_by_role=person.role)
    )


def change_decide_by(session: Session, reference: str, decide_by: datetime) -> None:
    """Moves when somebody has to decide. Who is deciding just now is not disturbed by it."""
    session.execute(
        update(tables.records).where(tables.records.c.reference == reference).values(decide_by=decide_by)
    )


def deadlines_of(session: Session, reference: str) -> tuple[Deadline, ...]:
    """Those of one child that ran out, and those that run beside one that has; the earliest first."""
    rows = session.execute(
        select(deadlines).where(deadlines.c.reference == reference).order_by(deadlines.c.due_at)
    )
    return tuple(
        Deadline(row.reference, DecisionClock(row.clock), row.due_at, Rag(row.rag), row.breached_at)
        for row in rows
    )


def keep_deadlines(session: Session, reference: str, kept: Iterable[Deadline]) -> None:
    """Keeps these instead of those that had not run out. One that ran out stays for good."""
    open_ones = and_(deadlines.c.reference == reference, deadlines.c.breached_at.is_(None))
    session.execute(delete(deadlines).where(open_ones))
    rows = [
        {
            "reference": one.reference,
            "clock": one.clock,
            "due_at": one.due_at,
            "rag": one.rag,
            "breached_at": one.breached_at,
        }
        for one in kept
    ]
    if rows:
        session.execute(insert(deadlines), rows)


def run_out_unseen(session: Session, now: datetime, *, most: int) -> Sequence[str]:
    """Children who wait, and of whom a deadline has run out that nobody has seen yet."""
    record = tables.records
    seen = exists().where(
        deadlines.c.reference == record.c.reference, deadlines.c.due_at == record.c.decide_by
    )
    first = (
        select(record.c.reference)
        .where(record.c.state.in_(_UNDECIDED), record.c.decide_by <= now, ~seen)
        .order_by(record.c.decide_by)
        .limit(most)
    )
    second = (
        select(deadlines.c.reference)
        .where(deadlines.c.breached_at.is_(None), deadlines.c.due_at <= now)
        .order_by(deadlines.c.due_at)
        .limit(most)
    )
    return tuple(dict.fromkeys((*session.scalars(first), *session.scalars(second))))[:most]


def _pause(session: Session, row: Row[Any]) -> Pause:
    ended = row.ended_at is not None
    return Pause(
        reason=PauseReason(row.reason),
        words=opened(session, clock_pauses.c.words, row.reference, row.words),
        started_at=row.started_at,
        started_by=Professional(row.started_by, row.started_by_name, Role(row.started_by_role)),
        ended_at=row.ended_at,
        ended_by=Professional(row.ended_by, row.ended_by_name, Role(row.ended_by_role)) if ended else None,
    )
