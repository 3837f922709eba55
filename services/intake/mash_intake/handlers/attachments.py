"""Files that come with a contact: looked at, kept, shown to whoever may open the contact, and really deleted.

What is in a file is on the disk before the transaction that names it commits. Whoever names a file or deletes
it takes turns with everybody else who has the same one, so that no file that is named is ever deleted.
"""

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from mash_intake.domain.attached_files import (
    MOST_FILES,
    MOST_OF_A_CONTACT,
    FileKind,
    RefusedFile,
    WhyRefused,
    plain_name,
)
from mash_intake.domain.file_contents import kind_of_content
from mash_intake.handlers.drafts import key_of
from mash_intake.store import attachments, contacts, drafts
from mash_intake.store.attachment_folder import AttachmentFolder, NotAsWritten
from mash_intake.store.attachments import Attachment, StoredFile
from mash_platform.database import take_turns
from mash_platform.delivery.transaction import Delivery, Transaction
from mash_platform.errors import Erased, NotFound, Unavailable

LOOSE_FOR = timedelta(minutes=10)
"""How long a file may be without a contact or draft: while it is written, or once its form was left."""

_AT_ONCE = 500
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class OfferedFile:
    """A file as somebody sends it."""

    name: str
    read: Callable[[], bytes]
    """The whole content, but never much more than is taken at most. May be called again."""


@dataclass(frozen=True, slots=True, repr=False)
class _Sound:
    """A file that was looked at and is on the disk."""

    stored: StoredFile
    offered: OfferedFile
    number: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of files that were sent together."""

    kept: tuple[StoredFile, ...]
    refused: tuple[RefusedFile, ...]


def files_of_draft(delivery: Delivery, token: str) -> tuple[StoredFile, ...]:
    with delivery.reading() as session:
        return attachments.of_draft(session, key_of(token))


def add_to_draft(
    delivery: Delivery,
    folder: AttachmentFolder,
    token: str,
    offered: Collection[OfferedFile],
    *,
    life: timedelta,
) -> Taken:
    """Keeps files with a form that is not sent yet, for as long as the form. Repeatable.

    Raises NotFound when the form was sent meanwhile, or has expired.
    """
    sound, refused = _looked_at(delivery, folder, offered)
    now = delivery.clock.now()
    with delivery.transaction() as transaction:
        session = transaction.session
        take_file_turns(transaction, [one.stored.digest for one in sound])
        draft = drafts.draft(session, key_of(token), now, to_change=True)
        if draft is None or draft.sent_reference:
            raise NotFound
        there = {file.digest for file in attachments.of_draft(session, key_of(token))}
        room = _room_for(sound, there, MOST_FILES)
        _make_sure_of(delivery, folder, room.fresh)
        attachments.add_to_draft(session, key_of(token), [one.stored for one in room.fresh])
        draft.expires_at = now + life
    return Taken(room.kept, (*refused, *room.refused))


def remove_from_draft(delivery: Delivery, folder: AttachmentFolder, token: str, digest: str) -> None:
    """Takes one file out of a form, and deletes it. Repeatable."""
    with delivery.transaction() as transaction:
        files = attachments.of_draft(transaction.session, key_of(token))
        if digest not in {file.digest for file in files}:
            return
        attachments.remove_from_draft(transaction.session, key_of(token), digest)
    delete_unnamed(delivery, folder, [digest])


def hand_over(transaction: Transaction, token: str, reference: str, *, by: str) -> int:
    """The files of a form that is being sent become those of its contact; how many they are. Repeatable."""
    session = transaction.session
    files = attachments.of_draft(session, key_of(token))
    attachments.add_to_contact(session, reference, files, by=by)
    attachments.remove_from_draft(session, key_of(token))
    return len(files)


def add_to_contact(
    delivery: Delivery,
    folder: AttachmentFolder,
    reference: str,
    offered: Collection[OfferedFile],
    *,
    by: str,
    of_sender: str | None = None,
    all_or_none: bool = False,
) -> Taken:
    """Adds files to a contact that is in. Repeatable: what it has already is not added again.

    With `of_sender` only that sender's own contacts exist; with `all_or_none` nothing is added when a file is
    refused. Raises NotFound.
    """
    _require_contact(delivery, reference, of_sender)
    sound, refused = _looked_at(delivery, folder, offered)
    if refused and all_or_none:
        return Taken((), tuple(refused))
    with delivery.transaction() as transaction:
        session = transaction.session
        # Also two who add to one contact follow one another, so that it never has more than it may.
        take_file_turns(transaction, [reference, *(one.stored.digest for one in sound)])
        there = {file.digest for file in attachments.of_contact(session, reference)}
        room = _room_for(sound, there, MOST_OF_A_CONTACT)
        if room.refused and all_or_none:
            return Taken((), tuple(room.refused))
        _make_sure_of(delivery, folder, room.fresh)
        attachments.add_to_contact(session, reference, [one.stored for one in room.fresh], by=by)
    return Taken(room.kept, (*refused, *room.refused))


def attachments_of(delivery: Delivery, reference: str) -> tuple[Attachment, ...]:
    """Names and sizes."""
    with delivery.reading() as session:
        return attachments.of_contact(session, reference)


def open_attachment(
    delivery: Delivery, folder: AttachmentFolder, reference: str, digest: str
) -> tuple[Attachment, bytes]:
    """A file and what is in it.

    Raises NotFound, and Unavailable when the file is missing or is not what was handed in.
    """
    with delivery.reading() as session:
        files = attachments.of_contact(session, reference)
    found = next((file for file in files if file.digest == digest), None)
    if found is None:
        raise NotFound
    try:
        return found, folder.read(digest)
    except NotAsWritten as error:
        _log.error("a file of %s cannot be shown: %s", reference, error)
        raise Unavailable(f"a file of {reference} cannot be shown") from error


def delete_unnamed(delivery: Delivery, folder: AttachmentFolder, digests: Iterable[str]) -> int:
    """Deletes those of these files that belong to nothing any more; how many. Repeatable."""
    with delivery.transaction() as transaction:
        return _delete_unnamed(transaction, folder, list(digests))


def tidy_up(transaction: Transaction, delivery: Delivery, folder: AttachmentFolder) -> int:
    """Regular work: forms that expired go, and so do files that belong to nothing; how many files."""
    now = delivery.clock.now()
    # Looked up before the database is touched, so that nobody waits for the disk.
    old = list(folder.digests(older_than=now - LOOSE_FOR))
    folder.remove_unfinished(older_than=now - LOOSE_FOR)
    session = transaction.session
    drafts.delete_expired_drafts(session, now)
    loose: list[str] = []
    for start in range(0, len(old), _AT_ONCE):
        some = old[start : start + _AT_ONCE]
        loose += set(some) - attachments.named(session, some)
    return _delete_unnamed(transaction, folder, loose[:_AT_ONCE])


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether every file that is recorded is there as it was handed in."""

    files: int
    missing: tuple[str, ...]
    """`reference hash` of each that is not there."""
    changed: tuple[str, ...]
    """Likewise of each that is not what was handed in."""

    @property
    def holds(self) -> bool:
        return not self.missing and not self.changed


def verify(delivery: Delivery, folder: AttachmentFolder) -> Verified:
    """Reads every file of every contact."""
    missing: list[str] = []
    changed: list[str] = []
    with delivery.reading() as session:
        recorded = list(attachments.every_one(session))
    for reference, digest in recorded:
        try:
            folder.read(digest)
        except NotAsWritten:
            (changed if folder.has(digest) else missing).append(f"{reference} {digest}")
    return Verified(len(recorded), tuple(missing), tuple(changed))


def _looked_at(
    delivery: Delivery, folder: AttachmentFolder, offered: Collection[OfferedFile]
) -> tuple[list[_Sound], list[RefusedFile]]:
    """One file is in memory at a time; those that are sound are on the disk when this returns."""
    sound: list[_Sound] = []
    refused: list[RefusedFile] = []
    now = delivery.clock.now()
    for number, one in enumerate(offered):
        name = plain_name(one.name)
        if number >= MOST_FILES:
            refused.append(RefusedFile(name, WhyRefused.NO_ROOM, number))
            continue
        content = one.read()
        kind = kind_of_content(name, content)
        if isinstance(kind, FileKind) and not folder.has_space():
            kind = WhyRefused.NO_SPACE
        if isinstance(kind, FileKind):
            stored = StoredFile(folder.write(content, now), name, kind, len(content), now)
            sound.append(_Sound(stored, one, number))
        else:
            refused.append(RefusedFile(name, kind, number))
    return sound, refused


@dataclass(frozen=True, slots=True, repr=False)
class _Room:
    """Which of the files that are sound find room beside those that are there."""

    fresh: list[_Sound]
    kept: tuple[StoredFile, ...]
    """The fresh ones, and those that were there already."""
    refused: list[RefusedFile]


def _room_for(sound: Collection[_Sound], there: Collection[str], most: int) -> _Room:
    new: dict[str, _Sound] = {}
    for one in sound:
        if one.stored.digest not in there:
            new.setdefault(one.stored.digest, one)
    room = max(0, most - len(there))
    fresh, without = list(new.values())[:room], list(new.values())[room:]
    kept = {*there, *(one.stored.digest for one in fresh)}
    return _Room(
        fresh,
        tuple(one.stored for one in sound if one.stored.digest in kept),
        [RefusedFile(one.stored.name, WhyRefused.NO_ROOM, one.number, most) for one in without],
    )


def _make_sure_of(delivery: Delivery, folder: AttachmentFolder, files: Iterable[_Sound]) -> None:
    """Writes again what was deleted as belonging to nothing since it was looked at."""
    for file in files:
        if not folder.has(file.stored.digest):
            folder.write(file.offered.read(), delivery.clock.now())


def _require_contact(delivery: Delivery, reference: str, of_sender: str | None) -> None:
    with delivery.reading() as session:
        found = contacts.contact(session, reference)
    if found is None or (of_sender is not None and found.submitted_by != of_sender):
        raise NotFound
    if found.is_erased:
        raise Erased


def _delete_unnamed(transaction: Transaction, folder: AttachmentFolder, digests: Collection[str]) -> int:
    if not digests:
        return 0
    take_file_turns(transaction, digests)
    loose = set(digests) - attachments.named(transaction.session, digests)
    for digest in loose:
        folder.remove(digest)
    return len(loose)


def take_file_turns(transaction: Transaction, names: Iterable[str]) -> None:
    """Until the transaction ends nobody else names or deletes one of these files."""
    take_turns(transaction.session.connection(), [f"file {name}" for name in names])
