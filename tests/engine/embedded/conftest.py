"""Brokers of our own, to be killed, starved and started again: what a shared Kafka cannot be asked."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kafka import KafkaAdminClient

from tests.broker_process import BrokerProcess

StartBroker = Callable[..., BrokerProcess]


@pytest.fixture
def start_broker(tmp_path: Path) -> Iterator[StartBroker]:
    """Starts a broker on a folder of its own: `start_broker("--retention-seconds", "0.2")`."""
    started: list[BrokerProcess] = []

    def start(*arguments: str) -> BrokerProcess:
        broker = BrokerProcess(tmp_path / f"broker-{len(started)}", arguments=arguments)
        started.append(broker)
        broker.start()
        return broker

    yield start
    for broker in started:
        broker.stop()


@pytest.fixture
def broker(start_broker: StartBroker) -> BrokerProcess:
    return start_broker()


def make_topic(broker: BrokerProcess, name: str, partitions: int = 1, **configs: str) -> str:
    admin = KafkaAdminClient(bootstrap_servers=broker.address)
    admin.create_topics({name: {"num_partitions": partitions, "replication_factor": 1, "configs": configs}})
    admin.close()
    return name
