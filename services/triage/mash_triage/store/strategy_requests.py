"""Strategy discussions that were asked for: what is still to be held, and what the clock has to say of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from mash_contracts.envelope import EarlierEvent
from mash_triage.domain.strategy_discussions import StrategyRequest, StrategyState
from mash_triage.store import tables
from mash_triage.store.discussion_tables import strategy_requests

_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
_ADD = insert(strategy_requests)
_REQUESTS = (
    select(strategy_requests)
    .where(strategy_requests.c.reference.in_(_WANTED))
    .order_by(strategy_requests.c.reference, strategy_requests.c.number)
)


def add_requests(session: Session, new: Sequence[StrategyRequest]) -> None:
    session.execute(_ADD, [{**_row(request), "tell_at": _first_told(request)} for request in new])


def requests_on(session: Session, references: Collection[str]) -> dict[str, tuple[StrategyRequest, ...]]:
    """What was asked for about several children, oldest first; a child with nothing is left out."""
    found: defaultdict[str, list[StrategyRequest]] = defaultdict(list)
    for row in session.execute(_REQUESTS, {"wanted": list(references)}):
        found[row.reference].append(_request(row))
    return {reference: tuple(requests) for reference, requests in found.items()}


def requests_of(session: Session, reference: str) -> tuple[StrategyRequest, ...]:
    """What was asked for about one child, oldest first."""
    return requests_on(session, [reference]).get(reference, ())


def change_request(session: Session, before: StrategyRequest, after: StrategyRequest) -> None:
    """Keeps where it stands now. The clock tells of a new time, or of one due again; of nothing twice."""
    changed = _row(after)
    if _times(before) != _times(after):
        changed["tell_at"] = _first_told(after)
    session.execute(
        update(strategy_requests)
        .where(strategy_requests.c.reference == after.reference, strategy_requests.c.number == after.number)
        .values(**changed)
    )


@dataclass(frozen=True, slots=True)
class StrategyDue:
    """A strategy discussion of which the clock has something to say, and what led to it."""

    reference: str
    hold_by: datetime
    overdue: bool
    cause: EarlierEvent


def take_due(session: Session, now: datetime, *, most: int) -> tuple[StrategyDue, ...]:
    """Those that are due soon or overdue since somebody last looked; each is given to one caller only."""
    rows = session.execute(
        select(strategy_requests, tables.records.c.cause_event_id, tables.records.c.correlation_id)
        .join(tables.records, tables.records.c.reference == strategy_requests.c.reference)
        .where(strategy_requests.c.tell_at <= now)
        .order_by(strategy_requests.c.tell_at)
        .limit(most)
        .with_for_update(of=strategy_requests, skip_locked=True)
    ).all()
    for row in rows:
        session.execute(
            update(strategy_requests)
            .where(strategy_requests.c.reference == row.reference, strategy_requests.c.number == row.number)
            .values(tell_at=None if row.hold_by <= now else row.hold_by)
        )
    return tuple(
        StrategyDue(
            row.reference,
            row.hold_by,
            row.hold_by <= now,
            EarlierEvent(row.cause_event_id, row.correlation_id),
        )
        for row in rows
    )


def board(session: Session, *, offset: int = 0, limit: int = 25) -> tuple[StrategyRequest, ...]:
    """Those that are still to be held, the one due first at the top."""
    rows = session.execute(
        select(strategy_requests)
        .where(strategy_requests.c.state == StrategyState.DUE)
        .order_by(strategy_requests.c.hold_by, strategy_requests.c.reference)
        .offset(offset)
        .limit(limit)
    )
    return tuple(_request(row) for row in rows)


def count_board(session: Session, *, overdue_at: datetime | None = None) -> int:
    """How many are still to be held; of them those that are late at a time, if one is given."""
    counted = (
        select(func.count())
        .select_from(strategy_requests)
        .where(strategy_requests.c.state == StrategyState.DUE)
    )
    if overdue_at is not None:
        counted = counted.where(strategy_requests.c.hold_by <= overdue_at)
    return session.execute(counted).scalar_one()


def _times(request: StrategyRequest) -> tuple[StrategyState, datetime, datetime]:
    return request.state, request.due_soon_at, request.hold_by


def _first_told(request: StrategyRequest) -> datetime | None:
    return request.due_soon_at if request.state is StrategyState.DUE else None


def _row(request: StrategyRequest) -> dict[str, Any]:
    return {
        "reference": request.reference,
        "number": request.number,
        "requested_at": request.requested_at,
        "high_risk": request.high_risk,
        "hold_by": request.hold_by,
        "due_soon_at": request.due_soon_at,
        "state": request.state,
        "decided_by": request.decided_by,
    }


def _request(row: Row[Any]) -> StrategyRequest:
    return StrategyRequest(
        reference=row.reference,
        number=row.number,
        requested_at=row.requested_at,
        high_risk=row.high_risk,
        hold_by=row.hold_by,
        due_soon_at=row.due_soon_at,
        state=StrategyState(row.state),
        decided_by=row.decided_by,
    )
