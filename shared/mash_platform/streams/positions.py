"""Up to where the messages of each partition are handled: what may be committed, and not one more."""

import heapq
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

Partition = tuple[str, int]
"""A topic and the number of one of its partitions."""


@dataclass(slots=True)
class _Progress:
    next_offset: int
    """One past the last message fetched."""
    committed: int
    """What the group is known to have committed; before the first commit, where this assignment began."""
    unhandled: set[int] = field(default_factory=set)
    """Offsets fetched and not handled yet."""
    in_order: list[int] = field(default_factory=list)
    """A heap of the offsets fetched; those no longer unhandled are dropped when they surface."""

    def safe(self) -> int:
        while self.in_order and self.in_order[0] not in self.unhandled:
            heapq.heappop(self.in_order)
        return self.in_order[0] if self.in_order else self.next_offset


class Positions:
    """The bookkeeping behind strictly contiguous commits; safe to use from several threads.

    A message counts from the moment the client hands it over, so one that is dropped on the way to its
    handler holds the position where it is. Offsets that were never handed over (compacted away, expired,
    markers of transactions) hold nothing up. Nothing here depends on a committed offset being known, or on
    it being other than zero.
    """

    def __init__(self) -> None:
        self._progress: dict[Partition, _Progress] = {}
        self._lock = threading.Lock()

    def fetched(self, partition: Partition, offsets: Iterable[int]) -> None:
        """The client handed over these messages; again is allowed, after a seek back."""
        with self._lock:
            for offset in offsets:
                progress = self._progress.get(partition)
                if progress is None:
                    progress = self._progress[partition] = _Progress(next_offset=offset, committed=offset)
                if offset not in progress.unhandled:
                    progress.unhandled.add(offset)
                    heapq.heappush(progress.in_order, offset)
                progress.next_offset = max(progress.next_offset, offset + 1)

    def reached(self, partition: Partition, next_offset: int) -> None:
        """The client goes on from there; what it passed over without handing it over is no message."""
        with self._lock:
            progress = self._progress.get(partition)
            if progress is None:
                self._progress[partition] = _Progress(next_offset=next_offset, committed=next_offset)
            else:
                progress.next_offset = max(progress.next_offset, next_offset)

    def handled(self, partition: Partition, offset: int) -> None:
        """The effects of this message are durable. One that belongs to an earlier assignment is ignored."""
        with self._lock:
            progress = self._progress.get(partition)
            if progress is not None:
                progress.unhandled.discard(offset)

    def committable(self, partition: Partition) -> int | None:
        """The offset to commit: that of the first unhandled message, or None when nothing is new."""
        with self._lock:
            progress = self._progress.get(partition)
            if progress is None:
                return None
            safe = progress.safe()
            return safe if safe > progress.committed else None

    def committed(self, partition: Partition, offset: int) -> None:
        """The broker acknowledged the commit."""
        with self._lock:
            progress = self._progress.get(partition)
            if progress is not None:
                progress.committed = max(progress.committed, offset)

    def forget(self, partitions: Iterable[Partition]) -> None:
        """The partitions were revoked or are assigned anew: their owner fetches again what was in flight."""
        with self._lock:
            for partition in partitions:
                self._progress.pop(partition, None)

    def partitions(self) -> list[Partition]:
        with self._lock:
            return list(self._progress)
