"""One database transaction in which a handler changes state, marks what it handled and says what happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, MetaData, Table, insert, select
from sqlalchemy.orm import Session

from mash_contracts.envelope import Cause, Envelope, EventData, new_envelope
from mash_contracts.topics import topic_of
from mash_platform.clock import Clock
from mash_platform.delivery.tables import inbox_table, outbox_table
from mash_platform.identifiers import Identifiers


class Transaction:
    """What a handler works in. It is committed or rolled back by whoever opened it."""

    def __init__(self, session: Session, delivery: "Delivery", caused_by: Cause | None = None) -> None:
        self.session = session
        self._delivery = delivery
        self._caused_by = caused_by

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
        self.session.execute(
            insert(delivery.outbox).values(
                event_id=envelope.event_id,
                topic=topic_of(data).name,
                key=data.reference.encode(),
                value=envelope.value(),
                headers=[[name, value.decode()] for name, value in envelope.headers()],
                written_at=now,
            )
        )
        return envelope

    def first_time(self, event_id: str, topic: str) -> bool:
        """Marks an event as handled; False when it was handled before, and must not be handled again."""
        inbox = self._delivery.inbox
        if self.session.execute(select(inbox.c.event_id).where(inbox.c.event_id == event_id)).first():
            return False
        self.session.execute(
            insert(inbox).values(event_id=event_id, topic=topic, handled_at=self._delivery.clock.now())
        )
        return True

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

    @classmethod
    def over(
        cls, *, service: str, engine: Engine, metadata: MetaData, clock: Clock, identifiers: Identifiers
    ) -> "Delivery":
        """Adds the two tables to the service's metadata (once) and returns its delivery."""
        tables = metadata.tables
        outbox = tables["outbox"] if "outbox" in tables else outbox_table(metadata)
        inbox = tables["inbox"] if "inbox" in tables else inbox_table(metadata)
        return cls(service, engine, outbox, inbox, clock, identifiers)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Commits when the block ends, rolls back when it raises. Blocks while another writer is at work."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield Transaction(session, self)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading only; on SQLite it never waits for a writer."""
        with (
            self.engine.connect().execution_options(read_only=True) as connection,
            _bound(connection) as session,
        ):
            yield session


def _bound(connection: Connection) -> Session:
    return Session(bind=connection, expire_on_commit=False)
