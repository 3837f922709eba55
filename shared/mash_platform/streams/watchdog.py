"""The watchdog: messages that wait while nothing is handled mean that the process must start again.

Faust can stop consuming without an error, everything or one partition. So the broker is asked, from a thread
of its own, how far the group is behind on each, and a process that makes no progress ends itself.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from kafka.errors import KafkaError

from mash_platform.fail_stop import fail_stop
from mash_platform.streams.lag import Lag, LagReader
from mash_platform.streams.positions import Partition
from mash_platform.telemetry import metrics
from mash_platform.telemetry.logs import what_failed

log = logging.getLogger(__name__)


_CROWD = 500
"""Where so many messages wait on partitions that get on, one that does not may only wait for its turn."""


@dataclass(frozen=True, slots=True)
class Stall:
    """How long messages have waited without one of them being handled, and where."""

    seconds: float = 0.0
    partitions: tuple[Partition, ...] = ()
    """Those that have waited longest."""


class Progress:
    """Since when each partition has waited without the group handling one of its messages."""

    def __init__(self) -> None:
        self._committed: Mapping[Partition, int] = {}
        self._since: Mapping[Partition, float] = {}

    def observe(
        self, now: float, *, behind: Mapping[Partition, int], committed: Mapping[Partition, int]
    ) -> Stall:
        """The longest wait of any partition; none while nothing waits, or all is waiting for its turn."""
        moved = {place for place, offset in committed.items() if self._committed.get(place) != offset}
        self._committed = dict(committed)
        crowded = sum(behind[place] for place in moved) >= _CROWD
        self._since = {
            place: now if crowded or place in moved else self._since.get(place, now)
            for place, messages in behind.items()
            if messages
        }
        longest = min(self._since.values(), default=now)
        return Stall(now - longest, tuple(sorted(p for p, since in self._since.items() if since == longest)))


class Watchdog:
    """Watches one group in a thread; ends the process after `patience` seconds without progress."""

    def __init__(
        self,
        service: str,
        reader: LagReader,
        *,
        assigned: Callable[[], frozenset[Partition]],
        held_back: Callable[[], frozenset[str]],
        at_hand: Callable[[], Sequence[str]],
        patience: float,
        every: float,
    ) -> None:
        """`assigned`: the partitions this process has; without any it answers for all, because a process
        that never gets back what it lost looks just like that. `held_back`: topics of which nothing is
        handled on purpose, because the database is away or the brake is pulled. `at_hand`: the messages
        that handlers have now."""
        self._service = service
        self._reader = reader
        self._assigned = assigned
        self._held_back = held_back
        self._at_hand = at_hand
        self._patience = patience
        self._every = every
        self._progress = Progress()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watchdog", daemon=True)
        self.stall = Stall()
        self.behind = 0
        self._looked_at = monotonic()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()

    @property
    def silent_seconds(self) -> float:
        """Since it last asked the broker, whatever the answer; more than a moment says that it is stuck."""
        return monotonic() - self._looked_at

    def _run(self) -> None:
        try:
            self._watch()
        except Exception as error:  # noqa: BLE001 - nothing is swallowed: the process ends
            fail_stop(log, "the watchdog met an unknown failure", error)

    def _watch(self) -> None:
        while not self._stopping.wait(self._every):
            self._looked_at = monotonic()
            try:
                lag = self._reader.read()
            except (KafkaError, OSError) as error:
                # Without an answer nothing is known; the consumer meets the same broker.
                log.warning("the broker does not say how far we are: %s", what_failed(error))
                self._reader.close()
                self._progress = Progress()
                continue
            self._look_at(lag)
        self._reader.close()

    def _look_at(self, lag: Lag) -> None:
        for topic in {topic for topic, _ in lag.end}:
            metrics.LAG.labels(self._service, topic).set(lag.of_topic(topic))
        mine = (self._assigned() & lag.end.keys()) or lag.end.keys()
        self.behind = sum(lag.behind(partition) for partition in mine)
        held_back = self._held_back()
        due = [partition for partition in mine if partition[0] not in held_back]
        self.stall = self._progress.observe(
            monotonic(),
            behind={partition: lag.behind(partition) for partition in due},
            committed={partition: lag.committed[partition] for partition in due},
        )
        metrics.STALLED_SECONDS.labels(self._service).set(self.stall.seconds)
        if self.stall.seconds > self._patience and not self._stopping.is_set():
            where = ", ".join(f"{topic}/{number}" for topic, number in self.stall.partitions)
            waited = f"messages wait on {where} and none was handled in {self._patience:.0f} s"
            fail_stop(log, f"{waited}; at hand: {', '.join(self._at_hand()) or 'none'}")
