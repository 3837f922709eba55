"""Which files a contact or a draft has: their names, sizes and hashes."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, delete, insert, select, update
from sqlalchemy.orm import Session

from mash_intake.domain.attached_files import FileKind, size_in_words
from mash_intake.store.attachment_tables import attachments, draft_files
from mash_intake.store.import_tables import import_files
from mash_intake.store.tables import NOBODY_YET
from mash_platform.sealing.keyring import keyring_of

_NAME = "name of a file"


@dataclass(frozen=True, slots=True, repr=False)
class StoredFile:
    """A file that was looked at, and is in the folder under its hash."""

    digest: str
    """SHA-256 of its content."""
    name: str
    kind: FileKind
    size: int
    """Bytes."""
    added_at: datetime

    @property
    def in_words(self) -> str:
        return f"{self.kind.label}, {size_in_words(self.size)}"


@dataclass(frozen=True, slots=True, repr=False)
class Attachment(StoredFile):
    """A file of a contact."""

    added_by: str
    """Account id, or the name of the door for people without an account."""


def of_contact(session: Session, reference: str) -> tuple[Attachment, ...]:
    """In the order in which they were added."""
    found = select(attachments).where(attachments.c.contact_reference == reference)
    rows = session.execute(found).mappings()
    files = (Attachment(*facts_of(session, reference, row), row["added_by"]) for row in rows)
    return tuple(sorted(files, key=_as_added))


def of_draft(session: Session, token_hash: str) -> tuple[StoredFile, ...]:
    """In the order in which they were added."""
    found = select(draft_files).where(draft_files.c.token_hash == token_hash)
    rows = session.execute(found).mappings()
    return tuple(sorted((StoredFile(*facts_of(session, NOBODY_YET, row)) for row in rows), key=_as_added))


def add_to_contact(session: Session, reference: str, files: Collection[StoredFile], *, by: str) -> None:
    """Files that the contact does not have yet."""
    if files:
        told = {"contact_reference": reference, "added_by": by}
        session.execute(insert(attachments), [{**told, **row_of(session, reference, file)} for file in files])


def add_to_draft(session: Session, token_hash: str, files: Collection[StoredFile]) -> None:
    """Files that the draft does not have yet."""
    if files:
        rows = [{"token_hash": token_hash, **row_of(session, NOBODY_YET, file)} for file in files]
        session.execute(insert(draft_files), rows)


def remove_from_draft(session: Session, token_hash: str, digest: str | None = None) -> None:
    """One file, or all of them. Repeatable."""
    removed = delete(draft_files).where(draft_files.c.token_hash == token_hash)
    session.execute(removed if digest is None else removed.where(draft_files.c.digest == digest))


def move_to_draft(session: Session, token_hash: str, new_token_hash: str) -> None:
    """The draft goes by another token from now on."""
    moved = update(draft_files).where(draft_files.c.token_hash == token_hash)
    session.execute(moved.values(token_hash=new_token_hash))


def _as_added(file: StoredFile) -> tuple[datetime, str]:
    return file.added_at, file.name


def named(session: Session, digests: Collection[str]) -> frozenset[str]:
    """Those that belong to a contact, a draft or an import, looked up at one moment."""
    of_imports = select(import_files.c.digest).where(import_files.c.digest.in_(digests))
    of_contacts = select(attachments.c.digest).where(attachments.c.digest.in_(digests))
    of_drafts = select(draft_files.c.digest).where(draft_files.c.digest.in_(digests))
    return frozenset(session.scalars(of_contacts.union(of_drafts, of_imports)))


def every_one(session: Session) -> Iterator[tuple[str, str]]:
    """Reference and hash of every file of every contact."""
    found = select(attachments.c.contact_reference, attachments.c.digest)
    rows = session.execute(found.order_by(attachments.c.contact_reference, attachments.c.digest))
    return ((reference, digest) for reference, digest in rows)


def facts_of(session: Session, subject: str, row: RowMapping) -> tuple[str, str, FileKind, int, datetime]:
    """What a `StoredFile` is made of, from a row of any of the tables of files; the name is the subject's."""
    name = keyring_of(session).open(subject, _NAME, row["name"])
    return row["digest"], name, FileKind[row["kind"]], row["size"], row["added_at"]


def row_of(session: Session, subject: str, file: StoredFile) -> dict[str, object]:
    """The other way round."""
    return {
        "digest": file.digest,
        "name": keyring_of(session).seal(subject, _NAME, file.name),
        "kind": file.kind.name,
        "size": file.size,
        "added_at": file.added_at,
    }
