"""Reading the log from one place to another, for whoever looks at it without being a consumer of it."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from time import monotonic
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from mash_platform.broker_connection import connection, why_no_answer
from mash_platform.delivery.received import Received
from mash_platform.errors import NotFound, Unavailable

_SILENCE_SECONDS = 15.0


def open_reader(broker: str, client: str) -> KafkaConsumer:
    """A consumer of no group, which leaves no trace. Raises `KafkaError` or `ConnectionError`."""
    return KafkaConsumer(
        **connection(broker),
        client_id=client,
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        bootstrap_timeout_ms=5_000,
        request_timeout_ms=10_000,
        metrics_enabled=False,
    )


def records_between(
    reader: KafkaConsumer, starts: Mapping[TopicPartition, int], ends: Mapping[TopicPartition, int]
) -> Iterator[Any]:
    """The records of each partition from its start up to its end, each partition in order.

    Blocks while it reads. Raises `Unavailable` when the broker falls silent half way.
    """
    reader.assign(list(ends))
    for partition, offset in starts.items():
        reader.seek(partition, offset)
    heard_at = monotonic()
    while any(reader.position(partition) < end for partition, end in ends.items()):
        polled = reader.poll(timeout_ms=500)
        if polled:
            heard_at = monotonic()
        elif monotonic() - heard_at > _SILENCE_SECONDS:
            raise Unavailable("the broker stopped answering half way")
        for records in polled.values():
            yield from records


def record_at(broker: str, topic: str, partition: int, offset: int) -> Received:
    """The one record at this place. Blocks; raises `NotFound` when there is none, `Unavailable`."""
    place = TopicPartition(topic, partition)
    try:
        with closing(open_reader(broker, "mash-quarantine")) as reader:
            if partition not in (reader.partitions_for_topic(topic) or ()):
                raise NotFound(f"there is no partition {partition} of {topic}")
            if not reader.beginning_offsets([place])[place] <= offset < reader.end_offsets([place])[place]:
                raise NotFound(f"{topic}/{partition} holds no message at {offset}")
            record = next(records_between(reader, {place: offset}, {place: offset + 1}))
    except (KafkaError, OSError) as error:
        raise Unavailable(why_no_answer(error)) from error
    return Received.of(record)
