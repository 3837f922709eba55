"""One database transaction in which a handler changes state, marks what it handled and says what happened."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock, get_ident
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, MetaData, Table, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from mash_contracts.envelope import Cause, Envelope, EventData, new_envelope
from mash_contracts.topics import topic_of
from mash_platform.clock import Clock
from mash_platform.delivery.tables import with_delivery_tables
from mash_platform.identifiers import Identifiers
from mash_platform.sealing.keyring import Sealing, overwrite_destroyed

_DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}


def headers_as_text(headers: Sequence[tuple[str, bytes]]) -> list[list[str]]:
    """Headers as the outbox keeps them. Latin-1 gives every byte a character, so nothing is changed."""
    return [[name, value.decode("latin-1")] for name, value in headers]


def headers_from_text(kept: Sequence[Sequence[str]]) -> list[tuple[str, bytes]]:
    return [(name, value.encode("latin-1")) for name, value in kept]


_Item = TypeVar("_Item")
_Known = TypeVar("_Known")


@dataclass(slots=True)
class _Work:
    """What has been done in a transaction beside the database, until it is written there."""

    session: Session
    together: Sequence[Collection[str]] = ()
    """References that all events which are being handled together are about, those of one kind together."""
    later: dict[Callable[[Session, Sequence[Any]], None], list[Any]] = field(default_factory=dict)
    recalled: dict[Callable[..., Any], dict[str, Any]] = field(default_factory=dict)

    def write(self) -> None:
        # What is written may itself look into the session, but leaves nothing for later.
        later, self.later = self.later, {}
        for work, items in later.items():
            work(self.session, items)


class Transaction:
    """What a handler works in. It is committed or rolled back by whoever opened it.

    Handlers are written for one event. So that many events still cost few statements, what they write can
    wait (`later`) and what they read can be fetched for all of them at once (`recall`).
    """

    def __init__(self, work: _Work, delivery: "Delivery", caused_by: Cause | None = None) -> None:
        self._work = work
        self._delivery = delivery
        self._caused_by = caused_by

    @property
    def service(self) -> str:
        """The service whose transaction this is."""
        return self._delivery.service

    @property
    def seals(self) -> bool:
        """Whether this service keeps anything sealed; one that does not has no key to destroy."""
        return self._delivery.sealing is not None

    def now(self) -> datetime:
        """The time by the service's clock."""
        return self._delivery.clock.now()

    @property
    def session(self) -> Session:
        """The database as it is with everything that was to be written later: that is written first."""
        self._work.write()
        return self._work.session

    def later(self, work: Callable[[Session, Sequence[_Item]], None], item: _Item) -> None:
        """`work` is called with this item and all others given to it, before anybody looks at the session.

        Different works are called in the order in which each was first given something.
        """
        self._work.later.setdefault(work, []).append(item)

    def recall(
        self, look: Callable[[Session, Collection[str]], Mapping[str, _Known]], reference: str
    ) -> _Known | None:
        """What `look` finds of this reference; asked once for all the events that are handled together.

        Who writes later what `look` would find says so with `remember`.
        """
        known = self._work.recalled.setdefault(look, {})
        if reference not in known:
            alike = next((one for one in self._work.together if reference in one), ())
            wanted = {reference, *alike} - known.keys()
            known |= dict.fromkeys(wanted) | dict(look(self.session, wanted))
        found: _Known | None = known[reference]
        return found

    def remember(
        self,
        look: Callable[[Session, Collection[str]], Mapping[str, _Known]],
        reference: str,
        now_known: _Known,
    ) -> None:
        """From now on `recall` finds this."""
        self._work.recalled.setdefault(look, {})[reference] = now_known

    def handling(self, *alike: Collection[str]) -> None:
        """Says what the events are about that are handled together in this transaction.

        What is of one kind is given together, such as the references of all children: `recall` asks for all
        of a kind at once.
        """
        self._work.together = alike

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """When the block raises, nothing of what was done in it is left."""
        with self.session.begin_nested():
            try:
                yield
                self._work.write()
            except BaseException:
                self._work.later.clear()
                self._work.recalled.clear()
                raise

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
        self.later(
            self._delivery.add_to_outbox,
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
        return bool(self.first_times([(event_id, topic)]))

    def first_times(self, events: Collection[tuple[str, str]]) -> set[str]:
        """Marks events (id and topic) as handled; the ids of those that were not handled before."""
        inbox = self._delivery.inbox
        now = self._delivery.clock.now()
        mark: Any = _DIALECTS[self._delivery.engine.dialect.name].insert(inbox)
        # Two workers may hold the same event while partitions move: the second waits here for the first. In
        # the same order each time, so that they never wait for each other.
        rows = [
            {"event_id": event_id, "topic": topic, "handled_at": now}
            for event_id, topic in sorted(dict(events).items())
        ]
        marked = self.session.execute(
            mark.on_conflict_do_nothing(index_elements=[inbox.c.event_id]).returning(inbox.c.event_id), rows
        )
        return set(marked.scalars())

    def caused_by(self, cause: Cause) -> "Transaction":
        """The same transaction, in which what is published follows from `cause`."""
        return Transaction(self._work, self._delivery, cause)


class Turn:
    """Whose turn it is, among threads; whoever asks waits for one at work, and never for the same one again.

    A plain lock goes back to the thread that let go of it a moment ago: under a burst the relay would wait
    until the handlers had nothing left to do, and what was decided would reach no team so long.
    """

    def __init__(self) -> None:
        self._next, self._now = Lock(), Lock()
        self._owner: int | None = None
        self._depth = 0

    def __enter__(self) -> None:
        if self._owner != get_ident():
            with self._next:
                self._now.acquire()
            self._owner = get_ident()
        self._depth += 1

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if not self._depth:
            self._owner = None
            self._now.release()


@dataclass(frozen=True)
class Delivery:
    """A service's database with its outbox and inbox, and what new events need."""

    service: str
    engine: Engine
    outbox: Table
    inbox: Table
    clock: Clock
    identifiers: Identifiers
    sealing: Sealing | None = field(default=None, repr=False, compare=False)
    """How it seals what tells of somebody; None for a service that keeps nothing of the kind."""
    _turn: AbstractContextManager[Any] = field(default_factory=nullcontext, repr=False, compare=False)
    """Whose turn it is to write, among the threads of this process."""

    @classmethod
    def over(
        cls,
        *,
        service: str,
        engine: Engine,
        metadata: MetaData,
        clock: Clock,
        identifiers: Identifiers,
        sealing: Sealing | None = None,
    ) -> "Delivery":
        """Adds the two tables to the service's metadata (once) and returns its delivery."""
        outbox, inbox = with_delivery_tables(metadata)
        # SQLite has one writer at a time, and lets those who wait try again at random: under a burst some
        # would be unlucky until they gave up. Threads of one process queue here instead.
        turn = Turn() if engine.dialect.name == "sqlite" else nullcontext()
        return cls(service, engine, outbox, inbox, clock, identifiers, sealing, turn)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Commits when the block ends, rolls back when it raises. Blocks while another writer is at work.

        Transactions do not nest.
        """
        with self._turn, self._session(self.engine) as session:
            with session.begin():
                work = _Work(session)
                yield Transaction(work, self)
                work.write()
            overwrite_destroyed(session, self.engine)

    @property
    def how_it_seals(self) -> Sealing:
        """For a service that does."""
        assert self.sealing is not None
        return self.sealing

    def add_to_outbox(self, session: Session, rows: Sequence[dict[str, Any]]) -> None:
        """Writes records that are to be published, in their order."""
        session.execute(insert(self.outbox), rows)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading only; on SQLite it never waits for a writer."""
        with (
            self.engine.connect().execution_options(read_only=True) as connection,
            self._session(connection) as session,
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

    def _session(self, bind: Engine | Connection) -> Session:
        return Session(bind, expire_on_commit=False, info={Sealing: self.sealing})
