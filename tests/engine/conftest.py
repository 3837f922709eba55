"""The address of the broker under test: the embedded one, then Apache Kafka.

Everything in this folder asks only what Apache Kafka answers too, so that the same suite runs on both. What
only the embedded broker can be asked is in `embedded`. A Kafka under test has one node, creates no topics by
itself, and has no authoriser.
"""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.protocol.consumer import OffsetSpec

from tests.broker_process import BrokerProcess
from tests.engine.raw_client import RawClient

MakeTopic = Callable[..., str]


@pytest.fixture(scope="session", params=["embedded", "kafka"])
def bootstrap(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "kafka":
        yield request.getfixturevalue("kafka_address")
        return
    broker = BrokerProcess(tmp_path_factory.mktemp("broker"))
    broker.start()
    yield broker.address
    broker.stop()


@pytest.fixture(scope="session")
def admin(bootstrap: str) -> Iterator[KafkaAdminClient]:
    client = KafkaAdminClient(bootstrap_servers=bootstrap)
    yield client
    client.close()


@pytest.fixture
def make_topic(admin: KafkaAdminClient) -> MakeTopic:
    """Makes a topic of a new name that keeps everything: `make_topic(partitions=3, **{"a.setting": "1"})`."""

    def make(partitions: int = 1, **configs: str) -> str:
        name = f"engine-{uuid.uuid4()}"
        settings = {"retention.ms": "-1", **configs}
        wanted: dict[str, Any] = {"num_partitions": partitions, "replication_factor": 1, "configs": settings}
        admin.create_topics({name: wanted}, wait_for_metadata=True)
        # Kafka tells of a topic a moment before it takes messages for it; once it tells offsets it does.
        places = [TopicPartition(name, number) for number in range(partitions)]
        admin.list_partition_offsets(dict.fromkeys(places, OffsetSpec.LATEST))
        return name

    return make


@pytest.fixture
def topic(make_topic: MakeTopic) -> str:
    """A topic with one partition."""
    return make_topic()


@pytest.fixture
def group() -> str:
    return f"group-{uuid.uuid4()}"


@pytest.fixture
def producer(bootstrap: str) -> Iterator[KafkaProducer]:
    client = KafkaProducer(bootstrap_servers=bootstrap)
    yield client
    client.close()


@pytest.fixture
def make_consumer(bootstrap: str) -> Iterator[Callable[..., KafkaConsumer]]:
    """Makes kafka-python consumers that are closed after the test."""
    made: list[KafkaConsumer] = []

    def make(*topics: str, **settings: Any) -> KafkaConsumer:
        defaults = {"bootstrap_servers": bootstrap, "auto_offset_reset": "earliest"}
        made.append(KafkaConsumer(*topics, **{**defaults, **settings}))
        return made[-1]

    yield make
    for consumer in made:
        consumer.close(autocommit=False)


@pytest.fixture
def raw(bootstrap: str) -> Iterator[RawClient]:
    with RawClient(bootstrap) as client:
        yield client
