"""How far each consumer group has come: durable, and kept until the group or the topic is deleted.

Apache Kafka forgets the offsets of a group that was away for seven days. This broker does not: a hub that
was switched off over the holidays goes on where it stopped.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mash_broker.database import Statement

TopicPartition = tuple[str, int]


@dataclass(frozen=True, slots=True)
class CommittedOffset:
    next_offset: int
    leader_epoch: int
    metadata: str


class CommittedOffsets:
    def __init__(self) -> None:
        self._groups: dict[str, dict[TopicPartition, CommittedOffset]] = {}

    def groups(self) -> Iterable[str]:
        return self._groups.keys()

    def of_group(self, group_id: str) -> Mapping[TopicPartition, CommittedOffset]:
        return self._groups.get(group_id, {})

    def put(self, group_id: str, offsets: Mapping[TopicPartition, CommittedOffset]) -> None:
        self._groups.setdefault(group_id, {}).update(offsets)

    def drop(self, group_id: str, partitions: Iterable[TopicPartition]) -> None:
        kept = self._groups.get(group_id, {})
        for partition in partitions:
            kept.pop(partition, None)
        if not kept:
            self._groups.pop(group_id, None)

    def drop_topic(self, topic: str) -> None:
        """The topic is gone; its offsets went from disk with it."""
        for group_id in list(self._groups):
            self.drop(group_id, [place for place in self._groups[group_id] if place[0] == topic])


class CommitOffsets:
    alone = False

    def __init__(
        self, offsets: CommittedOffsets, group_id: str, commits: Mapping[TopicPartition, CommittedOffset]
    ) -> None:
        self.size = 128 * len(commits)
        self._offsets = offsets
        self._group_id = group_id
        self._commits = commits

    def prepare(self) -> Sequence[Statement]:
        return [
            (
                "INSERT OR REPLACE INTO committed_offset VALUES (?, ?, ?, ?, ?, ?)",
                (self._group_id, topic, number, commit.next_offset, commit.leader_epoch, commit.metadata),
            )
            for (topic, number), commit in self._commits.items()
        ]

    def apply(self) -> None:
        self._offsets.put(self._group_id, self._commits)

    def abandon(self) -> None:
        """Nothing is remembered before it is on disk."""


class DropOffsets:
    """Forget a group's offsets of these partitions."""

    alone = False

    def __init__(
        self, offsets: CommittedOffsets, group_id: str, partitions: Sequence[TopicPartition]
    ) -> None:
        self.size = 64 * len(partitions)
        self._offsets = offsets
        self._group_id = group_id
        self._partitions = partitions

    def prepare(self) -> Sequence[Statement]:
        return [
            (
                "DELETE FROM committed_offset WHERE group_id = ? AND topic = ? AND number = ?",
                (self._group_id, topic, number),
            )
            for topic, number in self._partitions
        ]

    def apply(self) -> None:
        self._offsets.drop(self._group_id, self._partitions)

    def abandon(self) -> None:
        """Nothing is remembered before it is on disk."""
