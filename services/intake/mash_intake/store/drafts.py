"""Forms begun and not yet sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from mash_intake.store.tables import ANSWERS, NOBODY_YET, DraftRow
from mash_platform.sealing.keyring import keyring_of


def draft(session: Session, token_hash: str, now: datetime, *, to_change: bool = False) -> DraftRow | None:
    """None once it has expired, even if it is not deleted yet. `to_change` keeps others from changing it."""
    found = session.get(DraftRow, token_hash, with_for_update=to_change or None)
    return found if found and found.expires_at > now else None


def keep(session: Session, token_hash: str, answers: dict[str, Any], **row: Any) -> DraftRow:
    """In the place of what is kept under this token; `row` is the rest of what changes."""
    sealed = keyring_of(session).seal_json(NOBODY_YET, ANSWERS, answers)
    return session.merge(DraftRow(token_hash=token_hash, sealed=sealed, **row))


def draft_of_code(session: Session, code_hash: str, now: datetime) -> DraftRow | None:
    """To be taken over: nobody else may change it meanwhile. None once it has expired or was sent."""
    found = session.scalars(
        select(DraftRow)
        .where(DraftRow.code_hash == code_hash, DraftRow.expires_at > now, DraftRow.sent_reference.is_(None))
        .with_for_update()
    )
    return found.one_or_none()


def went_on_elsewhere(session: Session, token_hash: str) -> bool:
    """Whether the draft that this was is gone on with under another token."""
    found = session.scalars(select(DraftRow.token_hash).where(DraftRow.went_on_from == token_hash).limit(1))
    return found.first() is not None


def unsent_of(session: Session, account_id: str, now: datetime) -> Sequence[DraftRow]:
    """The calls that this person has neither finished nor deleted, the newest first."""
    theirs = _calls_of(account_id, now).where(DraftRow.kept_at.is_not(None))
    return session.scalars(theirs.order_by(DraftRow.kept_at.desc(), DraftRow.token_hash)).all()


def deleted_of(session: Session, account_id: str, now: datetime) -> Sequence[DraftRow]:
    """The calls that this person deleted and can still have back, the last deleted first."""
    theirs = _calls_of(account_id, now).where(DraftRow.kept_at.is_(None))
    return session.scalars(theirs.order_by(DraftRow.expires_at.desc(), DraftRow.token_hash)).all()


def _calls_of(account_id: str, now: datetime) -> Select[DraftRow]:
    return select(DraftRow).where(
        DraftRow.account_id == account_id, DraftRow.sent_reference.is_(None), DraftRow.expires_at > now
    )


def delete_expired_drafts(session: Session, now: datetime) -> None:
    session.execute(delete(DraftRow).where(DraftRow.expires_at <= now))


def delete_draft(session: Session, token_hash: str) -> None:
    session.execute(delete(DraftRow).where(DraftRow.token_hash == token_hash))
