"""A Faust transport that commits only past messages that were handled.

Stock Faust acknowledges a message when its agent raises, when its JSON cannot be read and when its stream is
closed, and it commits past a message that is still in flight when nothing was committed before it. Here only
`Consumer.acknowledge` moves an offset, and only over messages without a gap between them. The producer is
idempotent and waits for all replicas.

Through Faust travels what was fetched of a partition at once, as if it were one message: record by record,
Faust's own way costs several times what handling a record in a batch does.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from time import monotonic
from typing import Any

from aiokafka.errors import KafkaError
from faust.transport.drivers import TRANSPORTS, aiokafka
from faust.types import ConsumerMessage

from mash_platform.streams.positions import Partition, Positions

log = logging.getLogger(__name__)

SCHEME = "safe"
_APART_SECONDS = 0.05
"""Fetches begin at least so long after one that found something: under load they are fewer and larger."""


_FETCH_WAITS_MS = 100
"""How long a fetch that finds nothing waits at the broker. What comes meanwhile on a partition it does not
ask for, because a message of that was being handed over, waits too: with Faust's own setting for 1.5 s."""


def register() -> None:
    """Makes `safe://host:port` known to Faust in an installation whose entry points are not read."""
    TRANSPORTS.aliases.setdefault(SCHEME, f"{__name__}:Transport")


class Fetched(ConsumerMessage):  # type: ignore[misc]
    """Records of one partition in their order, on their way through Faust as the last of them."""

    __slots__ = ("records",)

    def __init__(self, partition: Any, records: Sequence[Any], generation: int) -> None:
        last = records[-1]
        super().__init__(
            last.topic,
            last.partition,
            last.offset,
            timestamp=last.timestamp / 1000,
            timestamp_type=last.timestamp_type,
            headers=last.headers,
            key=last.key,
            value=last.value,
            checksum=last.checksum,
            tp=partition,
            generation_id=generation,
        )
        self.records = records


class _ConsumerThread(aiokafka.AIOKafkaConsumerThread):  # type: ignore[misc]
    """Counts messages where the client hands them over, so that none can be dropped unseen after it."""

    _found_at = 0.0

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        # What another system took back, in a transaction that it broke off, was never said.
        consumer._isolation_level = "read_committed"
        consumer._fetch_max_wait_ms = _FETCH_WAITS_MS
        return consumer

    async def _fetch_records(
        self, consumer: Any, *args: Any, **options: Any
    ) -> Mapping[Partition, list[Any]]:
        await asyncio.sleep(self._found_at + _APART_SECONDS - monotonic())
        self._tell_where(consumer)
        records: Mapping[Partition, list[Any]] = await super()._fetch_records(consumer, *args, **options)
        if records:
            self._found_at = monotonic()
        for partition, batch in records.items():
            self.consumer.positions.fetched(partition, (record.offset for record in batch))
        self._tell_where(consumer)
        return records

    def _tell_where(self, consumer: Any) -> None:
        """Also where it went on without handing anything over: past the marks of a transaction."""
        assignment = consumer._subscription.subscription.assignment
        for partition in assignment.tps if assignment is not None else ():
            state = assignment.state_value(partition)
            if state is not None and state.has_valid_position:
                self.consumer.positions.reached(partition, state.position)


class Consumer(aiokafka.Consumer):  # type: ignore[misc]
    """Commits up to the first message that was not acknowledged."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.positions = Positions()
        super().__init__(*args, **options)

    def _new_consumer_thread(self) -> _ConsumerThread:
        return _ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    def acknowledge(self, topic: str, partition: int, offset: int) -> None:
        """The message was handled, and its effects are durable."""
        self.positions.handled((topic, partition), offset)

    def ack(self, message: Any) -> bool:
        """Faust's own acknowledgement: the agent is done looking, which says nothing of the effects."""
        message.acked = True
        self._unacked_messages.discard(message)
        return False

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[Any, Fetched]]:
        """What the client has, at most one `Fetched` a partition.

        What is dropped here holds its partition's position, and is read again after the next assignment.
        """
        records, active = await self._wait_next_records(timeout)
        if records is None or self.should_stop:
            return
        generation = self.app.consumer_generation_id
        for partition, batch in records.items():
            if not self.flow_active:
                await self._read_again()
                return
            if self.app.consumer_generation_id != generation:
                return
            if batch and (active is None or partition in active or partition in self._buffered_partitions):
                yield partition, Fetched(partition, batch, generation)

    async def _read_again(self) -> None:
        try:
            await self.perform_seek()
        except KafkaError as error:
            # The assignment that follows seeks too.
            log.warning("could not go back to what is committed: %s", type(error).__name__)

    async def _add_gap(self, tp: Any, offset_from: int, offset_to: int) -> None:
        """Faust's record of offsets that the broker never gave out; `positions` needs none."""

    async def on_partitions_revoked(self, revoked: set[Any]) -> None:
        self.positions.forget(revoked)
        await super().on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[Any], generation_id: int = 0) -> None:
        self.positions.forget(assigned)
        await super().on_partitions_assigned(assigned, generation_id)

    def _filter_tps_with_pending_acks(self, topics: Iterable[Any] | None = None) -> Iterator[Partition]:
        for partition in self.positions.partitions():
            if topics is None or partition in topics or partition[0] in topics:
                yield partition

    def _new_offset(self, tp: Any) -> int | None:
        return self.positions.committable(tp)

    def _should_commit(self, tp: Any, offset: int) -> bool:
        # `committable` has decided; Faust's own record also moves when a commit failed.
        return True

    async def _commit(self, offsets: Mapping[Any, int]) -> bool:
        done: bool = await super()._commit(offsets)
        if done:
            for partition, offset in offsets.items():
                self.positions.committed(partition, offset)
        return done

    def verify_event_path(self, now: float, tp: Any) -> None:
        """Faust would only log that a stream stalls; the worker's watchdog acts on it."""


class Producer(aiokafka.Producer):  # type: ignore[misc]
    def _settings_extra(self) -> Mapping[str, Any]:
        return {"acks": "all", "enable_idempotence": True}


class Transport(aiokafka.Transport):  # type: ignore[misc]
    Consumer = Consumer
    Producer = Producer
