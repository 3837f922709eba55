"""A form is begun, continued, sent or forgotten. Only who holds the token can go on with a draft."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from mash_intake import store
from mash_platform.delivery.transaction import Delivery


@dataclass(slots=True, repr=False)
class Draft:
    token: str
    answers: dict[str, Any] = field(default_factory=dict)
    sent_reference: str | None = None
    """Set once the contact was sent; the answers are gone by then."""

    @property
    def idempotency_key(self) -> str:
        return _hash(self.token)


def load_draft(delivery: Delivery, token: str) -> Draft | None:
    """None when there is no such draft, or it has expired."""
    with delivery.reading() as session:
        row = store.draft(session, _hash(token), delivery.clock.now())
        return None if row is None else Draft(token, dict(row.answers), row.sent_reference)


def new_draft() -> Draft:
    """Begins a draft; nothing is stored until it is saved for the first time."""
    return Draft(secrets.token_urlsafe(32))


def save_draft(delivery: Delivery, draft: Draft, *, life: timedelta) -> None:
    """Keeps the answers for `life` from now, and deletes every draft that has expired. Repeatable."""
    now = delivery.clock.now()
    with delivery.transaction() as transaction:
        store.delete_expired_drafts(transaction.session, now)
        transaction.session.merge(
            store.DraftRow(
                token_hash=_hash(draft.token),
                expires_at=now + life,
                answers=draft.answers,
                sent_reference=draft.sent_reference,
            )
        )


def mark_sent(delivery: Delivery, draft: Draft, reference: str, *, life: timedelta) -> None:
    """The contact is in: only its reference is kept, for the confirmation page. Repeatable."""
    draft.sent_reference = reference
    draft.answers = {}
    save_draft(delivery, draft, life=life)


def forget_draft(delivery: Delivery, token: str) -> None:
    """Deletes a draft at once. Repeatable."""
    with delivery.transaction() as transaction:
        store.delete_draft(transaction.session, _hash(token))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
