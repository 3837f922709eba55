"""When the disk is full nothing is acknowledged, everybody is told to try again, and then it goes on."""

import json
import resource
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from kafka import KafkaProducer

from mash_broker.database import FILE_NAME
from tests.broker_process import BrokerProcess, wait_until
from tests.builders.broker import a_batch
from tests.engine.embedded.conftest import StartBroker, make_topic
from tests.engine.embedded.test_durability import everything_in
from tests.engine.raw_client import RawClient
from tests.engine.test_groups import RawMember
from tests.engine.test_idempotence import a_producer_id

STORAGE_ERROR, COORDINATOR_NOT_AVAILABLE = 56, 15


@contextmanager
def full_disk(broker: BrokerProcess, *, room: int) -> Iterator[None]:
    """The operating system lets no file of the broker grow by more than `room` bytes."""
    assert broker.process is not None
    _, hard = resource.prlimit(broker.process.pid, resource.RLIMIT_FSIZE)
    files = [broker.data / FILE_NAME, broker.data / f"{FILE_NAME}-wal"]
    largest = max(file.stat().st_size for file in files)
    resource.prlimit(broker.process.pid, resource.RLIMIT_FSIZE, (largest + room, hard))
    try:
        yield
    finally:
        resource.prlimit(broker.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, hard))


def health(port: int) -> tuple[int, dict[str, object]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, json.load(answer)


def test_nothing_is_acknowledged_that_the_disk_did_not_take(broker: BrokerProcess) -> None:
    topic = make_topic(broker, "mash.contacts")
    with RawClient(broker.address) as raw:
        producer_id = a_producer_id(raw)
        sequence = 0

        def produce() -> int:
            batch = a_batch(
                b"%d" % sequence + b" " * 10_000, producer_id=producer_id, epoch=0, sequence=sequence
            )
            return int(raw.produce(topic, batch).error_code)

        with full_disk(broker, room=300_000):
            while produce() == 0:
                sequence += 1
                assert sequence < 1000, "the disk never filled"
            taken = sequence
            assert taken > 5
            assert [produce() for _ in range(3)] == [STORAGE_ERROR] * 3
            assert raw.fetch(topic, 0).high_watermark == taken

        assert produce() == 0, "the same batch is taken once there is room"
        assert raw.fetch(topic, 0).high_watermark == taken + 1

    broker.kill()
    broker.start()
    (values,) = everything_in(broker, topic).values()
    assert [int(value) for value in values] == list(range(taken + 1))


def test_places_of_groups_are_not_moved_either(broker: BrokerProcess) -> None:
    topic = make_topic(broker, "mash.contacts")
    with RawClient(broker.address) as raw:
        member = RawMember(raw, "mash.triage")
        assert member.join() == 0
        assert member.commit(topic, 1) == 0
        with full_disk(broker, room=0):
            answers = {member.commit(topic, offset) for offset in range(2, 200)}
            assert COORDINATOR_NOT_AVAILABLE in answers
        assert member.commit(topic, 500) == 0


def test_a_producer_with_patience_loses_nothing_while_the_disk_is_full(broker: BrokerProcess) -> None:
    topic = make_topic(broker, "mash.contacts")
    producer = KafkaProducer(bootstrap_servers=broker.address, retry_backoff_ms=50, linger_ms=1)
    with full_disk(broker, room=200_000):
        futures = [producer.send(topic, b"%d" % number + b" " * 2000) for number in range(400)]
        with RawClient(broker.address) as raw:
            wait_until(
                lambda: raw.produce(topic, a_batch(b"unheard" * 2000)).error_code == STORAGE_ERROR,
                seconds=30,
                what="the disk is full",
            )
        assert not all(future.is_done for future in futures)
    producer.flush(timeout=60)
    producer.close()

    (values,) = everything_in(broker, topic).values()
    assert [int(value) for value in values if b"unheard" not in value] == list(range(400))


def test_health_tells_the_operator_and_recovers(start_broker: StartBroker) -> None:
    broker = start_broker("--metrics-port", "0")
    topic = make_topic(broker, "mash.contacts")
    port = metrics_port(broker)
    assert health(port)[0] == 200

    with RawClient(broker.address) as raw:
        with full_disk(broker, room=0):
            while raw.produce(topic, a_batch(b" " * 50_000)).error_code == 0:
                assert broker.process is not None
            status, told = health(port)
        assert status == 503
        assert told["healthy"] is False
        assert "cannot be written" in str(told["why"])
        assert raw.produce(topic, a_batch()).error_code == 0
    assert health(port)[0] == 200


def metrics_port(broker: BrokerProcess) -> int:
    """As the broker logs it, when it was told to take any free one."""
    line = next(line for line in (broker.data / "broker.log").read_text().splitlines() if "/metrics" in line)
    return int(line.rpartition(":")[2].partition("/")[0])
