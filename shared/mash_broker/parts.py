"""What a request handler works with, and what it knows of who asks."""

from dataclasses import dataclass

from mash_broker.committed_offsets import CommittedOffsets
from mash_broker.group_coordinator import GroupCoordinator
from mash_broker.journal import Journal
from mash_broker.log_reader import LogReader
from mash_broker.metrics import Metrics
from mash_broker.producer_ids import ProducerIds
from mash_broker.topics import Topics
from mash_platform.clock import Clock

NODE_ID = 1
"""The id of the only broker there is."""


@dataclass(slots=True)
class Parts:
    cluster_id: str
    host: str
    port: int
    topics: Topics
    offsets: CommittedOffsets
    groups: GroupCoordinator
    producer_ids: ProducerIds
    journal: Journal
    reader: LogReader
    metrics: Metrics
    clock: Clock

    def now_ms(self) -> int:
        return int(self.clock.now().timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class Caller:
    client_id: str
    host: str
    version: int
    """Of the API, as the client asked for it."""
