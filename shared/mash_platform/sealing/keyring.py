"""The keys of a session: made, fetched and destroyed in its transaction, and forgotten with it."""

import json
import os
from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from itertools import islice
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Engine, Select, Table, bindparam, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from mash_platform.clock import Clock
from mash_platform.errors import Conflict
from mash_platform.sealing.ciphers import KEY_BYTES, CannotOpen, open_text, seal_text
from mash_platform.sealing.master_key import FILE, MasterKey

ERASED = "Erased: this is kept no longer."
"""What is read in the place of every text that was sealed under a key that is destroyed."""

_INDEX = "*index*"
"""The subject of the key under which numbers and names are hidden that are looked up by being the same."""
_INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
_MOST_AT_ONCE = 5_000


class KeyDestroyed(Conflict):
    """Nothing is sealed any more about somebody who was erased."""

    def __init__(self) -> None:
        super().__init__(
            "What was kept about this child is erased, so nothing more can be written about them."
        )


class WrongMasterKey(Exception):
    """The keys here were wrapped under a master key that this process does not have, so it must not start."""


@dataclass(frozen=True, repr=False)
class Sealing:
    """How a service seals: what every session's keyring needs."""

    table: Table
    master_key: MasterKey
    index_key: bytes
    clock: Clock

    def key_for(self, purpose: str) -> AESGCM:
        """One key for what is not in tables and belongs to nobody alone; a new master key changes it not."""
        return AESGCM(blake2b(purpose.encode(), digest_size=32, key=self.index_key, person=b"key").digest())

    @cached_property
    def found(self) -> Select[Any]:
        """Keys of these subjects. Built once, like the next: everything that is kept comes through here."""
        wanted = self.table.c.subject.in_(bindparam("wanted", expanding=True))
        return select(self.table.c.subject, self.table.c.wrapped).where(wanted)

    @cached_property
    def _added(self) -> dict[str, Any]:
        return {
            dialect: insert(self.table)
            .on_conflict_do_nothing()
            .returning(self.table.c.subject, self.table.c.wrapped)
            for dialect, insert in _INSERT.items()
        }

    def added(self, dialect: str) -> Any:
        """New keys, of which only those are given back whose subject had none."""
        return self._added[dialect]

    @classmethod
    def over(cls, engine: Engine, table: Table, master_key: MasterKey, clock: Clock) -> "Sealing":
        """Opens the key of the indexes, which is made at the first start. Repeatable.

        Raises WrongMasterKey, so that nothing is ever sealed under a second one.
        """
        with engine.connect().execution_options(read_only=True) as connection:
            found = connection.scalar(select(table.c.wrapped).where(table.c.subject == _INDEX))
        if found is None:
            with engine.begin() as connection:
                return cls.within(connection, table, master_key, clock)
        return cls(table, master_key, _unwrapped_index(master_key, found), clock)

    @classmethod
    def within(cls, connection: Connection, table: Table, master_key: MasterKey, clock: Clock) -> "Sealing":
        """The same, in a transaction that somebody else commits: a step between revisions, say."""
        row = {
            "subject": _INDEX,
            "wrapped": master_key.wrap(_INDEX, os.urandom(KEY_BYTES)),
            "made_at": clock.now(),
        }
        connection.execute(_INSERT[connection.dialect.name](table).on_conflict_do_nothing(), row)
        found = connection.scalar(select(table.c.wrapped).where(table.c.subject == _INDEX))
        return cls(table, master_key, _unwrapped_index(master_key, found), clock)


def _unwrapped_index(master_key: MasterKey, wrapped: Any) -> bytes:
    try:
        return master_key.unwrap(_INDEX, bytes(wrapped))
    except CannotOpen as error:
        raise WrongMasterKey(
            "What is kept here was sealed under another master key than this process has. Give it back as it "
            f"was, in MASH_ENCRYPTION_KEYS or as {FILE} in the data folder: without it nothing can be read."
        ) from error


def keyring_of(session: Session) -> "Keyring":
    """The session's own; every session that a service's `Delivery` opens has one."""
    keyring: Keyring | None = session.info.get(Keyring)
    if keyring is None:
        keyring = session.info[Keyring] = Keyring(session, session.info[Sealing])
    return keyring


def overwrite_destroyed(session: Session, engine: Engine) -> None:
    """Once a session has committed that destroyed keys: SQLite has them in its write-ahead log until it is
    put into the file. PostgreSQL clears away what was there before by itself, within minutes.
    """
    keyring: Keyring | None = session.info.get(Keyring)
    if keyring is None or not keyring.has_destroyed or engine.dialect.name != "sqlite":
        return
    # On the driver's own connection: within a transaction, which ours always begin, it cannot be done.
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@event.listens_for(Session, "after_soft_rollback")
def _forget_keys(session: Session, _rolled_back: Any) -> None:
    """Keys that were made in what was rolled back are in no table, so nothing may be sealed under them."""
    keyring: Keyring | None = session.info.get(Keyring)
    if keyring is not None:
        keyring.forget()


class Keyring:
    """Seals and opens texts, each under the key of its subject and for one field.

    A subject is somebody, or something, who is erased at once: a child's record by its reference, or what a
    contact tells of all its children by the contact's. Whoever opens many fetches their keys first, together.
    """

    def __init__(self, session: Session | Connection, sealing: Sealing) -> None:
        self._session = session
        self._sealing = sealing
        self._held: dict[str, AESGCM | None] = {}
        """None: destroyed."""
        self.has_destroyed = False

    def fetch(self, subjects: Iterable[str]) -> None:
        """Their keys, as far as there are any, in one query for all that are not here yet."""
        for some in _some_of(set(subjects) - self._held.keys()):
            self._hold(self._session.execute(self._sealing.found, {"wanted": some}))

    def make(self, subjects: Collection[str]) -> None:
        """A key for each that has none, two statements for all of them. One destroyed gets no other.

        Of two processes that make one for the same subject, both have that of the first afterwards.
        """
        self.fetch(subjects)
        now = self._sealing.clock.now()
        # In the same order each time, so that two processes never wait for each other.
        for some in _some_of(sorted(set(subjects) - self._held.keys())):
            rows = [
                {"subject": one, "wrapped": self._sealing.master_key.wrap(one, os.urandom(KEY_BYTES))}
                for one in some
            ]
            added = self._sealing.added(self._dialect)
            self._hold(self._session.execute(added, [{**row, "made_at": now} for row in rows]))
        self.fetch(subjects)

    def seal(self, subject: str, field: str, words: str) -> str:
        """Makes the subject's key if it has none. Raises KeyDestroyed."""
        if subject not in self._held:
            self.make([subject])
        key = self._held[subject]
        if key is None:
            raise KeyDestroyed
        return seal_text(key, words, field)

    def open(self, subject: str, field: str, sealed: str) -> str:
        """`ERASED` once the key is destroyed. Raises CannotOpen for what was not sealed so."""
        key = self._key_to_open(subject)
        return ERASED if key is None else open_text(key, sealed, field)

    def seal_json(self, subject: str, field: str, content: Any) -> str:
        """Anything that JSON can say. Raises KeyDestroyed."""
        return self.seal(subject, field, json.dumps(content, separators=(",", ":")))

    def open_json(self, subject: str, field: str, sealed: str) -> Any:
        """None once the key is destroyed. Raises CannotOpen."""
        key = self._key_to_open(subject)
        return None if key is None else json.loads(open_text(key, sealed, field))

    def is_destroyed(self, subject: str) -> bool:
        """False also for one that never had a key."""
        self.fetch([subject])
        return subject in self._held and self._held[subject] is None

    def destroy(self, subjects: Collection[str], now: datetime) -> None:
        """What was sealed for these opens no more, and nothing is sealed for them again. Repeatable.

        Also for one who never had a key, so that what still arrives about them is not kept.
        """
        table = self._sealing.table
        add = _INSERT[self._dialect](table)
        gone = add.on_conflict_do_update(
            index_elements=[table.c.subject],
            set_={"wrapped": None, "destroyed_at": now},
            where=table.c.destroyed_at.is_(None),
        )
        rows = [
            {"subject": one, "wrapped": None, "made_at": now, "destroyed_at": now} for one in sorted(subjects)
        ]
        if rows:
            self._session.execute(gone, rows)
            self.has_destroyed = True
        self._held |= dict.fromkeys(subjects)

    def hidden(self, kind: str, words: str) -> str:
        """The same 16 letters for the same words: to be looked up by them, and not to be read back."""
        given = f"{kind}\0{words}".encode()
        digest = blake2b(given, digest_size=12, key=self._sealing.index_key, person=b"words").digest()
        return b64encode(digest).decode()

    def hidden_number(self, number: int) -> int:
        """The same 64 bits, with a sign, for the same number: likewise."""
        given = number.to_bytes(8, "big", signed=True)
        digest = blake2b(given, digest_size=8, key=self._sealing.index_key, person=b"number").digest()
        return int.from_bytes(digest, "big", signed=True)

    def forget(self) -> None:
        """From now on keys are looked up anew."""
        self._held.clear()

    @property
    def _dialect(self) -> str:
        bind = self._session.get_bind() if isinstance(self._session, Session) else self._session
        return bind.dialect.name

    def _key_to_open(self, subject: str) -> AESGCM | None:
        if subject not in self._held:
            self.fetch([subject])
        try:
            return self._held[subject]
        except KeyError:
            raise CannotOpen(f"there is no key of {subject}") from None

    def _hold(self, rows: Iterable[Any]) -> None:
        unwrap = self._sealing.master_key.unwrap
        for subject, wrapped in rows:
            self._held[subject] = None if wrapped is None else AESGCM(unwrap(subject, bytes(wrapped)))


def _some_of(subjects: Iterable[str]) -> Iterator[list[str]]:
    every = iter(subjects)
    return iter(lambda: list(islice(every, _MOST_AT_ONCE)), [])
