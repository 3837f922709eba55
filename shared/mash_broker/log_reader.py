"""Reading the log: from the tail in memory when it is there, else from disk in a thread."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TypeVar

from mash_broker.database import Database
from mash_broker.errors import ErrorCode, Refused
from mash_broker.metrics import Metrics
from mash_broker.partition import Partition
from mash_broker.record_times import TimedOffset, first_record_at

Answer = TypeVar("Answer")

_THREADS = 2


class LogReader:
    def __init__(self, database: Database, metrics: Metrics) -> None:
        self._database = database
        self._metrics = metrics
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="reader")
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []

    async def read(self, partition: Partition, offset: int, max_bytes: int, *, at_least_one: bool) -> bytes:
        """Whole batches from the one that holds `offset`, as far as they are durable and fit.

        Raises `Refused` (OFFSET_OUT_OF_RANGE, KAFKA_STORAGE_ERROR). `at_least_one`: a batch that alone is
        larger than `max_bytes` is returned nevertheless, so that its reader is not stuck before it.
        """
        if partition.deleted:
            raise Refused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "The topic was deleted.")
        if not partition.log_start <= offset <= partition.end_offset:
            raise Refused(ErrorCode.OFFSET_OUT_OF_RANGE)
        if offset == partition.end_offset:
            return b""
        batches = partition.tail.from_offset(offset, max_bytes, at_least_one=at_least_one)
        self._metrics.reads.labels("disk" if batches is None else "memory").inc()
        if batches is None:
            partition_id, end = partition.partition_id, partition.end_offset
            batches = await self.ask(
                lambda connection: _batches_from(
                    connection, partition_id, offset, end, max_bytes, at_least_one=at_least_one
                )
            )
        return b"".join(batches)

    async def first_at(self, partition: Partition, timestamp: int) -> TimedOffset | None:
        """The first record that is not older than `timestamp`; None when all are older."""
        partition_id, start = partition.partition_id, partition.log_start
        return await self.ask(lambda connection: _first_at(connection, partition_id, start, timestamp))

    async def newest(self, partition: Partition) -> TimedOffset | None:
        """The record with the latest timestamp; None when there is no record."""
        timestamp = await self.ask(
            lambda connection: connection.execute(
                "SELECT max(max_timestamp) FROM batch WHERE partition_id = ? AND last_offset >= ?",
                (partition.partition_id, partition.log_start),
            ).fetchone()[0]
        )
        return None if timestamp is None else await self.first_at(partition, timestamp)

    async def ask(self, question: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Run a query in a reading thread. Raises `Refused` (KAFKA_STORAGE_ERROR)."""
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._threads, lambda: question(self._connection())
            )
        except sqlite3.Error as error:
            raise Refused(ErrorCode.KAFKA_STORAGE_ERROR, f"The log cannot be read: {error}.") from error

    def close(self) -> None:
        self._threads.shutdown()
        for connection in self._connections:
            connection.close()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._database.reader()
            self._connections.append(connection)
        return connection


def _batches_from(
    connection: sqlite3.Connection,
    partition_id: int,
    offset: int,
    end: int,
    max_bytes: int,
    *,
    at_least_one: bool,
) -> list[bytes]:
    rows = connection.execute(
        "SELECT records FROM batch WHERE partition_id = ? AND base_offset < ? AND base_offset >="
        " (SELECT coalesce(max(base_offset), 0) FROM batch WHERE partition_id = ? AND base_offset <= ?)"
        " ORDER BY base_offset",
        (partition_id, end, partition_id, offset),
    )
    wanted: list[bytes] = []
    total = 0
    with closing(rows):  # an open cursor would hold back the write-ahead log
        for (records,) in rows:
            total += len(records)
            if total > max_bytes and (wanted or not at_least_one):
                break
            wanted.append(records)
    return wanted


def _first_at(
    connection: sqlite3.Connection, partition_id: int, start: int, timestamp: int
) -> TimedOffset | None:
    row = connection.execute(
        "SELECT records FROM batch"
        " WHERE partition_id = ? AND last_offset >= ? AND max_timestamp >= ? ORDER BY base_offset LIMIT 1",
        (partition_id, start, timestamp),
    ).fetchone()
    return None if row is None else first_record_at(row[0], start, timestamp)
