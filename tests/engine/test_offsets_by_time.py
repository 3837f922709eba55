"""Where a partition begins and ends, and which message was the first after a time."""

from collections.abc import Callable

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.structs import OffsetAndTimestamp

from tests.builders.broker import MINUTE_MS, NOON_MS

MakeConsumer = Callable[..., KafkaConsumer]


def sent(bootstrap: str, topic: str, *minutes: int, compression: str | None = None) -> None:
    """One message at each minute after noon, all in one batch."""
    producer = KafkaProducer(bootstrap_servers=bootstrap, compression_type=compression, linger_ms=200)
    for minute in minutes:
        producer.send(topic, b"{}", timestamp_ms=NOON_MS + minute * MINUTE_MS)
    producer.close()


def first_after(consumer: KafkaConsumer, topic: str, timestamp: int) -> OffsetAndTimestamp | None:
    partition = TopicPartition(topic, 0)
    return consumer.offsets_for_times({partition: timestamp})[partition]


def test_an_empty_partition_begins_and_ends_at_zero(topic: str, make_consumer: MakeConsumer) -> None:
    consumer, partition = make_consumer(), TopicPartition(topic, 0)

    assert consumer.beginning_offsets([partition]) == {partition: 0}
    assert consumer.end_offsets([partition]) == {partition: 0}
    assert first_after(consumer, topic, NOON_MS) is None


@pytest.mark.parametrize("compression", [None, "gzip"])
def test_the_first_message_after_a_time_is_found_inside_its_batch(
    compression: str | None, bootstrap: str, topic: str, make_consumer: MakeConsumer
) -> None:
    sent(bootstrap, topic, 0, 1, 2, 3, compression=compression)
    sent(bootstrap, topic, 10, 11, 12, compression=compression)
    consumer = make_consumer()

    def offset_after(minute: float) -> tuple[int, int] | None:
        found = first_after(consumer, topic, NOON_MS + int(minute * MINUTE_MS))
        return None if found is None else (found.offset, found.timestamp)

    assert offset_after(-60) == (0, NOON_MS)
    assert offset_after(2) == (2, NOON_MS + 2 * MINUTE_MS)
    assert offset_after(2.5) == (3, NOON_MS + 3 * MINUTE_MS)
    assert offset_after(5) == (4, NOON_MS + 10 * MINUTE_MS)
    assert offset_after(11) == (5, NOON_MS + 11 * MINUTE_MS)
    assert offset_after(13) is None


def test_messages_with_times_out_of_order_are_still_found(
    bootstrap: str, topic: str, make_consumer: MakeConsumer
) -> None:
    sent(bootstrap, topic, 20)
    sent(bootstrap, topic, 5)
    sent(bootstrap, topic, 30)

    found = first_after(make_consumer(), topic, NOON_MS + 10 * MINUTE_MS)

    assert found is not None
    assert found.offset == 0


def test_the_end_is_after_the_last_message(bootstrap: str, topic: str, make_consumer: MakeConsumer) -> None:
    sent(bootstrap, topic, 0, 1, 2)
    partition = TopicPartition(topic, 0)

    assert make_consumer().end_offsets([partition]) == {partition: 3}
