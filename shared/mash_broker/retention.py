"""Old records go: which, by each topic's settings, and the sweeping of what nobody can read any more.

Deleting is two steps. Moving the start of the log makes records unreadable at once and is one small write;
the sweep then deletes their batches a few at a time, so that producers never wait for it. A kill between the
two costs nothing: the sweep goes on after the restart.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from mash_broker.database import Statement
from mash_broker.errors import ErrorCode, Refused, StorageFailed
from mash_broker.journal import Journal
from mash_broker.log_reader import LogReader
from mash_broker.metrics import Metrics
from mash_broker.partition import Partition
from mash_broker.topic_configs import TopicConfigs
from mash_broker.topics import Topics
from mash_platform.clock import Clock

logger = logging.getLogger(__name__)

_BATCHES_A_SWEEP = 100
_PAGES_A_SWEEP = 1000
_PRODUCER_KEPT_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class StoredExtent:
    """One stored batch without its records."""

    last_offset: int
    max_timestamp: int
    size: int


def expired(oldest: Sequence[StoredExtent], total_bytes: int, configs: TopicConfigs, now_ms: int) -> int:
    """How many of the oldest batches have passed their topic's retention.

    By time: the newest record of the batch is older than retention.ms. By size: without the batch the
    partition still has retention.bytes. A batch never goes before one that is older in the log.
    """
    if not configs.deletes:
        return 0
    count = 0
    for extent in oldest:
        too_old = configs.retention_ms >= 0 and extent.max_timestamp < now_ms - configs.retention_ms
        too_much = configs.retention_bytes >= 0 and total_bytes - extent.size >= configs.retention_bytes
        if not (too_old or too_much):
            break
        total_bytes -= extent.size
        count += 1
    return count


class MoveLogStart:
    """Records before `log_start` are gone for every reader."""

    size = 64
    alone = False

    def __init__(self, partition: Partition, log_start: int) -> None:
        self._partition = partition
        self._log_start = log_start

    def prepare(self) -> Sequence[Statement]:
        if not 0 <= self._log_start <= self._partition.end_offset:
            raise Refused(ErrorCode.OFFSET_OUT_OF_RANGE)
        return [
            (
                "UPDATE partition SET log_start = max(log_start, ?) WHERE partition_id = ?",
                (self._log_start, self._partition.partition_id),
            )
        ]

    def apply(self) -> None:
        self._partition.log_start = max(self._partition.log_start, self._log_start)
        self._partition.wake()

    def abandon(self) -> None:
        """Nothing is remembered before it is on disk."""


class _Sweep:
    """A write that only tidies the disk; memory does not know what is swept."""

    size = 0
    alone = True

    def __init__(self, *statements: Statement) -> None:
        self._statements = statements

    def prepare(self) -> Sequence[Statement]:
        return self._statements

    def apply(self) -> None:
        """Nothing to change in memory."""

    def abandon(self) -> None:
        """Nothing to forget."""


class _ForgetProducers(_Sweep):
    """A producer that was silent for a day is forgotten, as in Kafka (producer.id.expiration.ms)."""

    def __init__(self, topics: Topics, now_ms: int) -> None:
        self._topics = topics
        self._since = now_ms - _PRODUCER_KEPT_MS
        super().__init__(("DELETE FROM producer WHERE last_write < ?", (self._since,)))

    def apply(self) -> None:
        for topic in self._topics:
            for partition in topic.partitions:
                partition.forget_producers(self._since)


class Retention:
    def __init__(
        self, topics: Topics, journal: Journal, reader: LogReader, metrics: Metrics, clock: Clock
    ) -> None:
        self._topics = topics
        self._journal = journal
        self._reader = reader
        self._metrics = metrics
        self._clock = clock

    async def run(self, every_seconds: float) -> None:
        """Look at everything now and then, until cancelled. A full disk does not end it."""
        while True:
            try:
                await self.once()
            except (Refused, StorageFailed) as error:
                logger.warning("Retention is put off: %s", error)
            await asyncio.sleep(every_seconds)

    async def once(self) -> None:
        now_ms = int(self._clock.now().timestamp() * 1000)
        for topic in list(self._topics):
            for partition in list(topic.partitions):
                await self._expire(partition, topic.configs, now_ms)
                await self._sweep(partition.partition_id, partition.log_start)
        await self._sweep_deleted_topics()
        await self._journal.commit(_ForgetProducers(self._topics, now_ms))
        await self._give_back_space()

    async def _expire(self, partition: Partition, configs: TopicConfigs, now_ms: int) -> None:
        while True:
            oldest, total_bytes = await self._oldest(partition.partition_id, configs)
            count = expired(oldest, total_bytes, configs, now_ms)
            if not count:
                return
            await self._journal.commit(MoveLogStart(partition, oldest[count - 1].last_offset + 1))
            await self._sweep(partition.partition_id, partition.log_start)

    async def _oldest(self, partition_id: int, configs: TopicConfigs) -> tuple[list[StoredExtent], int]:
        if not configs.deletes:
            return [], 0
        rows = await self._reader.ask(
            lambda connection: connection.execute(
                "SELECT last_offset, max_timestamp, size FROM batch WHERE partition_id = ?"
                " ORDER BY base_offset LIMIT ?",
                (partition_id, _BATCHES_A_SWEEP),
            ).fetchall()
        )
        total = 0
        if configs.retention_bytes >= 0:
            (total,) = await self._reader.ask(
                lambda connection: connection.execute(
                    "SELECT coalesce(sum(size), 0) FROM batch WHERE partition_id = ?", (partition_id,)
                ).fetchone()
            )
        return [StoredExtent(*row) for row in rows], total

    async def _sweep(self, partition_id: int, log_start: int) -> None:
        while True:
            doomed = await self._reader.ask(
                lambda connection: connection.execute(
                    "SELECT batch_id, last_offset FROM batch WHERE partition_id = ?"
                    " ORDER BY base_offset LIMIT ?",
                    (partition_id, _BATCHES_A_SWEEP),
                ).fetchall()
            )
            gone = [(batch_id,) for batch_id, last_offset in doomed if last_offset < log_start]
            if not gone:
                return
            await self._journal.commit(
                _Sweep(*(("DELETE FROM batch WHERE batch_id = ?", batch) for batch in gone))
            )
            self._metrics.removed_batches.inc(len(gone))

    async def _sweep_deleted_topics(self) -> None:
        orphans = await self._reader.ask(
            lambda connection: connection.execute(
                "SELECT partition_id FROM partition WHERE topic_id NOT IN (SELECT topic_id FROM topic)"
            ).fetchall()
        )
        for (partition_id,) in orphans:
            await self._sweep(partition_id, 1 << 62)
            await self._journal.commit(
                _Sweep(
                    ("DELETE FROM producer WHERE partition_id = ?", (partition_id,)),
                    ("DELETE FROM partition WHERE partition_id = ?", (partition_id,)),
                )
            )

    async def _give_back_space(self) -> None:
        while await self._reader.ask(
            lambda connection: connection.execute("PRAGMA freelist_count").fetchone()[0]
        ):
            await self._journal.commit(_Sweep((f"PRAGMA incremental_vacuum({_PAGES_A_SWEEP})", ())))
