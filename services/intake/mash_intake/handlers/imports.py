"""Documents that were imported: one document is one contact, at once or once a person has completed it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from mash_intake import metrics
from mash_intake.handlers.accept import Accepted, Handover, accept_contact
from mash_intake.handlers.attachments import take_file_turns
from mash_intake.store import attachments, contacts, imports
from mash_intake.store.attachment_folder import AttachmentFolder, NotAsWritten
from mash_intake.store.attachments import StoredFile
from mash_intake.store.imports import Import
from mash_platform.database import take_turns
from mash_platform.delivery.transaction import Delivery, Transaction
from mash_platform.errors import Conflict, FieldError, NotFound, Rejected, Unavailable

IMPORT_DOOR = "import"
"""Who hands in a contact that a document became by itself, whoever imported it."""

_MOST_SHOWN = 200
_DONE = Conflict("Somebody has dealt with this document meanwhile. Nothing of yours was sent twice.")


def find_import(delivery: Delivery, digest: str) -> Import | None:
    with delivery.reading() as session:
        return imports.find(session, digest)


def unfinished_imports(delivery: Delivery) -> list[tuple[Import, tuple[StoredFile, ...]]]:
    """Those that wait for a person, the oldest first, each with its files."""
    with delivery.reading() as session:
        found = imports.unfinished(session, _MOST_SHOWN)
        return [(each, imports.files_of(session, each.digest)) for each in found]


def documents_waiting(delivery: Delivery) -> int:
    """How many wait for a person."""
    with delivery.reading() as session:
        return imports.count_unfinished(session)


def documents_of(delivery: Delivery, contact_reference: str) -> tuple[str, ...]:
    """The digest of each document that became this contact: who looked at those looked at its children."""
    with delivery.reading() as session:
        return imports.of_contact(session, contact_reference)


def watch_documents(transaction: Transaction, now: datetime) -> int:
    """Regular work: says as a metric how long the oldest document waits, on which an alert stands."""
    oldest = imports.oldest_unfinished(transaction.session)
    metrics.OLDEST_DOCUMENT_SECONDS.set((now - oldest).total_seconds() if oldest else 0.0)
    return 0


def open_import(delivery: Delivery, digest: str) -> tuple[Import, tuple[StoredFile, ...]]:
    """One that waits for a person. Raises NotFound."""
    with delivery.reading() as session:
        return _waiting(session, digest), imports.files_of(session, digest)


def open_import_file(
    delivery: Delivery, folder: AttachmentFolder, digest: str, file_digest: str
) -> tuple[StoredFile, bytes]:
    """A document that waits, as it came. Raises NotFound and Unavailable."""
    _, files = open_import(delivery, digest)
    file = next((each for each in files if each.digest == file_digest), None)
    if file is None:
        raise NotFound
    try:
        return file, folder.read(file.digest)
    except NotAsWritten as error:
        raise Unavailable("a document that waits cannot be shown") from error


@dataclass(frozen=True, slots=True, repr=False)
class ImportedDocument:
    """A document, and the file in which it came: itself, or the e-mail to which it was attached."""

    digest: str
    file: StoredFile
    content: bytes
    """Of the file."""


def accept_import(
    delivery: Delivery,
    folder: AttachmentFolder,
    handover: Handover,
    document: ImportedDocument,
    *,
    by: str,
    test_nhs_numbers: bool,
) -> Accepted:
    """A document that says all that is needed becomes a contact, with its file. Repeatable.

    Raises what `accept_contact` raises.
    """
    digest = document.digest

    def alongside(transaction: Transaction, reference: str) -> None:
        session = transaction.session
        if imports.find(session, digest) is None:
            _make_sure_of(transaction, delivery, folder, document)
            attachments.add_to_contact(session, reference, [document.file], by=by)
            imports.add_finished(session, digest, reference, at=delivery.clock.now(), by=by)

    return accept_contact(delivery, handover, test_nhs_numbers=test_nhs_numbers, alongside=alongside)


def keep_for_a_person(
    delivery: Delivery,
    folder: AttachmentFolder,
    document: ImportedDocument,
    *,
    by: str,
    answers: dict[str, Any],
    beside: Collection[tuple[str, str]],
) -> None:
    """A document that a person has to complete. Repeatable."""
    digest, now = document.digest, delivery.clock.now()
    with delivery.transaction() as transaction:
        session = transaction.session
        take_turns(session.connection(), [f"import {digest}"])
        if imports.find(session, digest) is None:
            _make_sure_of(transaction, delivery, folder, document)
            imports.add(session, digest, [document.file], at=now, by=by, answers=answers, beside=beside)


def begin_completing(delivery: Delivery, digest: str, token_hash: str, *, by: str) -> None:
    """Somebody completes it in a form that was just begun, into which its files go. Raises NotFound."""
    with delivery.transaction() as transaction:
        session = transaction.session
        _waiting(session, digest)
        imports.begin(session, digest, at=delivery.clock.now(), by=by)
        attachments.add_to_draft(session, token_hash, imports.files_of(session, digest))


def finish_import(transaction: Transaction, digest: str, reference: str) -> None:
    """In the transaction that takes its contact in. Repeatable; raises Conflict when it was another one."""
    found = imports.find(transaction.session, digest)
    if found is not None and found.contact_reference == reference:
        return
    if not imports.finish(transaction.session, digest, reference):
        raise _DONE


def close_import(delivery: Delivery, digest: str, *, by: str, because: str) -> None:
    """It becomes no contact. Raises NotFound, and Rejected without a reason."""
    if not because.strip():
        raise Rejected(FieldError("because", "missing", "Say why this becomes no contact."))
    with delivery.transaction() as transaction:
        _waiting(transaction.session, digest)
        if not imports.close(
            transaction.session, digest, at=delivery.clock.now(), by=by, because=because.strip()
        ):
            raise _DONE


def earlier_contact(delivery: Delivery, digest: str) -> str | None:
    """The reference of the contact that this document became."""
    with delivery.reading() as session:
        key = import_key(digest)
        rows = contacts.contacts_under_keys(session, IMPORT_DOOR, [key])
        return rows[key].reference if key in rows else None


def import_key(digest: str) -> str:
    return f"document {digest}"


def _make_sure_of(
    transaction: Transaction, delivery: Delivery, folder: AttachmentFolder, document: ImportedDocument
) -> None:
    """Writes the file again if it was deleted since, as belonging to nothing."""
    take_file_turns(transaction, [document.file.digest])
    if not folder.has(document.file.digest):
        folder.write(document.content, delivery.clock.now())


def _waiting(session: Session, digest: str) -> Import:
    found = imports.find(session, digest)
    if found is None or not found.is_open:
        raise NotFound
    return found
