"""A call that is written down while the caller speaks: kept as it is typed, its writer's alone, sent once.

It is a draft like that of the form, but found by its writer's account: after a crash, or on another computer,
whoever took the call goes on with it.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from mash_intake.store import drafts, tables
from mash_platform.database import take_turns
from mash_platform.delivery.transaction import Delivery, Transaction
from mash_platform.errors import NotFound


@dataclass(slots=True, repr=False)
class Call:
    key: str
    """In its address; the contact is known by it, so that sending it twice makes one."""
    answers: dict[str, Any] = field(default_factory=dict)
    kept_at: datetime | None = None
    """None until something was kept."""
    sent_reference: str | None = None
    """Set once the contact was sent; the answers are gone by then."""


UNDO_FOR = timedelta(minutes=10)
"""So long a call that its writer deleted can be had back."""


def new_key() -> str:
    """Of a call of which nothing is kept yet."""
    return secrets.token_hex(16)


def load_call(delivery: Delivery, account_id: str, key: str) -> Call | None:
    """None when nothing is kept under this key, it has expired or was deleted, or it is somebody else's."""
    with delivery.reading() as session:
        row = drafts.draft(session, key, delivery.clock.now())
        return _call(row) if row and row.account_id == account_id and row.kept_at else None


def unfinished_calls(delivery: Delivery, account_id: str) -> tuple[Call, ...]:
    """What this person has begun and neither sent nor forgotten, the newest first."""
    with delivery.reading() as session:
        return tuple(map(_call, drafts.unsent_of(session, account_id, delivery.clock.now())))


def deleted_calls(delivery: Delivery, account_id: str) -> tuple[tuple[Call, datetime], ...]:
    """What this person deleted and can still have back, each with when it is gone; the last deleted first."""
    with delivery.reading() as session:
        rows = drafts.deleted_of(session, account_id, delivery.clock.now())
        return tuple((_call(row), row.expires_at) for row in rows)


@contextmanager
def changing_call(delivery: Delivery, account_id: str, key: str, *, life: timedelta) -> Iterator[Call]:
    """The call to work on, kept for `life` from now when the block ends; a new one if nothing is kept yet.

    Two pages kept at once follow one another. Raises NotFound for a key that is somebody else's.
    """
    now = delivery.clock.now()
    with delivery.transaction() as transaction:
        session = transaction.session
        take_turns(session.connection(), {key})
        drafts.delete_expired_drafts(session, now)
        row = drafts.draft(session, key, now, to_change=True)
        if row and row.account_id != account_id:
            raise NotFound
        call = _call(row) if row else Call(key)
        yield call
        if call.sent_reference is None:
            call.kept_at = now
            _keep(session, account_id, call, now + life)


def mark_call_sent(
    transaction: Transaction, account_id: str, key: str, reference: str, *, now: datetime, life: timedelta
) -> None:
    """The contact is in: only its reference is kept, for the confirmation page. Repeatable.

    In the transaction that takes the contact in, so that a call is never sent and still open to be changed.
    """
    _keep(transaction.session, account_id, Call(key, {}, now, reference), now + life)


def forget_call(delivery: Delivery, account_id: str, key: str) -> None:
    """Deletes it, if it is this person's and was not sent; for UNDO_FOR it can be had back. Repeatable."""
    now = delivery.clock.now()
    with delivery.transaction() as transaction:
        row = _unsent(transaction.session, account_id, key, now)
        if row and row.kept_at:
            row.kept_at, row.expires_at = None, now + UNDO_FOR


def bring_back_call(delivery: Delivery, account_id: str, key: str, *, life: timedelta) -> None:
    """A call that was deleted is unfinished again, if it is this person's and not gone yet. Repeatable."""
    now = delivery.clock.now()
    with delivery.transaction() as transaction:
        row = _unsent(transaction.session, account_id, key, now)
        if row and row.kept_at is None:
            row.kept_at, row.expires_at = now, now + life


def _unsent(session: Session, account_id: str, key: str, now: datetime) -> tables.DraftRow | None:
    row = drafts.draft(session, key, now, to_change=True)
    return row if row and row.account_id == account_id and row.sent_reference is None else None


def _call(row: tables.DraftRow) -> Call:
    return Call(row.token_hash, row.answers, row.kept_at, row.sent_reference)


def _keep(session: Session, account_id: str, call: Call, expires_at: datetime) -> None:
    drafts.keep(
        session,
        call.key,
        call.answers,
        account_id=account_id,
        kept_at=call.kept_at,
        expires_at=expires_at,
        sent_reference=call.sent_reference,
    )
