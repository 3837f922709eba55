"""One partition in memory: where its log begins and ends, its producers, its tail, and who waits for more.

`end_offset` is the offset after the last record that is on disk. It is log end and high watermark in one,
because this broker has no followers to wait for.
"""

import asyncio
from collections.abc import Sequence

from mash_broker.database import Statement
from mash_broker.errors import ErrorCode, Refused
from mash_broker.producer_state import ProducerState, offset_if_stored, state_after
from mash_broker.record_batch import BatchHeader, placed_at
from mash_broker.tail_cache import Batch, Tail, TailCache


class Partition:
    def __init__(
        self,
        partition_id: int,
        number: int,
        cache: TailCache,
        *,
        log_start: int = 0,
        end_offset: int = 0,
        producers: dict[int, ProducerState] | None = None,
    ) -> None:
        self.partition_id = partition_id
        self.number = number
        self.log_start = log_start
        self.end_offset = end_offset
        self.deleted = False
        self.tail = Tail()
        self.listeners: set[asyncio.Event] = set()
        self._cache = cache
        self._producers = producers or {}
        self._next_offset = end_offset
        self._prepared: list[Batch] = []
        self._prepared_producers: dict[int, ProducerState] = {}

    def prepare(self, header: BatchHeader, batch: bytes, now_ms: int) -> tuple[int, bool]:
        """Give the batch its offset: (offset, whether it is new). Raises as `offset_if_stored` does."""
        if self.deleted:
            raise Refused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "The topic was deleted.")
        if not header.idempotent:
            return self._place(header, batch), True
        state = self._prepared_producers.get(header.producer_id) or self._producers.get(header.producer_id)
        stored_at = offset_if_stored(state, header)
        if stored_at is not None:
            return stored_at, False
        base_offset = self._place(header, batch)
        self._prepared_producers[header.producer_id] = state_after(state, header, base_offset, now_ms)
        return base_offset, True

    def prepared_batch(self) -> Batch:
        return self._prepared[-1]

    def prepared_producer(self, producer_id: int) -> ProducerState:
        return self._prepared_producers[producer_id]

    def settle(self, *, on_disk: bool) -> None:
        """All that was prepared is on disk and readable, or none of it happened."""
        if on_disk:
            for batch in self._prepared:
                self._cache.add(self.tail, batch)
            self.end_offset = self._next_offset
            self._producers.update(self._prepared_producers)
            if self._prepared:
                self.wake()
        self._next_offset = self.end_offset
        self._prepared.clear()
        self._prepared_producers.clear()

    def wake(self) -> None:
        for listener in self.listeners:
            listener.set()

    def forget_producers(self, silent_since: int) -> None:
        """Forget who has not written since then (milliseconds since 1970)."""
        self._producers = {
            producer_id: state
            for producer_id, state in self._producers.items()
            if state.last_write >= silent_since
        }

    def _place(self, header: BatchHeader, batch: bytes) -> int:
        base_offset = self._next_offset
        self._next_offset += header.records
        self._prepared.append(Batch(base_offset, self._next_offset - 1, placed_at(batch, base_offset)))
        return base_offset


class AppendBatch:
    """The write of one record batch; afterwards `base_offset` says where it is."""

    alone = False

    def __init__(self, partition: Partition, header: BatchHeader, batch: bytes, now_ms: int) -> None:
        self.size = header.size
        self.records = header.records
        self.base_offset = -1
        self.duplicate = False
        self._partition = partition
        self._header = header
        self._batch = batch
        self._now_ms = now_ms

    @property
    def log_start(self) -> int:
        return self._partition.log_start

    def prepare(self) -> Sequence[Statement]:
        self.base_offset, new = self._partition.prepare(self._header, self._batch, self._now_ms)
        self.duplicate = not new
        if self.duplicate:
            return ()
        insert = self._insert(self._partition.prepared_batch())
        self._batch = b""  # the partition has its own copy, with the offset in it
        return (insert, self._remember_producer()) if self._header.idempotent else (insert,)

    def apply(self) -> None:
        self._partition.settle(on_disk=True)

    def abandon(self) -> None:
        self._partition.settle(on_disk=False)

    def _insert(self, batch: Batch) -> Statement:
        # A batch without a timestamp is kept as long as one made now.
        timestamp = self._header.max_timestamp if self._header.max_timestamp >= 0 else self._now_ms
        return (
            "INSERT INTO batch VALUES (NULL, ?, ?, ?, ?, ?, ?)",
            (
                self._partition.partition_id,
                batch.base_offset,
                batch.last_offset,
                timestamp,
                self._header.size,
                batch.records,
            ),
        )

    def _remember_producer(self) -> Statement:
        state = self._partition.prepared_producer(self._header.producer_id)
        return (
            "INSERT OR REPLACE INTO producer VALUES (?, ?, ?, ?, ?)",
            (
                self._partition.partition_id,
                self._header.producer_id,
                state.epoch,
                state.to_json(),
                state.last_write,
            ),
        )
