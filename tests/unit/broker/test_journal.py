"""Memory changes when the disk has changed, and when the disk refuses nothing has happened."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from mash_broker.database import FILE_NAME, Database, Statement
from mash_broker.errors import ErrorCode, Refused, StorageFailed
from mash_broker.journal import Journal
from mash_broker.metrics import Metrics
from mash_broker.partition import AppendBatch, Partition
from mash_broker.record_batch import checked_header
from mash_broker.tail_cache import TailCache
from tests.builders.broker import NOON_MS, a_batch

BAD_STATEMENT: Statement = ("INSERT INTO no_such_table VALUES (1)", ())


class Note:
    """A write that keeps a diary."""

    size = 10

    def __init__(
        self, diary: list[str], name: str, *, alone: bool = False, statements: Sequence[Statement] = ()
    ) -> None:
        self.alone = alone
        self._diary = diary
        self._name = name
        self._statements = statements or [("INSERT INTO meta VALUES (?, '')", (name,))]

    def prepare(self) -> Sequence[Statement]:
        self._diary.append(f"prepare {self._name}")
        return self._statements

    def apply(self) -> None:
        self._diary.append(f"apply {self._name}")

    def abandon(self) -> None:
        self._diary.append(f"abandon {self._name}")


def with_journal(folder: Path, scene: Callable[[Journal], Awaitable[None]]) -> None:
    async def play() -> None:
        database = Database(folder / FILE_NAME)
        journal = Journal(database, Metrics())
        running = asyncio.create_task(journal.run())
        try:
            await scene(journal)
        finally:
            journal.close()
            await running
            database.close()

    asyncio.run(play())


def an_append(partition: Partition, *values: bytes, sequence: int = -1) -> AppendBatch:
    idempotent = sequence >= 0
    batch = a_batch(
        *values, producer_id=7 if idempotent else -1, epoch=0 if idempotent else -1, sequence=sequence
    )
    return AppendBatch(partition, checked_header(batch), batch, NOON_MS)


def test_writes_that_wait_together_are_one_transaction(tmp_path: Path) -> None:
    diary: list[str] = []

    async def scene(journal: Journal) -> None:
        await asyncio.gather(*(journal.commit(Note(diary, name)) for name in "abc"))

    with_journal(tmp_path, scene)

    assert diary == ["prepare a", "prepare b", "prepare c", "apply a", "apply b", "apply c"]


def test_a_write_that_depends_on_others_is_prepared_when_they_are_settled(tmp_path: Path) -> None:
    diary: list[str] = []

    async def scene(journal: Journal) -> None:
        writes = [Note(diary, "a"), Note(diary, "b", alone=True), Note(diary, "c")]
        await asyncio.gather(*(journal.commit(write) for write in writes))

    with_journal(tmp_path, scene)

    assert diary == ["prepare a", "apply a", "prepare b", "apply b", "prepare c", "apply c"]


def test_when_the_disk_refuses_all_of_the_transaction_is_forgotten(tmp_path: Path) -> None:
    diary: list[str] = []

    async def scene(journal: Journal) -> None:
        outcomes = await asyncio.gather(
            journal.commit(Note(diary, "a")),
            journal.commit(Note(diary, "b", statements=[BAD_STATEMENT])),
            return_exceptions=True,
        )
        assert all(isinstance(outcome, StorageFailed) for outcome in outcomes)
        assert journal.trouble is not None
        await journal.commit(Note(diary, "a"))
        assert journal.trouble is None

    with_journal(tmp_path, scene)

    assert diary == ["prepare a", "prepare b", "abandon a", "abandon b", "prepare a", "apply a"]


def test_an_offset_is_given_out_again_when_the_disk_refused_it(tmp_path: Path) -> None:
    partition = Partition(1, 0, TailCache(1 << 20))

    async def scene(journal: Journal) -> None:
        await journal.commit(an_append(partition, b"one", b"two", sequence=0))
        lost = an_append(partition, b"three", sequence=2)
        outcomes = await asyncio.gather(
            journal.commit(lost),
            journal.commit(an_append(partition, b"four", sequence=3)),
            journal.commit(Note([], "b", statements=[BAD_STATEMENT])),
            return_exceptions=True,
        )
        assert [type(outcome) for outcome in outcomes] == [StorageFailed] * 3
        assert partition.end_offset == 2

        again = an_append(partition, b"three", sequence=2)
        await journal.commit(again)
        assert again.base_offset == lost.base_offset == 2
        assert not again.duplicate, "what failed is not remembered as stored"

    with_journal(tmp_path, scene)

    connection = sqlite3.connect(tmp_path / FILE_NAME)
    rows = connection.execute("SELECT base_offset, last_offset FROM batch ORDER BY base_offset").fetchall()
    connection.close()
    assert rows == [(0, 1), (2, 2)]


def test_a_batch_sent_twice_while_the_first_is_under_way_is_stored_once(tmp_path: Path) -> None:
    partition = Partition(1, 0, TailCache(1 << 20))

    async def scene(journal: Journal) -> None:
        first, second = an_append(partition, b"one", sequence=0), an_append(partition, b"one", sequence=0)
        await asyncio.gather(journal.commit(first), journal.commit(second))
        assert (first.base_offset, second.base_offset) == (0, 0)
        assert (first.duplicate, second.duplicate) == (False, True)
        assert partition.end_offset == 1

    with_journal(tmp_path, scene)


def test_a_refused_write_does_not_hold_up_its_neighbours(tmp_path: Path) -> None:
    partition = Partition(1, 0, TailCache(1 << 20))

    async def scene(journal: Journal) -> None:
        await journal.commit(an_append(partition, b"one", sequence=0))
        outcomes = await asyncio.gather(
            journal.commit(an_append(partition, b"gap", sequence=5)),
            journal.commit(an_append(partition, b"two", sequence=1)),
            return_exceptions=True,
        )
        assert isinstance(outcomes[0], Refused)
        assert outcomes[0].code is ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER
        assert outcomes[1] is None
        assert partition.end_offset == 2

    with_journal(tmp_path, scene)


def test_a_broker_that_cannot_trust_its_memory_does_not_go_on(tmp_path: Path) -> None:
    class Torn(Note):
        def apply(self) -> None:
            raise AssertionError("memory and disk differ")

    async def play() -> None:
        database = Database(tmp_path / FILE_NAME)
        journal = Journal(database, Metrics())
        running = asyncio.create_task(journal.run())
        unanswered = journal.submit(Torn([], "a"))
        with pytest.raises(AssertionError, match="memory and disk differ"):
            await running
        assert not unanswered.done()
        database.close()

    asyncio.run(play())


def test_what_was_queued_before_the_end_is_still_written_and_nothing_after_it(tmp_path: Path) -> None:
    diary: list[str] = []

    async def scene(journal: Journal) -> None:
        waiting = journal.submit(Note(diary, "a"))
        journal.close()
        with pytest.raises(StorageFailed):
            await journal.commit(Note(diary, "b"))
        await waiting

    with_journal(tmp_path, scene)

    assert diary == ["prepare a", "apply a"]
