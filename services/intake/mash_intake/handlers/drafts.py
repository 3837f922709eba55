"""A form is begun, continued, sent or forgotten. Only who holds the token can go on with a draft."""

import hashlib
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from mash_intake.store import attachments, drafts, tables
from mash_platform.delivery.transaction import Delivery, Transaction
from mash_platform.errors import NotFound


@dataclass(slots=True, repr=False)
class Draft:
    token: str
    answers: dict[str, Any] = field(default_factory=dict)
    sent_reference: str | None = None
    """Set once the contact was sent; the answers are gone by then."""


def key_of(token: str) -> str:
    """What the contact made from this draft is known by, so that sending it twice makes one."""
    return _hash(token)


def load_draft(delivery: Delivery, token: str) -> Draft | None:
    """None when there is no such draft, or it has expired."""
    with delivery.reading() as session:
        row = drafts.draft(session, _hash(token), delivery.clock.now())
        return _draft(token, row) if row else None


@contextmanager
def changing_draft(delivery: Delivery, token: str | None, *, life: timedelta) -> Iterator[Draft]:
    """The draft to work on, kept for `life` from now when the block ends; a new one if there is none.

    Two pages saved at once follow one another, so that neither loses its answers. Every draft that has
    expired is deleted on the way.
    """
    now = delivery.clock.now()
    with delivery.transaction() as transaction:
        session = transaction.session
        drafts.delete_expired_drafts(session, now)
        row = drafts.draft(session, _hash(token), now, to_change=True) if token else None
        draft = _draft(token, row) if token and row else Draft(secrets.token_urlsafe(32))
        yield draft
        drafts.keep(
            session,
            _hash(draft.token),
            draft.answers,
            expires_at=now + life,
            sent_reference=draft.sent_reference,
        )


def new_code(delivery: Delivery, token: str) -> str | None:
    """A code by which one other browser can go on with the draft; the one before is worth nothing any more.

    It is told here and never again, and ends with the draft. None when there is no draft, or it was sent.
    """
    now = delivery.clock.now()
    with delivery.transaction() as transaction:
        row = drafts.draft(transaction.session, _hash(token), now, to_change=True)
        if row is None or row.sent_reference:
            return None
        code = delivery.identifiers.status_code()
        row.code_hash = _hash(code)
    return code


def take_over(delivery: Delivery, code: str, *, submitted_by: Collection[str]) -> Draft | None:
    """The draft with this code, under a new token: the browser it was in can no longer go on with it.

    None when there is none, or somebody else than these began it; the code is then worth what it was.
    """
    with delivery.transaction() as transaction:
        session = transaction.session
        old = drafts.draft_of_code(session, _hash(code), delivery.clock.now())
        if old is None or old.answers.get("submitted_by") not in submitted_by:
            return None
        token = secrets.token_urlsafe(32)
        new = drafts.keep(
            session, _hash(token), old.answers, expires_at=old.expires_at, went_on_from=old.token_hash
        )
        session.flush()
        attachments.move_to_draft(session, old.token_hash, new.token_hash)
        session.delete(old)
        return _draft(token, new)


def mark_sent(transaction: Transaction, token: str, reference: str, *, until: datetime) -> None:
    """The contact is in: only its reference is kept, for the confirmation page. Repeatable.

    In the transaction that takes the contact in, so that a form is never sent and still open to be changed.
    Raises NotFound when it was taken over in another browser meanwhile, which will send it. One that was
    forgotten while it was being sent is sent.
    """
    session = transaction.session
    # Whoever takes it over at this moment is waited for.
    there = session.get(tables.DraftRow, _hash(token), with_for_update=True, populate_existing=True)
    if there is None and drafts.went_on_elsewhere(session, _hash(token)):
        raise NotFound
    drafts.keep(session, _hash(token), {}, expires_at=until, sent_reference=reference, code_hash=None)


def forget_draft(delivery: Delivery, token: str) -> None:
    """Deletes a draft at once. Repeatable."""
    with delivery.transaction() as transaction:
        drafts.delete_draft(transaction.session, _hash(token))


def delete_expired(delivery: Delivery) -> None:
    """What expired while nobody used the form goes now. Repeatable."""
    with delivery.transaction() as transaction:
        drafts.delete_expired_drafts(transaction.session, delivery.clock.now())


def _draft(token: str, row: tables.DraftRow) -> Draft:
    return Draft(token, row.answers, row.sent_reference)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
