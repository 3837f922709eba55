"""Identities for idempotent producers; none is given out twice, whatever happens."""

from collections.abc import Sequence

from mash_broker.database import Statement
from mash_broker.journal import Journal


class ProducerIds:
    def __init__(self, next_id: int) -> None:
        self._next = next_id

    async def allocate(self, journal: Journal) -> int:
        """A new id, durable before it is returned. Raises `StorageFailed`."""
        allocation = _Allocate(self)
        await journal.commit(allocation)
        return allocation.producer_id

    def take(self) -> int:
        self._next += 1
        return self._next - 1


class _Allocate:
    size = 64
    alone = False

    def __init__(self, ids: ProducerIds) -> None:
        self._ids = ids
        self.producer_id = -1

    def prepare(self) -> Sequence[Statement]:
        self.producer_id = self._ids.take()
        return [("UPDATE meta SET value = ? WHERE name = 'next_producer_id'", (str(self.producer_id + 1),))]

    def apply(self) -> None:
        """The id was taken when it was prepared."""

    def abandon(self) -> None:
        """A number that was skipped harms nobody."""
