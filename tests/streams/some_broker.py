"""The broker that a test is asked on: the embedded one, or Apache Kafka."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.broker_process import BrokerProcess

BROKERS = ("embedded", "kafka")


@contextmanager
def broker_of(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if request.param == "kafka":
        yield request.getfixturevalue("kafka_address")
        return
    broker = BrokerProcess(folder / "broker")
    broker.start()
    try:
        yield broker.address
    finally:
        broker.stop()
