"""What several folders of tests share: one real Kafka for the whole session, started when first needed."""

import os
from collections.abc import Iterator

import pytest

from mash_kafka import cluster
from tests.requirements import need


@pytest.fixture(scope="session")
def kafka_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a real Apache Kafka of one node answers: our own, or the one that MASH_TEST_KAFKA names."""
    need("kafka")
    given = os.environ.get("MASH_TEST_KAFKA")
    if given:
        yield given
        return
    kafka = cluster.made(tmp_path_factory.mktemp("kafka"), nodes=1)
    try:
        kafka.start()
        yield kafka.bootstrap
    finally:
        kafka.stop()
