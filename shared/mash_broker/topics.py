"""The topics there are, and the writes that create, change and delete them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mash_broker.committed_offsets import CommittedOffsets
from mash_broker.database import Statement
from mash_broker.errors import ErrorCode, Refused
from mash_broker.partition import Partition
from mash_broker.tail_cache import TailCache
from mash_broker.topic_configs import TopicConfigs

_LEGAL_NAME = re.compile(r"[a-zA-Z0-9._-]{1,249}")
MOST_PARTITIONS = 1000


@dataclass(slots=True)
class Topic:
    topic_id: int
    name: str
    partitions: list[Partition]
    configs: TopicConfigs


class Topics:
    """All topics by name. Changed only by the writes below, when they are on disk."""

    def __init__(self, cache: TailCache, next_topic_id: int, next_partition_id: int) -> None:
        self._by_name: dict[str, Topic] = {}
        self._cache = cache
        self._next_topic_id = next_topic_id
        self._next_partition_id = next_partition_id

    def __iter__(self) -> Iterator[Topic]:
        return iter(self._by_name.values())

    def find(self, name: str) -> Topic | None:
        return self._by_name.get(name)

    def get(self, name: str) -> Topic:
        """Raises `Refused` (UNKNOWN_TOPIC_OR_PARTITION)."""
        topic = self._by_name.get(name)
        if topic is None:
            raise Refused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "There is no topic of this name.")
        return topic

    def partition(self, name: str, number: int) -> Partition:
        """Raises `Refused` (UNKNOWN_TOPIC_OR_PARTITION)."""
        partitions = self.get(name).partitions
        if not 0 <= number < len(partitions):
            raise Refused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "The topic has no partition of this number.")
        return partitions[number]

    def add(self, topic: Topic) -> None:
        self._by_name[topic.name] = topic

    def remove(self, topic: Topic) -> None:
        del self._by_name[topic.name]

    def new_topic(self, name: str, partitions: int, configs: Mapping[str, str]) -> Topic:
        """A topic that is not there yet: `CreateTopic` puts it on disk."""
        self._next_topic_id += 1
        return Topic(self._next_topic_id, name, self.new_partitions(0, partitions), TopicConfigs(configs))

    def new_partitions(self, first: int, end: int) -> list[Partition]:
        made = []
        for number in range(first, end):
            self._next_partition_id += 1
            made.append(Partition(self._next_partition_id, number, self._cache))
        return made


def check_name(name: str) -> None:
    """Raises `Refused` (INVALID_TOPIC_EXCEPTION) by Kafka's rule for names."""
    if not _LEGAL_NAME.fullmatch(name) or name in (".", ".."):
        raise Refused(
            ErrorCode.INVALID_TOPIC_EXCEPTION,
            "A topic name has 1 to 249 letters, digits, dots, underscores and hyphens.",
        )


def check_partition_count(count: int) -> None:
    """Raises `Refused` (INVALID_PARTITIONS)."""
    if not 1 <= count <= MOST_PARTITIONS:
        raise Refused(ErrorCode.INVALID_PARTITIONS, f"A topic has 1 to {MOST_PARTITIONS} partitions.")


class _ChangeOfTopics:
    size = 1024
    alone = True

    def __init__(self, topics: Topics) -> None:
        self._topics = topics

    def abandon(self) -> None:
        """Nothing is remembered before it is on disk."""


class CreateTopic(_ChangeOfTopics):
    def __init__(self, topics: Topics, name: str, partitions: int, configs: Mapping[str, str]) -> None:
        super().__init__(topics)
        self._name = name
        self._topic = topics.new_topic(name, partitions, configs)

    def prepare(self) -> Sequence[Statement]:
        if self._topics.find(self._name) is not None:
            raise Refused(ErrorCode.TOPIC_ALREADY_EXISTS, "There is a topic of this name.")
        topic = self._topic
        return [
            ("INSERT INTO topic (topic_id, name) VALUES (?, ?)", (topic.topic_id, topic.name)),
            *(_insert_partition(topic, partition) for partition in topic.partitions),
            *_insert_configs(topic.topic_id, topic.configs.overrides),
        ]

    def apply(self) -> None:
        self._topics.add(self._topic)


class AddPartitions(_ChangeOfTopics):
    def __init__(self, topics: Topics, name: str, count: int) -> None:
        super().__init__(topics)
        self._name = name
        self._count = count
        self._added: list[Partition] = []

    def prepare(self) -> Sequence[Statement]:
        topic = self._topics.get(self._name)
        if self._count <= len(topic.partitions):
            raise Refused(ErrorCode.INVALID_PARTITIONS, "The number of partitions can only grow.")
        self._added = self._topics.new_partitions(len(topic.partitions), self._count)
        return [_insert_partition(topic, partition) for partition in self._added]

    def apply(self) -> None:
        self._topics.get(self._name).partitions.extend(self._added)


class ChangeConfigs(_ChangeOfTopics):
    """The settings of a topic become what `change` makes of those it has; `change` may raise `Refused`."""

    def __init__(
        self, topics: Topics, name: str, change: Callable[[Mapping[str, str]], Mapping[str, str]]
    ) -> None:
        super().__init__(topics)
        self._name = name
        self._change = change
        self._configs: Mapping[str, str] = {}

    def prepare(self) -> Sequence[Statement]:
        topic = self._topics.get(self._name)
        self._configs = self._change(topic.configs.overrides)
        return [
            ("DELETE FROM topic_config WHERE topic_id = ?", (topic.topic_id,)),
            *_insert_configs(topic.topic_id, self._configs),
        ]

    def apply(self) -> None:
        self._topics.get(self._name).configs = TopicConfigs(self._configs)


class DeleteTopic(_ChangeOfTopics):
    """The topic and its committed offsets go at once; `retention` sweeps the batches afterwards."""

    def __init__(self, topics: Topics, offsets: CommittedOffsets, name: str) -> None:
        super().__init__(topics)
        self._offsets = offsets
        self._name = name
        self._topic: Topic | None = None

    def prepare(self) -> Sequence[Statement]:
        self._topic = self._topics.get(self._name)
        topic_id = self._topic.topic_id
        return [
            ("DELETE FROM topic WHERE topic_id = ?", (topic_id,)),
            ("DELETE FROM topic_config WHERE topic_id = ?", (topic_id,)),
            ("DELETE FROM committed_offset WHERE topic = ?", (self._name,)),
        ]

    def apply(self) -> None:
        assert self._topic is not None
        self._topics.remove(self._topic)
        self._offsets.drop_topic(self._name)
        for partition in self._topic.partitions:
            partition.deleted = True
            partition.wake()


def _insert_partition(topic: Topic, partition: Partition) -> Statement:
    return (
        "INSERT INTO partition (partition_id, topic_id, number) VALUES (?, ?, ?)",
        (partition.partition_id, topic.topic_id, partition.number),
    )


def _insert_configs(topic_id: int, configs: Mapping[str, str]) -> list[Statement]:
    return [
        ("INSERT INTO topic_config VALUES (?, ?, ?)", (topic_id, name, value))
        for name, value in configs.items()
    ]
