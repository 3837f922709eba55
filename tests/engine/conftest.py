"""The address of the broker under test: the embedded one, then Apache Kafka of one node and of three.

Everything in this folder asks only what Apache Kafka answers too, so that the same suite runs on all. What
only the embedded broker can be asked is in `embedded`, and what only Kafka can in `on_kafka`. A Kafka under
test creates no topics by itself and has no authoriser.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer

from mash_kafka import cluster
from mash_kafka.cluster import Cluster
from tests.broker_process import BrokerProcess, wait_until
from tests.engine.raw_client import RawClient
from tests.requirements import need

MakeTopic = Callable[..., str]
NOT_LEADER = 6


@pytest.fixture(scope="package")
def kafka_of_three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Three nodes, only while the tests of this folder run: they take a gigabyte."""
    need("kafka-of-three")
    kafka = cluster.made(tmp_path_factory.mktemp("kafka-of-three"), nodes=3, heap_mb=256)
    try:
        kafka.start()
        yield kafka
    finally:
        kafka.stop()


@pytest.fixture(scope="package", params=["embedded", "kafka", "kafka-of-three"])
def bootstrap(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "kafka":
        yield request.getfixturevalue("kafka_address")
        return
    if request.param == "kafka-of-three":
        yield request.getfixturevalue("kafka_of_three").bootstrap
        return
    broker = BrokerProcess(tmp_path_factory.mktemp("broker"))
    broker.start()
    yield broker.address
    broker.stop()


@pytest.fixture(scope="package")
def admin(bootstrap: str) -> Iterator[KafkaAdminClient]:
    client = KafkaAdminClient(bootstrap_servers=bootstrap)
    yield client
    client.close()


def wait_for_topic(bootstrap: str, name: str, partitions: int) -> None:
    """Kafka says that a topic is made a moment before every node knows it and its leader takes messages."""
    with ExitStack() as connections:
        nodes = [connections.enter_context(RawClient(address)) for address in bootstrap.split(",")]

        def is_served() -> bool:
            said = [{node.error_for(name, number) for node in nodes} for number in range(partitions)]
            return all(0 in errors and errors <= {0, NOT_LEADER} for errors in said)

        wait_until(is_served, seconds=30, what="every node knows the new topic")


@pytest.fixture
def make_topic(bootstrap: str, admin: KafkaAdminClient) -> MakeTopic:
    """Makes a topic of a new name that keeps everything: `make_topic(partitions=3, **{"a.setting": "1"})`.

    Each node of a cluster has a copy, and the first leads, because that is the one that `raw` asks.
    """
    nodes = bootstrap.count(",") + 1

    def make(partitions: int = 1, **configs: str) -> str:
        name = f"engine-{uuid.uuid4()}"
        settings = {"retention.ms": "-1", **configs}
        wanted: dict[str, Any] = {"num_partitions": partitions, "replication_factor": 1, "configs": settings}
        if nodes > 1:
            copies = list(range(1, nodes + 1))
            wanted = {"assignments": dict.fromkeys(range(partitions), copies), "configs": settings}
        admin.create_topics({name: wanted})
        wait_for_topic(bootstrap, name, partitions)
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
