"""Every message of the log, from one broker to another, and how far each group had read.

Messages keep their topic, partition, order, key, headers and time, so that a place on the old log has a place
on the new one: as many messages after the first. A group goes on there with the first that it has not read.
"""

from collections import deque
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any

from kafka import KafkaAdminClient, TopicPartition
from kafka.structs import OffsetAndMetadata

from mash_contracts.topics import all_topics
from mash_platform.broker_connection import connection
from mash_platform.delivery.log_reading import open_reader, records_between
from mash_platform.delivery.producer import ACKNOWLEDGED_WITHIN_SECONDS, open_producer

_IN_FLIGHT = 500
Places = Mapping[TopicPartition, int]


class NotACopy(Exception):
    """The new log holds something else than the beginning of the old one."""


def ends_of(broker: str) -> tuple[dict[TopicPartition, int], dict[TopicPartition, int]]:
    """Where each partition of each declared topic begins and ends. Raises `KafkaError`."""
    with closing(open_reader(broker, "mash-move-up")) as reader:
        places = [
            TopicPartition(topic, partition)
            for topic in all_topics()
            for partition in reader.partitions_for_topic(topic) or ()
        ]
        return reader.beginning_offsets(places), reader.end_offsets(places)


def carry_over(source: str, target: str, carried: Callable[[int], None]) -> int:
    """Copies what the target does not have yet; how many messages are there now. Repeatable.

    `carried` is called with how many more are acknowledged. Raises `NotACopy`, `KafkaError`.
    """
    begin, end = ends_of(source)
    new_begin, new_end = ends_of(target)
    there = {place: new_end[place] - new_begin[place] for place in end}
    for place, count in there.items():
        if new_begin[place] != 0 or count > end[place] - begin[place]:
            raise NotACopy(f"{place.topic}/{place.partition} of the new broker holds other messages")
    _require_same_last(source, target, begin, there)
    carried(sum(there.values()))
    starts = {place: begin[place] + there[place] for place in end}
    _copy(source, target, starts, end, carried)
    return sum(end[place] - begin[place] for place in end)


def _require_same_last(source: str, target: str, begin: Places, there: Places) -> None:
    """The last that arrived before is the same on both sides, so what arrived is the beginning of the old."""
    some = [place for place, count in there.items() if count]
    if not some:
        return
    old = _records(source, {place: begin[place] + there[place] - 1 for place in some})
    new = _records(target, {place: there[place] - 1 for place in some})
    for place in some:
        if _said(old[place]) != _said(new[place]):
            raise NotACopy(f"{place.topic}/{place.partition} of the new broker holds other messages")


def _records(broker: str, places: Places) -> dict[TopicPartition, Any]:
    with closing(open_reader(broker, "mash-move-up")) as reader:
        ends = {place: offset + 1 for place, offset in places.items()}
        found = records_between(reader, places, ends)
        return {
            place: record
            for record in found
            if (place := TopicPartition(record.topic, record.partition)) in places
            and record.offset == places[place]
        }


def _said(record: Any) -> tuple[Any, ...]:
    return record.key, record.value, record.headers, record.timestamp


def _copy(source: str, target: str, starts: Places, ends: Places, carried: Callable[[int], None]) -> None:
    due = {place: end for place, end in ends.items() if starts[place] < end}
    if not due:
        return
    in_flight: deque[Any] = deque()
    with (
        closing(open_reader(source, "mash-move-up")) as reader,
        closing(open_producer(target, "mash-move-up")) as producer,
    ):
        for record in records_between(reader, {place: starts[place] for place in due}, due):
            if record.offset >= due[TopicPartition(record.topic, record.partition)]:
                continue
            in_flight.append(
                producer.send(
                    record.topic,
                    partition=record.partition,
                    key=record.key,
                    value=record.value,
                    headers=[(name, value or b"") for name, value in record.headers],
                    timestamp_ms=record.timestamp,
                )
            )
            while len(in_flight) > _IN_FLIGHT:
                in_flight.popleft().get(ACKNOWLEDGED_WITHIN_SECONDS)
                carried(1)
        for sent in in_flight:
            sent.get(ACKNOWLEDGED_WITHIN_SECONDS)
            carried(1)


def carry_groups_over(source: str, target: str) -> dict[str, int]:
    """Sets every group on the target where it stood on the source; how many places each has. Repeatable.

    A downstream team's own group too. Raises `KafkaError`.
    """
    begin, _ = ends_of(source)
    moved: dict[str, int] = {}
    with (
        closing(KafkaAdminClient(**connection(source), client_id="mash-move-up")) as old,
        closing(KafkaAdminClient(**connection(target), client_id="mash-move-up")) as new,
    ):
        for group in sorted(each["group_id"] for each in old.list_groups()):
            committed = old.list_group_offsets([group])[group]
            places = {
                place: OffsetAndMetadata(max(found.offset - begin[place], 0), "", -1)
                for place, found in committed.items()
                if place in begin and found.offset >= 0
            }
            if places:
                new.alter_group_offsets(group, places)
                moved[group] = len(places)
    return moved
