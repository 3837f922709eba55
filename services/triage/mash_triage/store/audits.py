"""Decisions that were drawn to be audited, and how they were graded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, update
from sqlalchemy.orm import Session

from mash_contracts.vocabulary import AuditGrade, AuditReason, Role
from mash_platform.errors import NotFound
from mash_platform.sealing.columns import opened, sealed
from mash_platform.sealing.keyring import keyring_of
from mash_triage.domain.audits import Audit, DrawnDecision
from mash_triage.domain.decision import Professional
from mash_triage.store.discussion_tables import decision_audits

_ADD = insert(decision_audits)


def add_drawn(session: Session, new: Sequence[DrawnDecision]) -> None:
    session.execute(
        _ADD,
        [
            {
                "reference": one.reference,
                "number": one.number,
                "because": one.because,
                "rules": one.rules,
                "decided_at": one.decided_at,
                "decided_by": one.decided_by,
                "decided_by_name": one.decided_by_name,
                "second_by": one.second_by,
            }
            for one in new
        ],
    )


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A decision that was drawn, with its audit once somebody graded it."""

    drawn: DrawnDecision
    audit: Audit | None


def find(session: Session, reference: str, number: int, *, to_change: bool = False) -> AuditEntry:
    """Raises NotFound. `to_change` keeps others from changing it until the transaction ends."""
    query = select(decision_audits).where(*_one(reference, number))
    row = session.execute(query.with_for_update() if to_change else query).one_or_none()
    if row is None:
        raise NotFound
    return _entry(session, row)


def add_audit(session: Session, audit: Audit) -> None:
    """Keeps the grade of a drawn decision, which was read to be changed."""
    kept, reference = decision_audits.c, audit.drawn.reference
    session.execute(
        update(decision_audits)
        .where(*_one(reference, audit.drawn.number))
        .values(
            grade=audit.grade,
            strengths=sealed(session, kept.strengths, reference, audit.strengths.strip()),
            learning=sealed(session, kept.learning, reference, audit.learning.strip()),
            audited_at=audit.audited_at,
            audited_by=audit.audited_by.account_id,
            audited_by_name=audit.audited_by.name,
            audited_by_role=audit.audited_by.role,
        )
    )


def mark_read(session: Session, reference: str, number: int, at: datetime) -> None:
    session.execute(update(decision_audits).where(*_one(reference, number)).values(read_at=at))


def to_grade(
    session: Session, account_id: str, *, offset: int = 0, limit: int = 25
) -> tuple[DrawnDecision, ...]:
    """What this account may grade and nobody has graded yet, the oldest decision first."""
    rows = session.execute(
        select(decision_audits)
        .where(*_to_grade(account_id))
        .order_by(decision_audits.c.decided_at, decision_audits.c.reference)
        .offset(offset)
        .limit(limit)
    )
    return tuple(_drawn(row) for row in rows)


def count_to_grade(session: Session, account_id: str) -> int:
    counted = select(func.count()).select_from(decision_audits).where(*_to_grade(account_id))
    return session.execute(counted).scalar_one()


def feedback_for(session: Session, account_id: str, *, offset: int = 0, limit: int = 25) -> tuple[Audit, ...]:
    """What was said of somebody's own decisions, the newest first."""
    rows = session.execute(
        select(decision_audits)
        .where(decision_audits.c.decided_by == account_id, decision_audits.c.audited_at.is_not(None))
        .order_by(decision_audits.c.audited_at.desc(), decision_audits.c.reference)
        .offset(offset)
        .limit(limit)
    ).all()
    keyring_of(session).fetch(row.reference for row in rows)
    return tuple(audit for row in rows if (audit := _entry(session, row).audit))


def audits_of(session: Session, reference: str) -> tuple[Audit, ...]:
    """How the decisions about one child were graded, the first decision first."""
    rows = session.execute(
        select(decision_audits)
        .where(decision_audits.c.reference == reference, decision_audits.c.audited_at.is_not(None))
        .order_by(decision_audits.c.number)
    )
    return tuple(audit for row in rows if (audit := _entry(session, row).audit))


def count_feedback(session: Session, account_id: str, *, unread: bool = False) -> int:
    conditions = [decision_audits.c.decided_by == account_id, decision_audits.c.audited_at.is_not(None)]
    if unread:
        conditions.append(decision_audits.c.read_at.is_(None))
    return session.execute(select(func.count()).select_from(decision_audits).where(*conditions)).scalar_one()


def _one(reference: str, number: int) -> tuple[ColumnElement[bool], ...]:
    return decision_audits.c.reference == reference, decision_audits.c.number == number


def _to_grade(account_id: str) -> tuple[ColumnElement[bool], ...]:
    second = decision_audits.c.second_by
    return (
        decision_audits.c.audited_at.is_(None),
        decision_audits.c.decided_by != account_id,
        second.is_(None) | (second != account_id),
    )


def _drawn(row: Row[Any]) -> DrawnDecision:
    return DrawnDecision(
        reference=row.reference,
        number=row.number,
        because=AuditReason(row.because),
        rules=row.rules,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        decided_by_name=row.decided_by_name,
        second_by=row.second_by,
    )


def _entry(session: Session, row: Row[Any]) -> AuditEntry:
    drawn, kept = _drawn(row), decision_audits.c
    if row.audited_at is None:
        return AuditEntry(drawn, None)
    by = Professional(row.audited_by, row.audited_by_name, Role(row.audited_by_role))
    audit = Audit(
        drawn=drawn,
        grade=AuditGrade(row.grade),
        strengths=opened(session, kept.strengths, row.reference, row.strengths),
        learning=opened(session, kept.learning, row.reference, row.learning),
        audited_at=row.audited_at,
        audited_by=by,
        read_at=row.read_at,
    )
    return AuditEntry(drawn, audit)
