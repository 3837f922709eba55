"""Old records go by their topic's settings; the numbering of the others never changes."""

import sqlite3
import time
from contextlib import closing

from kafka import KafkaAdminClient

from mash_broker.database import FILE_NAME
from tests.broker_process import BrokerProcess, wait_until
from tests.builders.broker import a_batch
from tests.engine.embedded.conftest import StartBroker, make_topic
from tests.engine.raw_client import RawClient

OFTEN = ("--retention-seconds", "0.2")
DAY_MS = 24 * 3600 * 1000


def a_batch_of_days_ago(days: int) -> bytes:
    return a_batch(b"{}" * 500, timestamps=(int(time.time() * 1000) - days * DAY_MS,))


def batches_on_disk(broker: BrokerProcess) -> int:
    with closing(sqlite3.connect(broker.data / FILE_NAME)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM batch").fetchone()
    return int(count)


def pages(broker: BrokerProcess) -> int:
    with closing(sqlite3.connect(broker.data / FILE_NAME)) as connection:
        (count,) = connection.execute("PRAGMA page_count").fetchone()
    return int(count)


def test_what_is_older_than_its_topic_keeps_is_gone_and_the_rest_keeps_its_numbers(
    start_broker: StartBroker,
) -> None:
    broker = start_broker(*OFTEN)
    short = make_topic(broker, "short", 1, **{"retention.ms": str(2 * DAY_MS)})
    long = make_topic(broker, "long", 1, **{"retention.ms": "-1"})
    with RawClient(broker.address) as raw:
        for days in (5, 4, 3, 1, 0):
            for topic in (short, long):
                assert raw.produce(topic, a_batch_of_days_ago(days)).error_code == 0

        wait_until(lambda: raw.earliest(short) == 3, seconds=20, what="three days' records are gone")
        wait_until(lambda: batches_on_disk(broker) == 2 + 5, seconds=20, what="they are off the disk")
        assert raw.earliest(long) == 0
        assert raw.produce(short, a_batch_of_days_ago(0)).base_offset == 5


def test_a_partition_that_retention_emptied_goes_on_counting_after_a_restart(
    start_broker: StartBroker,
) -> None:
    broker = start_broker(*OFTEN)
    topic = make_topic(broker, "short", 1, **{"retention.ms": "1000"})
    with RawClient(broker.address) as raw:
        for _ in range(10):
            raw.produce(topic, a_batch_of_days_ago(1))
        wait_until(lambda: raw.earliest(topic) == 10, seconds=20, what="everything is gone")
    broker.kill()
    broker.start()
    with RawClient(broker.address) as raw:
        assert raw.earliest(topic) == 10
        assert raw.produce(topic, a_batch_of_days_ago(0)).base_offset == 10


def test_a_topic_with_a_limit_in_bytes_keeps_about_that_much(start_broker: StartBroker) -> None:
    broker = start_broker(*OFTEN)
    size = len(a_batch_of_days_ago(0))
    topic = make_topic(broker, "small", 1, **{"retention.bytes": str(3 * size)})
    with RawClient(broker.address) as raw:
        for _ in range(10):
            raw.produce(topic, a_batch_of_days_ago(0))
        wait_until(lambda: raw.earliest(topic) == 7, seconds=20, what="three batches are left")


def test_the_space_of_a_deleted_topic_is_given_back(start_broker: StartBroker) -> None:
    broker = start_broker(*OFTEN)
    topic = make_topic(broker, "large")
    kept = make_topic(broker, "kept")
    with RawClient(broker.address) as raw:
        for _ in range(60):
            raw.produce(topic, a_batch(b" " * 100_000))
        raw.produce(kept, a_batch(b"kept"))
    file = broker.data / FILE_NAME
    wait_until(lambda: file.stat().st_size > 3_000_000, seconds=20, what="the file is large")

    admin = KafkaAdminClient(bootstrap_servers=broker.address)
    admin.delete_topics([topic])
    admin.close()

    wait_until(lambda: batches_on_disk(broker) == 1, seconds=20, what="its batches are gone")
    wait_until(lambda: pages(broker) < 100, seconds=20, what="the pages are given back")
    broker.stop()
    assert file.stat().st_size < 1_000_000
    broker.start()
    with RawClient(broker.address) as raw:
        assert b"kept" in bytes(raw.fetch(kept, 0).records)
