"""What is owed to schools, what was told them, and what the clock has to say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from mash_contracts.envelope import EarlierEvent
from mash_contracts.vocabulary import Role
from mash_platform.sealing.columns import opened, sealed
from mash_triage.domain.decision import Professional
from mash_triage.domain.school_notices import NoticeDelivered, SchoolNotice, ToldWhom
from mash_triage.store import tables
from mash_triage.store.tool_tables import school_notices

_ADD = insert(school_notices)


def add_notices(session: Session, new: Sequence[SchoolNotice]) -> None:
    session.execute(
        _ADD,
        [
            {
                "reference": notice.reference,
                "wanted_at": notice.wanted_at,
                "tell_by": notice.tell_by,
                "age_known": notice.age_known,
                "tools_edition": notice.edition,
                "tell_at": notice.tell_by,
                "open": True,
            }
            for notice in new
        ],
    )


def notice_of(session: Session, reference: str) -> SchoolNotice | None:
    """None when nothing is owed to this child's school."""
    row = session.execute(select(school_notices).filter_by(reference=reference)).one_or_none()
    return _notice(session, row) if row else None


def deliver(session: Session, reference: str, delivered: NoticeDelivered) -> None:
    """Keeps that school was told; the clock says nothing more."""
    session.execute(
        update(school_notices)
        .where(school_notices.c.reference == reference)
        .values(
            open=False,
            tell_at=None,
            whom=delivered.whom,
            told_at=delivered.told_at,
            words=sealed(session, school_notices.c.words, reference, delivered.words),
            recorded_at=delivered.recorded_at,
            recorded_by=delivered.person.account_id,
            recorded_by_name=delivered.person.name,
            recorded_by_role=delivered.person.role,
        )
    )


def open_notices(session: Session, *, offset: int = 0, limit: int = 25) -> tuple[SchoolNotice, ...]:
    """What schools were not told yet, the one due first at the top."""
    rows = session.execute(
        select(school_notices)
        .where(school_notices.c.open)
        .order_by(school_notices.c.tell_by, school_notices.c.reference)
        .offset(offset)
        .limit(limit)
    )
    return tuple(_notice(session, row) for row in rows)


def count_open(session: Session) -> int:
    counted = select(func.count()).select_from(school_notices).where(school_notices.c.open)
    return session.execute(counted).scalar_one()


@dataclass(frozen=True, slots=True)
class NoticeOverdue:
    """A notice whose school day has begun, and what led to it."""

    reference: str
    tell_by: datetime
    cause: EarlierEvent


def take_overdue(session: Session, now: datetime, *, most: int) -> tuple[NoticeOverdue, ...]:
    """Those that became overdue since somebody last looked; each is given to one caller only."""
    rows = session.execute(
        select(school_notices, tables.records.c.cause_event_id, tables.records.c.correlation_id)
        .join(tables.records, tables.records.c.reference == school_notices.c.reference)
        .where(school_notices.c.tell_at <= now)
        .order_by(school_notices.c.tell_at)
        .limit(most)
        .with_for_update(of=school_notices, skip_locked=True)
    ).all()
    told = [row.reference for row in rows]
    session.execute(update(school_notices).where(school_notices.c.reference.in_(told)).values(tell_at=None))
    return tuple(
        NoticeOverdue(row.reference, row.tell_by, EarlierEvent(row.cause_event_id, row.correlation_id))
        for row in rows
    )


def _notice(session: Session, row: Row[Any]) -> SchoolNotice:
    delivered = None
    if row.told_at is not None:
        delivered = NoticeDelivered(
            whom=ToldWhom(row.whom),
            told_at=row.told_at,
            words=opened(session, school_notices.c.words, row.reference, row.words),
            person=Professional(row.recorded_by, row.recorded_by_name, Role(row.recorded_by_role)),
            recorded_at=row.recorded_at,
        )
    return SchoolNotice(
        reference=row.reference,
        wanted_at=row.wanted_at,
        tell_by=row.tell_by,
        age_known=row.age_known,
        edition=row.tools_edition,
        delivered=delivered,
    )
