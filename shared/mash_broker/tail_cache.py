"""The newest batches of all partitions in memory, so that consumers who keep up never touch the disk."""

from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Batch:
    """A stored batch: the offsets it holds, first to last, and its bytes."""

    base_offset: int
    last_offset: int
    records: bytes


@dataclass(slots=True)
class Tail:
    """The newest batches of one partition, without gap up to its end."""

    batches: deque[Batch] = field(default_factory=deque)

    def from_offset(self, offset: int, max_bytes: int, *, at_least_one: bool) -> list[bytes] | None:
        """Whole batches that fit, from the one that holds `offset`; None when the tail begins later.

        `at_least_one`: the first is returned even when it alone is larger than `max_bytes`.
        """
        if not self.batches or self.batches[0].base_offset > offset:
            return None
        wanted: list[bytes] = []
        for batch in reversed(self.batches):
            if batch.last_offset < offset:
                break
            wanted.append(batch.records)
        wanted.reverse()
        total = 0
        for count, records in enumerate(wanted):
            total += len(records)
            if total > max_bytes and (count or not at_least_one):
                return wanted[:count]
        return wanted


class TailCache:
    """All tails together stay under one limit; the oldest batch goes first, whoever it belongs to."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._arrivals: deque[Tail] = deque()
        self.size = 0

    def add(self, tail: Tail, batch: Batch) -> None:
        tail.batches.append(batch)
        self._arrivals.append(tail)
        self.size += len(batch.records)
        while self.size > self._limit:
            self.size -= len(self._arrivals.popleft().batches.popleft().records)
