"""What is sent is what is read: whole, in order, and with everything that belongs to it."""

from collections.abc import Callable
from typing import Any

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import (
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    OffsetOutOfRangeError,
    UnknownTopicOrPartitionError,
)

from tests.builders.broker import a_batch
from tests.engine.conftest import MakeTopic
from tests.engine.raw_client import RawClient

MakeConsumer = Callable[..., KafkaConsumer]
CORRUPT_MESSAGE, UNKNOWN_TOPIC, TOO_LARGE, INVALID_REQUIRED_ACKS, INVALID_RECORD = 2, 3, 10, 21, 87


def read(consumer: KafkaConsumer, count: int) -> list[Any]:
    """Exactly `count` records, within the time that a test may take."""
    records: list[Any] = []
    while len(records) < count:
        for batch in consumer.poll(timeout_ms=1000).values():
            records.extend(batch)
    assert len(records) == count
    return records


def test_a_message_arrives_with_key_headers_and_time(
    topic: str, producer: KafkaProducer, make_consumer: MakeConsumer
) -> None:
    headers = [("ce_type", b"contact.received"), ("empty", b""), ("ce_type", b"twice")]
    sent = producer.send(topic, key=b"4K7Q-9XWD-1", value=b"{}", headers=headers, timestamp_ms=1772625600123)
    place = sent.get(timeout=30)

    (record,) = read(make_consumer(topic), 1)

    assert (record.key, record.value, record.headers) == (b"4K7Q-9XWD-1", b"{}", headers)
    assert (record.offset, record.timestamp) == (place.offset, 1772625600123) == (0, 1772625600123)


def test_null_keys_and_null_values_stay_null(
    topic: str, producer: KafkaProducer, make_consumer: MakeConsumer
) -> None:
    producer.send(topic, key=None, value=b"without a key")
    producer.send(topic, key=b"4K7Q-9XWD-1", value=None)
    producer.flush()

    records = read(make_consumer(topic), 2)

    assert [(r.key, r.value) for r in records] == [(None, b"without a key"), (b"4K7Q-9XWD-1", None)]


@pytest.mark.parametrize("compression", [None, "gzip"])
def test_ten_thousand_messages_arrive_in_the_order_of_each_partition(
    compression: str | None, bootstrap: str, make_topic: MakeTopic, make_consumer: MakeConsumer
) -> None:
    topic = make_topic(partitions=3)
    producer = KafkaProducer(bootstrap_servers=bootstrap, compression_type=compression, linger_ms=5)
    for number in range(10_000):
        producer.send(topic, key=b"%d" % (number % 7), value=b"%d" % number)
    producer.close()

    by_partition: dict[int, list[int]] = {}
    offsets: dict[int, list[int]] = {}
    for record in read(make_consumer(topic), 10_000):
        by_partition.setdefault(record.partition, []).append(int(record.value))
        offsets.setdefault(record.partition, []).append(record.offset)

    assert sorted(number for numbers in by_partition.values() for number in numbers) == list(range(10_000))
    assert all(numbers == sorted(numbers) for numbers in by_partition.values())
    assert all(places == list(range(len(places))) for places in offsets.values())


def test_what_was_acknowledged_is_there_for_who_reads_from_the_middle(
    topic: str, producer: KafkaProducer, make_consumer: MakeConsumer
) -> None:
    for number in range(100):
        producer.send(topic, value=b"%d" % number)
    producer.flush()
    consumer = make_consumer()
    consumer.assign([TopicPartition(topic, 0)])
    consumer.seek(TopicPartition(topic, 0), 42)

    assert read(consumer, 58)[0].value == b"42"


def test_an_unknown_topic_is_an_error_for_its_producer(bootstrap: str, raw: RawClient) -> None:
    answer = raw.produce("engine-no-such-topic", a_batch())
    assert answer.error_code == UNKNOWN_TOPIC

    producer = KafkaProducer(bootstrap_servers=bootstrap, max_block_ms=1000, allow_auto_create_topics=False)
    with pytest.raises((KafkaTimeoutError, UnknownTopicOrPartitionError)):
        producer.send("engine-no-such-topic", b"{}").get(timeout=10)
    producer.close()


def test_a_partition_that_does_not_exist_is_an_error(topic: str, raw: RawClient) -> None:
    assert raw.produce(topic, a_batch(), partition=1).error_code == UNKNOWN_TOPIC
    assert raw.fetch(topic, 0, partition=1).error_code == UNKNOWN_TOPIC


def test_a_corrupt_batch_is_refused_and_nothing_of_it_is_stored(topic: str, raw: RawClient) -> None:
    damaged = bytearray(a_batch(b"what the child said"))
    damaged[-3] ^= 0xFF

    assert raw.produce(topic, bytes(damaged)).error_code == CORRUPT_MESSAGE
    assert raw.fetch(topic, 0).high_watermark == 0

    whole = raw.produce(topic, a_batch(b"what the child said"))
    assert (whole.error_code, whole.base_offset) == (0, 0)


def test_two_batches_for_one_partition_in_one_request_are_refused(topic: str, raw: RawClient) -> None:
    assert raw.produce(topic, a_batch(b"one") + a_batch(b"two")).error_code == INVALID_RECORD
    assert raw.fetch(topic, 0).high_watermark == 0


def test_an_oversize_message_is_refused_and_the_next_one_is_taken(
    bootstrap: str, make_topic: MakeTopic
) -> None:
    topic = make_topic(**{"max.message.bytes": "10000"})
    producer = KafkaProducer(bootstrap_servers=bootstrap, max_request_size=1 << 22, enable_idempotence=False)

    with pytest.raises(MessageSizeTooLargeError):
        producer.send(topic, b"x" * 20_000).get(timeout=30)
    assert producer.send(topic, b"x" * 5_000).get(timeout=30).offset == 0
    producer.close()


def test_acknowledgements_are_all_one_or_none(topic: str, raw: RawClient) -> None:
    assert raw.produce(topic, a_batch(), acks=2).error_code == INVALID_REQUIRED_ACKS
    assert raw.produce(topic, a_batch(), acks=1).error_code == 0


def test_a_message_sent_without_wanting_an_answer_arrives(
    bootstrap: str, topic: str, make_consumer: MakeConsumer
) -> None:
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks=0, enable_idempotence=False)
    producer.send(topic, b"fire and forget")
    producer.close()

    assert read(make_consumer(topic), 1)[0].value == b"fire and forget"


def test_a_reader_beyond_the_end_is_told_so(
    topic: str, producer: KafkaProducer, make_consumer: MakeConsumer
) -> None:
    producer.send(topic, b"{}").get(timeout=30)
    consumer = make_consumer(auto_offset_reset="none")
    consumer.assign([TopicPartition(topic, 0)])
    consumer.seek(TopicPartition(topic, 0), 1000)

    with pytest.raises(OffsetOutOfRangeError):
        read(consumer, 1)
