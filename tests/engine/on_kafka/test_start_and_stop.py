"""Kafka from the command line: started, asked, stopped, and started again with everything it had."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition

from mash_kafka import cluster
from mash_kafka.jars import KafkaUnavailable
from tests.requirements import need

INFRA = Path(cluster.__file__).parents[1]


def mash_kafka(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "mash_kafka", *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(INFRA)}
    return subprocess.run(command, capture_output=True, text=True, timeout=150, env=environment)


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A folder whose Kafka is gone after the test."""
    need("kafka")
    folder = tmp_path / "kafka"
    yield folder
    mash_kafka("stop", "--data", folder)


def test_it_outlives_its_starter_and_has_everything_after_a_stop_and_a_start(data: Path) -> None:
    started = mash_kafka("start", "--data", data, "--port", 0, "--heap", 256)
    assert started.returncode == 0, started.stderr
    address = started.stdout.split()[-1]
    with closing(KafkaAdminClient(bootstrap_servers=address)) as admin:
        admin.create_topics({"kept": {"num_partitions": 1, "replication_factor": -1}}, wait_for_metadata=True)
    with closing(KafkaProducer(bootstrap_servers=address)) as producer:
        producer.send("kept", b"{}").get(timeout=30)
    assert mash_kafka("status", "--data", data).returncode == 0
    assert mash_kafka("start", "--data", data, "--nodes", 3).returncode == 1, "it has one node, not three"

    assert mash_kafka("stop", "--data", data).returncode == 0
    stopped = mash_kafka("status", "--data", data)
    assert (stopped.returncode, "does not run" in stopped.stdout) == (3, True)

    assert mash_kafka("start", "--data", data).stdout.split()[-1] == address
    with closing(KafkaConsumer(bootstrap_servers=address)) as consumer:
        place = TopicPartition("kept", 0)
        assert consumer.end_offsets([place]) == {place: 1}


def test_a_folder_without_kafka_has_nothing_to_stop(tmp_path: Path) -> None:
    done = mash_kafka("stop", "--data", tmp_path)
    assert (done.returncode, "there is no Kafka in" in done.stderr) == (1, True)


def test_a_port_that_another_program_has_is_named(data: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(KafkaUnavailable, match=f"another program has port {port}"):
            cluster.made(data, nodes=1, port=port).start()
