"""ListOffsets: where a partition begins and ends, and where a time is."""

from typing import Any

from kafka.protocol.consumer import ListOffsetsResponse, OffsetSpec

from mash_broker.errors import ErrorCode, Refused
from mash_broker.parts import Caller, Parts
from mash_broker.record_times import TimedOffset

_Topic = ListOffsetsResponse.ListOffsetsTopicResponse
_Partition = _Topic.ListOffsetsPartitionResponse
_NONE_FOUND = TimedOffset(-1, -1)


async def list_offsets(parts: Parts, request: Any, caller: Caller) -> Any:
    topics = []
    for topic in request.topics:
        partitions = [await _answer(parts, topic.name, asked) for asked in topic.partitions]
        topics.append(_Topic(name=topic.name, partitions=partitions))
    return ListOffsetsResponse(throttle_time_ms=0, topics=topics)


async def _answer(parts: Parts, topic: str, asked: Any) -> Any:
    error, found = ErrorCode.NONE, _NONE_FOUND
    try:
        found = await _find(parts, topic, asked)
    except Refused as refusal:
        parts.metrics.refusals.labels("ListOffsets", refusal.code.name).inc()
        error = refusal.code
    return _Partition(
        partition_index=asked.partition_index,
        error_code=error,
        timestamp=found.timestamp,
        offset=found.offset,
        leader_epoch=0 if found.offset >= 0 else -1,
    )


async def _find(parts: Parts, topic: str, asked: Any) -> TimedOffset:
    partition = parts.topics.partition(topic, asked.partition_index)
    if asked.timestamp == OffsetSpec.EARLIEST:
        return TimedOffset(partition.log_start, -1)
    if asked.timestamp == OffsetSpec.LATEST:
        return TimedOffset(partition.end_offset, -1)
    if asked.timestamp == OffsetSpec.MAX_TIMESTAMP:
        return await parts.reader.newest(partition) or _NONE_FOUND
    if asked.timestamp < 0:
        raise Refused(ErrorCode.UNSUPPORTED_VERSION)
    return await parts.reader.first_at(partition, asked.timestamp) or _NONE_FOUND
