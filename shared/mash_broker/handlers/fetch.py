"""Fetch: batches from where each reader is, as soon as there are any."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kafka.protocol.consumer import FetchResponse

from mash_broker.errors import ErrorCode, Refused
from mash_broker.partition import Partition
from mash_broker.parts import Caller, Parts

_Topic = FetchResponse.FetchableTopicResponse
_PartitionData = _Topic.PartitionData

LARGEST_RESPONSE_BYTES = 2 << 20
"""Clients ask for 50 MiB and more; the rest comes with their next request, and memory stays bounded."""


@dataclass(slots=True)
class _Reading:
    topics: list[Any]
    total_bytes: int = 0
    refused: bool = False


async def fetch(parts: Parts, request: Any, caller: Caller) -> Any:
    """Answer at once with what is there, or when enough has come, or when the wait is over."""
    budget = min(request.max_bytes, LARGEST_RESPONSE_BYTES)
    enough = min(request.min_bytes, budget)
    loop = asyncio.get_running_loop()
    deadline = loop.time() + request.max_wait_ms / 1000
    with _listening(parts, request) as arrived:
        while True:
            arrived.clear()
            reading = await _read(parts, request, budget)
            left = deadline - loop.time()
            if reading.total_bytes >= enough or reading.refused or left <= 0:
                break
            try:
                await asyncio.wait_for(arrived.wait(), left)
            except TimeoutError:
                break  # nothing came since it was read
    return FetchResponse(
        throttle_time_ms=0, error_code=ErrorCode.NONE, session_id=0, responses=reading.topics
    )


@contextmanager
def _listening(parts: Parts, request: Any) -> Iterator[asyncio.Event]:
    arrived = asyncio.Event()
    partitions: list[Partition] = []
    for topic in request.topics:
        known = parts.topics.find(topic.topic)
        if known is not None:
            numbers = (asked.partition for asked in topic.partitions)
            partitions.extend(known.partitions[n] for n in numbers if 0 <= n < len(known.partitions))
    for partition in partitions:
        partition.listeners.add(arrived)
    try:
        yield arrived
    finally:
        for partition in partitions:
            partition.listeners.discard(arrived)


async def _read(parts: Parts, request: Any, budget: int) -> _Reading:
    reading = _Reading([])
    for topic in request.topics:
        answers = []
        for asked in topic.partitions:
            answers.append(await _read_partition(parts, topic.topic, asked, budget, reading))
        reading.topics.append(_Topic(topic=topic.topic, partitions=answers))
    return reading


async def _read_partition(parts: Parts, topic: str, asked: Any, budget: int, reading: _Reading) -> Any:
    try:
        partition = parts.topics.partition(topic, asked.partition)
        end, start = partition.end_offset, partition.log_start
        left = max(0, min(asked.partition_max_bytes, budget - reading.total_bytes))
        records = await parts.reader.read(
            partition, asked.fetch_offset, left, at_least_one=reading.total_bytes == 0
        )
    except Refused as refusal:
        parts.metrics.refusals.labels("Fetch", refusal.code.name).inc()
        reading.refused = True
        return _answer(asked.partition, refusal.code, -1, -1, b"")
    reading.total_bytes += len(records)
    return _answer(asked.partition, ErrorCode.NONE, max(end, partition.end_offset), start, records)


def _answer(number: int, error: ErrorCode, end: int, start: int, records: bytes) -> Any:
    return _PartitionData(
        partition_index=number,
        error_code=error,
        high_watermark=end,
        last_stable_offset=end,
        log_start_offset=start,
        aborted_transactions=None,
        preferred_read_replica=-1,
        records=records,
    )
