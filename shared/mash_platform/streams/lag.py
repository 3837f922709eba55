"""What a consumer group has not handled yet, by the broker's own account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kafka import IsolationLevel, TopicPartition
from kafka.admin import KafkaAdminClient, OffsetSpec

from mash_platform.broker_connection import connection
from mash_platform.streams.positions import Partition


@dataclass(frozen=True, slots=True)
class Lag:
    """The state of a group on the broker at one moment."""

    committed: Mapping[Partition, int]
    """Nought where the group has committed nothing yet."""
    end: Mapping[Partition, int]
    start: Mapping[Partition, int]

    def behind(self, partition: Partition) -> int:
        """How many messages wait. Those that expired unhandled are gone, and do not wait."""
        return max(0, self.end[partition] - max(self.committed[partition], self.start[partition]))

    def of_topic(self, topic: str) -> int:
        return sum(self.behind(partition) for partition in self.end if partition[0] == topic)


class LagReader:
    """Asks the broker. Every method blocks, and raises `KafkaError` or `OSError` when it does not answer."""

    def __init__(self, broker: str, group: str, topics: Sequence[str]) -> None:
        self._broker = broker
        self._group = group
        self._topics = list(topics)
        self._admin: KafkaAdminClient | None = None

    def read(self) -> Lag:
        admin = self._connected()
        partitions = [
            TopicPartition(topic["name"], partition["partition_index"])
            for topic in admin.describe_topics(self._topics)
            for partition in topic["partitions"]
        ]
        start = admin.list_partition_offsets(dict.fromkeys(partitions, OffsetSpec.EARLIEST))
        # What another system says in a transaction that it has not finished, nobody can read yet.
        end = admin.list_partition_offsets(
            dict.fromkeys(partitions, OffsetSpec.LATEST), IsolationLevel.READ_COMMITTED
        )
        committed = admin.list_group_offsets({self._group: partitions})[self._group]
        return Lag(
            committed={tuple(p): max(0, committed[p].offset) if p in committed else 0 for p in partitions},
            end={tuple(p): end[p].offset for p in partitions},
            start={tuple(p): start[p].offset for p in partitions},
        )

    def close(self) -> None:
        admin, self._admin = self._admin, None
        if admin is not None:
            admin.close()

    def _connected(self) -> KafkaAdminClient:
        if self._admin is None:
            self._admin = KafkaAdminClient(
                **connection(self._broker),
                client_id="mash-watchdog",
                bootstrap_timeout_ms=5_000,
                request_timeout_ms=5_000,
            )
        return self._admin
