"""Imported documents: found again, added, finished."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, delete, func, insert, select, update
from sqlalchemy.orm import Session

from mash_contracts.vocabulary import Answer
from mash_intake.store.attachments import StoredFile, facts_of, row_of
from mash_intake.store.import_tables import import_files, imports
from mash_intake.store.tables import ANSWERS, NOBODY_YET
from mash_platform.sealing.columns import opened as words_of
from mash_platform.sealing.columns import sealed
from mash_platform.sealing.keyring import keyring_of

_BESIDE = "beside"
_OPEN = (imports.c.contact_reference.is_(None), imports.c.closed_at.is_(None))


@dataclass(frozen=True, slots=True, repr=False)
class Import:
    """A document that was imported."""

    digest: str
    imported_at: datetime
    imported_by: str
    answers: dict[str, Any] | None
    beside: tuple[tuple[str, str], ...]
    begun_by: str | None
    begun_at: datetime | None
    contact_reference: str | None
    closed_at: datetime | None
    closed_by: str | None
    closed_because: str | None

    @property
    def says_danger(self) -> bool:
        """The document says that a child is in immediate danger."""
        values = (self.answers or {}).get("values", {})
        return bool(values.get("immediate_danger") == Answer.YES)

    @property
    def is_open(self) -> bool:
        return self.contact_reference is None and self.closed_at is None


def find(session: Session, digest: str) -> Import | None:
    row = session.execute(select(imports).where(imports.c.digest == digest)).mappings().first()
    return _import(session, row) if row else None


def of_contact(session: Session, reference: str) -> tuple[str, ...]:
    found = select(imports.c.digest).where(imports.c.contact_reference == reference)
    return tuple(session.scalars(found.order_by(imports.c.digest)))


def unfinished(session: Session, limit: int) -> list[Import]:
    """Those that tell of immediate danger first, and of each kind the one that has waited longest."""
    found = select(imports).where(*_OPEN).order_by(imports.c.imported_at, imports.c.digest).limit(limit)
    waiting = [_import(session, row) for row in session.execute(found).mappings()]
    return sorted(waiting, key=lambda each: not each.says_danger)


def oldest_unfinished(session: Session) -> datetime | None:
    """When the one that has waited longest was imported."""
    oldest = select(imports.c.imported_at).where(*_OPEN).order_by(imports.c.imported_at).limit(1)
    found: datetime | None = session.scalars(oldest).first()
    return found


def count_unfinished(session: Session) -> int:
    return session.execute(select(func.count()).select_from(imports).where(*_OPEN)).scalar_one()


def add(
    session: Session,
    digest: str,
    files: Collection[StoredFile],
    *,
    at: datetime,
    by: str,
    answers: dict[str, Any],
    beside: Collection[tuple[str, str]],
) -> None:
    """A document that waits for a person."""
    keyring = keyring_of(session)
    row = {
        "answers": keyring.seal_json(NOBODY_YET, ANSWERS, answers),
        "beside": keyring.seal_json(NOBODY_YET, _BESIDE, [list(each) for each in beside]),
    }
    session.execute(insert(imports), {"digest": digest, "imported_at": at, "imported_by": by, **row})
    if files:
        rows = [{"import_digest": digest, **row_of(session, NOBODY_YET, each)} for each in files]
        session.execute(insert(import_files), rows)


def add_finished(session: Session, digest: str, reference: str, *, at: datetime, by: str) -> None:
    """A document that became a contact at once."""
    row = {"digest": digest, "imported_at": at, "imported_by": by, "contact_reference": reference}
    session.execute(insert(imports), row)


def files_of(session: Session, digest: str) -> tuple[StoredFile, ...]:
    found = select(import_files).where(import_files.c.import_digest == digest)
    rows = session.execute(found).mappings()
    files = (StoredFile(*facts_of(session, NOBODY_YET, row)) for row in rows)
    return tuple(sorted(files, key=lambda file: file.name))


def begin(session: Session, digest: str, *, at: datetime, by: str) -> None:
    """Somebody completes it now. Repeatable."""
    session.execute(update(imports).where(imports.c.digest == digest).values(begun_at=at, begun_by=by))


def finish(session: Session, digest: str, reference: str) -> bool:
    """It is this contact now, and nothing else is kept of it. False when it was no longer open."""
    return _end(session, digest, {"contact_reference": reference})


def close(session: Session, digest: str, *, at: datetime, by: str, because: str) -> bool:
    """It becomes no contact, and nothing of it is kept but why. False when it was no longer open."""
    why = sealed(session, imports.c.closed_because, NOBODY_YET, because)
    return _end(session, digest, {"closed_at": at, "closed_by": by, "closed_because": why})


def _end(session: Session, digest: str, how: dict[str, object]) -> bool:
    ended = update(imports).where(imports.c.digest == digest, *_OPEN)
    done = session.execute(ended.values(**how, answers=None, beside=None).returning(imports.c.digest)).all()
    if done:
        session.execute(delete(import_files).where(import_files.c.import_digest == digest))
    return bool(done)


def _import(session: Session, row: RowMapping) -> Import:
    def opened(field: str) -> Any:
        return keyring_of(session).open_json(NOBODY_YET, field, row[field]) if row[field] else None

    beside = tuple((label, words) for label, words in opened(_BESIDE) or ())
    why = words_of(session, imports.c.closed_because, NOBODY_YET, row["closed_because"])
    return Import(**{**row, "answers": opened(ANSWERS), "beside": beside, "closed_because": why})
