"""From a service's outbox to the log: in order for each key, marked only once the log has acknowledged."""

import logging
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any

from kafka import KafkaProducer
from kafka.errors import (
    InvalidRecordError,
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
)
from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.exc import DBAPIError

from mash_platform.delivery.producer import ACKNOWLEDGED_WITHIN_SECONDS, open_producer
from mash_platform.delivery.pruning import PRUNED_AT_ONCE, prune_inbox
from mash_platform.delivery.transaction import Delivery, headers_from_text
from mash_platform.delivery.turn import Turn, turn_of
from mash_platform.fail_stop import fail_stop
from mash_platform.telemetry import metrics
from mash_platform.telemetry.logs import what_failed

log = logging.getLogger(__name__)

_REFUSALS = (
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    InvalidRecordError,
    TopicAuthorizationFailedError,
)
"""What the broker says of one event alone; any other failure is about the connection or the producer."""

AT_ONCE = 500
"""So many events are in flight together."""
IDLE_SECONDS = 0.06
_APART_SECONDS = 0.05
"""Looks into the outbox begin at least so long after each other: under load each finds many events."""
KEPT = timedelta(days=7)
"""How long a published event stays in the outbox, for whoever asks what was sent."""
_NOT_MY_TURN_SECONDS = 0.25
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_REFUSED_SECONDS = 30.0
"""An event that the broker refuses for itself, such as one that is too large, holds up only its own key."""
_MEASURE_EVERY_SECONDS = 1.0
_PRUNE_EVERY_SECONDS = 600.0


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OutboxEvent:
    """A row of the outbox that is to be published."""

    sequence: int
    topic: str
    key: bytes | None
    value: bytes | None
    headers: list[list[str]]


def waves(events: Sequence[OutboxEvent]) -> Sequence[Sequence[OutboxEvent]]:
    """Splits events so that each wave holds at most one of each key, in their order.

    A wave that is acknowledged before the next is sent keeps the order for each key whatever fails.
    """
    earlier: Counter[bytes] = Counter()
    split: list[list[OutboxEvent]] = []
    for event in events:
        number = 0
        if event.key is not None:
            number = earlier[event.key]
            earlier[event.key] += 1
        if number == len(split):
            split.append([])
        split[number].append(event)
    return split


class Relay:
    """Publishes a service's outbox, for ever, in a thread of its own.

    An event may reach the log twice (a crash between acknowledgement and mark, an answer that got lost) and
    carries the same id both times. Events with one key never overtake each other.
    """

    def __init__(self, delivery: Delivery, broker: str, *, idle: float = IDLE_SECONDS) -> None:
        self._delivery = delivery
        self._broker = broker
        self._idle = idle
        self._turn: Turn = turn_of(delivery.service, delivery.engine)
        self._producer: KafkaProducer | None = None
        outbox = delivery.outbox
        self._oldest_unpublished = (
            select(outbox.c.sequence, outbox.c.topic, outbox.c.key, outbox.c.value, outbox.c.headers)
            .where(outbox.c.published_at.is_(None), outbox.c.sequence > bindparam("after"))
            .order_by(outbox.c.sequence)
            .limit(AT_ONCE)
        )
        self._stopping = threading.Event()
        self._nudged = threading.Event()
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self._refused: dict[OutboxEvent, float] = {}
        """Events the broker refused, and until when they and their keys are held back."""
        self._measure_at = 0.0
        self._prune_at = monotonic() + _PRUNE_EVERY_SECONDS
        self.fault: str | None = None
        """What keeps it from publishing right now: broker or database."""

    def start(self) -> None:
        self._thread.start()

    @property
    def refused(self) -> int:
        """How many events the broker refuses for themselves."""
        return len(self._refused)

    def nudge(self) -> None:
        """Something was just written; do not wait for the next look."""
        self._nudged.set()

    def stop(self, timeout: float = 5.0) -> bool:
        """Finishes what is in flight. False when that took too long; the events stay in the outbox."""
        self._stopping.set()
        self._nudged.set()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        pause = _SHORTEST_PAUSE
        try:
            while not self._stopping.is_set():
                begun = monotonic()
                self._nudged.clear()
                try:
                    idle = self._work()
                except (KafkaError, DBAPIError, OSError) as error:
                    self._failed(error)
                    self._stopping.wait(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE)
                else:
                    self._worked()
                    pause = _SHORTEST_PAUSE
                    self._nudged.wait(idle)
                    self._stopping.wait(max(0.0, begun + _APART_SECONDS - monotonic()))
            self._turn.give_up()
            self._drop_producer()
        except Exception as error:  # noqa: BLE001 - nothing is swallowed: the process ends
            fail_stop(log, "the relay met an unknown failure", error)

    def _work(self) -> float:
        """Publishes what is there, up to `AT_ONCE`. Returns how long nothing needs to be done."""
        if not self._turn.taken():
            return _NOT_MY_TURN_SECONDS
        self._look_after()
        publishable = self._publishable()
        if not publishable:
            return self._idle
        self._publish(publishable)
        return 0.0

    def _publishable(self) -> Sequence[OutboxEvent]:
        """The oldest events that may be published now, however many before them are held back."""
        waiting = self._waiting(after=0)
        while waiting and not (publishable := self._not_held_back(waiting)):
            waiting = self._waiting(after=waiting[-1].sequence)
        return publishable if waiting else ()

    def _not_held_back(self, waiting: Sequence[OutboxEvent]) -> list[OutboxEvent]:
        """Leaves out events that the broker refused a moment ago, and what comes after each for its key."""
        now = monotonic()
        self._refused = {event: until for event, until in self._refused.items() if until > now}
        keys = {event.key for event in self._refused if event.key is not None}
        refused = {event.sequence for event in self._refused}
        return [event for event in waiting if event.sequence not in refused and event.key not in keys]

    def _waiting(self, *, after: int) -> Sequence[OutboxEvent]:
        # A plain connection and a statement built once: this runs many times a second while idle.
        with self._delivery.engine.connect().execution_options(read_only=True) as connection:
            return [
                OutboxEvent(*row) for row in connection.execute(self._oldest_unpublished, {"after": after})
            ]

    def _publish(self, events: Sequence[OutboxEvent]) -> None:
        """Raises the failure that calls for a pause; an event that is refused for itself is held back."""
        for wave in waves(events):
            failures = self._send_and_mark(self._not_held_back(wave))
            if len(failures) > 1:
                # A refusal fails what is sent beside it, so each is tried by itself. What had arrived all the
                # same is on the log twice.
                failures = [each for event, _ in failures for each in self._send_and_mark([event])]
            for event, error in failures:
                self._hold_back(event, error)

    def _send_and_mark(self, events: Sequence[OutboxEvent]) -> list[tuple[OutboxEvent, KafkaError]]:
        """What was refused. Raises the failure that calls for a pause.

        A producer that was refused something fails whatever follows on that partition, for ever, so the next
        one starts clean.
        """
        acknowledged, failures = self._send(events)
        self._mark(acknowledged)
        for _, error in failures:
            if not isinstance(error, _REFUSALS):
                raise error
        if failures:
            self._drop_producer()
        return failures

    def _hold_back(self, event: OutboxEvent, error: KafkaError) -> None:
        log.error("event %d for %s is refused: %s", event.sequence, event.topic, what_failed(error))
        metrics.RELAY_FAILURES.labels(self._delivery.service, "message").inc()
        self._refused[event] = monotonic() + _REFUSED_SECONDS

    def _send(
        self, events: Sequence[OutboxEvent]
    ) -> tuple[list[OutboxEvent], list[tuple[OutboxEvent, KafkaError]]]:
        """Blocks until the broker has acknowledged each event or it has failed."""
        producer = self._connected()
        sent: list[tuple[OutboxEvent, Any]] = []
        failures: list[tuple[OutboxEvent, KafkaError]] = []
        for event in events:
            try:
                future = producer.send(
                    event.topic, key=event.key, value=event.value, headers=headers_from_text(event.headers)
                )
            except KafkaError as error:
                failures.append((event, error))
                if not isinstance(error, _REFUSALS):
                    break
            else:
                sent.append((event, future))
        producer.flush(timeout=2 * ACKNOWLEDGED_WITHIN_SECONDS)
        failures += [(event, future.exception) for event, future in sent if future.failed()]
        return [event for event, future in sent if future.succeeded()], failures

    def _mark(self, events: Sequence[OutboxEvent]) -> None:
        if not events:
            return
        outbox = self._delivery.outbox
        with self._delivery.transaction() as transaction:
            transaction.session.execute(
                update(outbox)
                .where(outbox.c.sequence.in_([event.sequence for event in events]))
                .values(published_at=self._delivery.clock.now())
            )
        for event in events:
            metrics.OUTBOX_PUBLISHED.labels(self._delivery.service, event.topic).inc()

    def _connected(self) -> KafkaProducer:
        if self._producer is None:
            self._producer = open_producer(self._broker, f"mash-{self._delivery.service}-relay")
        return self._producer

    def _drop_producer(self) -> None:
        """A producer that failed may stay failed; the next one starts clean."""
        producer, self._producer = self._producer, None
        if producer is not None:
            # What it still holds in flight is in the outbox too.
            with suppress(KafkaTimeoutError):
                producer.close(timeout=1.0)

    def _failed(self, error: KafkaError | DBAPIError | OSError) -> None:
        fault = "database" if isinstance(error, DBAPIError) else "broker"
        if fault == "broker":
            self._drop_producer()
        metrics.RELAY_FAILURES.labels(self._delivery.service, fault).inc()
        if self.fault is None:
            log.warning("cannot publish, trying again until it works: %s", what_failed(error))
        self.fault = fault

    def _worked(self) -> None:
        if self.fault is not None:
            log.info("publishing again")
        self.fault = None

    def _look_after(self) -> None:
        """Measures what waits and prunes what was published long ago, both now and then."""
        now = monotonic()
        if now >= self._measure_at:
            self._measure()
            self._measure_at = now + _MEASURE_EVERY_SECONDS
        if now >= self._prune_at:
            more = PRUNED_AT_ONCE in (self.prune(), prune_inbox(self._delivery))
            self._prune_at = now + (0 if more else _PRUNE_EVERY_SECONDS)

    def _measure(self) -> None:
        outbox = self._delivery.outbox
        with self._delivery.reading() as session:
            count, oldest = session.execute(
                select(func.count(), func.min(outbox.c.written_at)).where(outbox.c.published_at.is_(None))
            ).one()
        age = (self._delivery.clock.now() - oldest).total_seconds() if oldest else 0.0
        metrics.OUTBOX_UNPUBLISHED.labels(self._delivery.service).set(count)
        metrics.OUTBOX_OLDEST_SECONDS.labels(self._delivery.service).set(max(age, 0.0))

    def prune(self) -> int:
        """Deletes some of what was published long ago; how many."""
        outbox = self._delivery.outbox
        long_ago = (
            select(outbox.c.sequence)
            .where(outbox.c.published_at < self._delivery.clock.now() - KEPT)
            .order_by(outbox.c.sequence)
            .limit(PRUNED_AT_ONCE)
        )
        with self._delivery.transaction() as transaction:
            pruned = transaction.session.execute(delete(outbox).where(outbox.c.sequence.in_(long_ago)))
            return int(getattr(pruned, "rowcount", 0))
