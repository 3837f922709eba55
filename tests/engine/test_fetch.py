"""Readers hear of new messages at once, and get as much as they asked for."""

import threading
import time

from kafka import KafkaProducer

from tests.builders.broker import a_batch
from tests.engine.conftest import MakeTopic
from tests.engine.raw_client import RawClient

OFFSET_OUT_OF_RANGE = 1


def test_a_waiting_reader_wakes_as_soon_as_there_is_something(bootstrap: str, topic: str) -> None:
    with RawClient(bootstrap) as reader, RawClient(bootstrap) as writer:
        sent_at: list[float] = []

        def write() -> None:
            sent_at.append(time.monotonic())
            writer.produce(topic, a_batch(b"{}"))

        timer = threading.Timer(0.5, write)
        timer.start()
        answer = reader.fetch(topic, 0, max_wait_ms=20_000)
        heard_at = time.monotonic()
        timer.join()

    assert answer.high_watermark == 1
    assert heard_at - sent_at[0] < 5.0, "long before its own wait was over"


def test_a_reader_with_nothing_to_read_waits_as_long_as_it_said(topic: str, raw: RawClient) -> None:
    began = time.monotonic()
    answer = raw.fetch(topic, 0, max_wait_ms=400)

    assert time.monotonic() - began >= 0.39
    assert (answer.error_code, bytes(answer.records or b"")) == (0, b"")


def test_a_reader_that_wants_much_waits_for_it(bootstrap: str, topic: str) -> None:
    with RawClient(bootstrap) as reader, RawClient(bootstrap) as writer:
        writer.produce(topic, a_batch(b"x" * 1000))
        began = time.monotonic()
        timer = threading.Timer(0.4, lambda: writer.produce(topic, a_batch(b"y" * 9000)))
        timer.start()
        answer = reader.fetch(topic, 0, max_wait_ms=20_000, min_bytes=8000)
        waited = time.monotonic() - began
        timer.join()

    assert 0.4 <= waited < 15.0
    assert len(answer.records) > 9000


def test_a_reader_gets_no_more_than_it_has_room_for(topic: str, raw: RawClient) -> None:
    batch = a_batch(b"x" * 1000)
    for _ in range(20):
        raw.produce(topic, batch)

    part = raw.fetch(topic, 0, partition_max_bytes=5 * len(batch))
    whole = raw.fetch(topic, 0, max_bytes=1 << 20)

    assert len(batch) <= len(part.records) <= 5 * len(batch)
    assert len(whole.records) == 20 * len(batch)


def test_a_message_larger_than_the_readers_room_is_delivered_nevertheless(topic: str, raw: RawClient) -> None:
    batch = a_batch(b"x" * 100_000)
    raw.produce(topic, batch)

    answer = raw.fetch(topic, 0, max_bytes=1000, partition_max_bytes=1000)

    assert len(answer.records) >= len(batch)


def test_a_reader_before_the_beginning_or_after_the_end_is_told(topic: str, raw: RawClient) -> None:
    raw.produce(topic, a_batch(b"{}"))

    assert raw.fetch(topic, 2).error_code == OFFSET_OUT_OF_RANGE
    assert raw.fetch(topic, 1).error_code == 0


def test_batches_come_back_as_they_were_sent(make_topic: MakeTopic, raw: RawClient) -> None:
    topic = make_topic()
    batch = a_batch(*[b"the same words again and again"] * 50, gzip=True)
    raw.produce(topic, batch)

    answer = raw.fetch(topic, 0)

    assert bytes(answer.records)[16:] == batch[16:], "only offset and leader epoch are the broker's"


def test_a_hundred_waiting_readers_all_hear_the_same(bootstrap: str, topic: str) -> None:
    readers = [RawClient(bootstrap) for _ in range(100)]
    heard: list[int] = []

    def read(reader: RawClient) -> None:
        heard.append(reader.fetch(topic, 0, max_wait_ms=20_000).high_watermark)

    threads = [threading.Thread(target=read, args=(reader,)) for reader in readers]
    for thread in threads:
        thread.start()
    producer = KafkaProducer(bootstrap_servers=bootstrap)
    producer.send(topic, b"{}").get(timeout=30)
    producer.close()
    for thread in threads:
        thread.join(timeout=30)
    for reader in readers:
        reader.__exit__(None, None, None)

    assert heard == [1] * 100
