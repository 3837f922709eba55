"""A broker of its own for each test, with the declared topics, and a worker that ends with the test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mash_platform.streams import topics_admin
from tests.broker_process import BrokerProcess
from tests.streams.processes import TallyWorker


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[BrokerProcess]:
    process = BrokerProcess(tmp_path / "broker")
    process.start()
    topics_admin.apply(process.address)
    yield process
    process.stop()


@pytest.fixture
def worker(tmp_path: Path, broker: BrokerProcess) -> Iterator[TallyWorker]:
    tally = TallyWorker(tmp_path / "tally", broker.address)
    yield tally
    tally.end()
