"""One database transaction in which a handler changes state, marks what it handled and says what happened."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, MetaData, Table, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from mash_contracts.envelope import Cause, Envelope, EventData, new_envelope
from mash_contracts.topics import topic_of
from mash_platform.clock import Clock
from mash_platform.delivery.tables import inbox_table, outbox_table
from mash_platform.identifiers import Identifiers

_DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}


def headers_as_text(headers: Sequence[tuple[str, bytes]]) -> list[list[str]]:
    """Headers as the outbox keeps them. Latin-1 gives every byte a character, so nothing is changed."""
    return [[name, value.decode("latin-1")] for name, value in headers]


def headers_from_text(kept: Sequence[Sequence[str]]) -> list[tuple[str, bytes]]:
    return [(name, value.encode("latin-1")) for name, value in kept]


class Transaction:
    """What a handler works in. It is committed or rolled back by whoever opened it."""

    def __init__(self, session: Session, delivery: "Delivery", caused_by: Cause | None = None) -> None:
        self.session = session
        self._delivery = delivery
        self._caused_by = caused_by

    @property
    def service(self) -> str:
        """The service whose transaction this is."""
        return self._delivery.service

    def publish(self, data: EventData) -> Envelope[EventData]:
        """Says that something happened: the event is on the log once this transaction has committed."""
        delivery = self._delivery
        now = delivery.clock.now()
        envelope = new_envelope(
            data,
            event_id=delivery.identifiers.event_id(),
            source=f"/mash/{delivery.service}",
            occurred_at=now,
            caused_by=self._caused_by,
        )
        self.send(
            envelope.event_id,
            topic_of(data).name,
            key=data.reference.encode(),
            value=envelope.value(),
            headers=envelope.headers(),
        )
        return envelope

    def send(
        self,
        event_id: str,
        topic: str,
        *,
        key: bytes | None,
        value: bytes | None,
        headers: Sequence[tuple[str, bytes]],
    ) -> None:
        """Puts a record on the log as it is, once this transaction has committed."""
        # Values go in as parameters: SQLAlchemy then compiles the statement once instead of every time.
        self.session.execute(
            insert(self._delivery.outbox),
            {
                "event_id": event_id,
                "topic": topic,
                "key": key,
                "value": value,
                "headers": headers_as_text(headers),
                "written_at": self._delivery.clock.now(),
            },
        )

    def first_time(self, event_id: str, topic: str) -> bool:
        """Marks an event as handled; False when it was handled before, and must not be handled again."""
        inbox = self._delivery.inbox
        mark: Any = _DIALECTS[self._delivery.engine.dialect.name].insert(inbox)
        # Two workers may hold the same event while partitions move: the second waits here for the first.
        marked = self.session.execute(
            mark.on_conflict_do_nothing(index_elements=[inbox.c.event_id]),
            {"event_id": event_id, "topic": topic, "handled_at": self._delivery.clock.now()},
            # Without this PostgreSQL's driver does not say whether an insert made a row.
            execution_options={"preserve_rowcount": True},
        )
        assert isinstance(marked, CursorResult)
        return marked.rowcount == 1

    def caused_by(self, cause: Cause) -> "Transaction":
        """The same transaction, in which what is published follows from `cause`."""
        return Transaction(self.session, self._delivery, cause)


@dataclass(frozen=True)
class Delivery:
    """A service's database with its outbox and inbox, and what new events need."""

    service: str
    engine: Engine
    outbox: Table
    inbox: Table
    clock: Clock
    identifiers: Identifiers
    _turn: AbstractContextManager[Any] = field(default_factory=nullcontext, repr=False, compare=False)
    """Whose turn it is to write, among the threads of this process."""

    @classmethod
    def over(
        cls, *, service: str, engine: Engine, metadata: MetaData, clock: Clock, identifiers: Identifiers
    ) -> "Delivery":
        """Adds the two tables to the service's metadata (once) and returns its delivery."""
        tables = metadata.tables
        outbox = tables["outbox"] if "outbox" in tables else outbox_table(metadata)
        inbox = tables["inbox"] if "inbox" in tables else inbox_table(metadata)
        # SQLite has one writer at a time, and lets those who wait try again at random: under a burst some
        # would be unlucky until they gave up. Threads of one process queue here instead.
        turn = RLock() if engine.dialect.name == "sqlite" else nullcontext()
        return cls(service, engine, outbox, inbox, clock, identifiers, turn)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Commits when the block ends, rolls back when it raises. Blocks while another writer is at work.

        Transactions do not nest.
        """
        with self._turn, Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield Transaction(session, self)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading only; on SQLite it never waits for a writer."""
        with (
            self.engine.connect().execution_options(read_only=True) as connection,
            _bound(connection) as session,
        ):
            yield session

    def unpublished(self, session: Session) -> int:
        """How many events are written but not yet on the log."""
        waiting = select(func.count()).select_from(self.outbox).where(self.outbox.c.published_at.is_(None))
        return session.execute(waiting).scalar_one()

    def unpublished_keys(self, session: Session) -> frozenset[bytes]:
        """Whose events are written but not yet on the log."""
        waiting = select(self.outbox.c.key).where(self.outbox.c.published_at.is_(None))
        return frozenset(key for key in session.scalars(waiting) if key is not None)


def _bound(connection: Connection) -> Session:
    return Session(bind=connection, expire_on_commit=False)
