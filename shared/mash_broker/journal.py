"""The only way to change anything: writes queue up, and one transaction commits all that wait (group commit).

The rule that keeps memory and disk the same: a write is prepared just before its transaction, when the one
before is settled; memory changes when the transaction is on disk; when the disk refuses, what was prepared
is forgotten. So nothing in memory, and nothing that was acknowledged, is ever ahead of the disk.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from mash_broker.database import Database, Statement
from mash_broker.errors import Refused, StorageFailed
from mash_broker.metrics import Metrics

logger = logging.getLogger(__name__)

_LARGEST_GROUP_BYTES = 16 << 20


class Write(Protocol):
    """One change. `prepare`, then either `apply` or `abandon`, all on the event loop."""

    size: int
    """About how many bytes it puts on disk."""
    alone: bool
    """Has a transaction to itself, because what it prepares depends on what others would change."""

    def prepare(self) -> Sequence[Statement]:
        """What to execute. Raises `Refused` when the change cannot be made after those before it."""
        ...

    def apply(self) -> None:
        """The transaction is on disk: change memory."""
        ...

    def abandon(self) -> None:
        """The transaction is not on disk: forget what `prepare` remembered."""
        ...


class Journal:
    def __init__(self, database: Database, metrics: Metrics) -> None:
        self._database = database
        self._metrics = metrics
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._waiting: list[tuple[Write, asyncio.Future[None]]] = []
        self._arrived = asyncio.Event()
        self._closing = False
        self.trouble: str | None = None
        """Why the last transaction failed; None while writing works."""

    async def commit(self, write: Write) -> None:
        """Return when the write is on disk. Raises `Refused`, or `StorageFailed` with nothing changed.

        Writes are made in the order of the calls, up to the first await of the caller.
        """
        await self.submit(write)

    def submit(self, write: Write) -> asyncio.Future[None]:
        """Queue a write now, and wait for it later."""
        settled: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self._closing:
            settled.set_exception(StorageFailed("the broker is stopping"))
        else:
            self._waiting.append((write, settled))
            self._arrived.set()
        return settled

    async def run(self) -> None:
        """Commit groups until `close`; writes that wait then are still made."""
        while not (self._closing and not self._waiting):
            await self._arrived.wait()
            self._arrived.clear()
            while self._waiting:
                await self._commit_group(self._next_group())
        self._thread.shutdown()

    def close(self) -> None:
        self._closing = True
        self._arrived.set()

    def _next_group(self) -> list[tuple[Write, asyncio.Future[None]]]:
        size = count = 0
        for write, _ in self._waiting:
            if write.alone and count:
                break
            count += 1
            size += write.size
            if write.alone or size >= _LARGEST_GROUP_BYTES:
                break
        group, self._waiting = self._waiting[:count], self._waiting[count:]
        return group

    async def _commit_group(self, group: list[tuple[Write, asyncio.Future[None]]]) -> None:
        statements: list[Statement] = []
        prepared: list[tuple[Write, asyncio.Future[None]]] = []
        for write, settled in group:
            try:
                statements.extend(write.prepare())
            except Refused as refusal:
                _settle(settled, refusal)
            else:
                prepared.append((write, settled))
        failure = await self._transaction(statements) if statements else None
        for write, settled in prepared:
            if failure is None:
                write.apply()
            else:
                write.abandon()
            _settle(settled, failure)

    async def _transaction(self, statements: Sequence[Statement]) -> StorageFailed | None:
        began = time.perf_counter()
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._database.write, statements)
        except StorageFailed as failure:
            if self.trouble is None:
                logger.error("The log cannot be written, so nothing is acknowledged: %s", failure)
            self.trouble = str(failure)
            self._metrics.failed_transactions.inc()
            return failure
        if self.trouble is not None:
            logger.warning("The log can be written again")
        self.trouble = None
        self._metrics.transaction_seconds.observe(time.perf_counter() - began)
        return None


def _settle(settled: asyncio.Future[None], failure: Exception | None) -> None:
    if settled.done():  # whoever asked has gone
        return
    if failure is None:
        settled.set_result(None)
    else:
        settled.set_exception(failure)
