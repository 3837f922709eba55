"""How far a group has come: committing, asking, and forgetting."""

from typing import Any

from kafka.protocol.consumer import OffsetCommitResponse, OffsetDeleteResponse, OffsetFetchResponse

from mash_broker.committed_offsets import CommittedOffset, TopicPartition
from mash_broker.errors import ErrorCode, Refused, StorageFailed
from mash_broker.parts import Caller, Parts

_LONGEST_METADATA = 4096
_NOTHING_COMMITTED = CommittedOffset(-1, -1, "")


async def offset_commit(parts: Parts, request: Any, caller: Caller) -> Any:
    commits: dict[TopicPartition, CommittedOffset] = {}
    errors: dict[TopicPartition, ErrorCode] = {}
    for topic in request.topics:
        for asked in topic.partitions:
            place = (topic.name, asked.partition_index)
            errors[place] = _error_of(parts, place, asked)
            if errors[place] is ErrorCode.NONE:
                commits[place] = CommittedOffset(
                    asked.committed_offset, asked.committed_leader_epoch, asked.committed_metadata or ""
                )
    refused = await _commit(parts, request, commits)
    response = OffsetCommitResponse.OffsetCommitResponseTopic
    return OffsetCommitResponse(
        throttle_time_ms=0,
        topics=[
            response(
                name=topic.name,
                partitions=[
                    response.OffsetCommitResponsePartition(
                        partition_index=asked.partition_index,
                        error_code=errors[(topic.name, asked.partition_index)] or refused,
                    )
                    for asked in topic.partitions
                ],
            )
            for topic in request.topics
        ],
    )


async def offset_fetch(parts: Parts, request: Any, caller: Caller) -> Any:
    committed = parts.offsets.of_group(request.group_id)
    if request.topics is None:
        wanted: dict[str, list[int]] = {}
        for topic, number in committed:
            wanted.setdefault(topic, []).append(number)
    else:
        wanted = {topic.name: list(topic.partition_indexes) for topic in request.topics}
    return OffsetFetchResponse(
        throttle_time_ms=0,
        error_code=ErrorCode.NONE,
        topics=[
            OffsetFetchResponse.OffsetFetchResponseTopic(
                name=topic,
                partitions=[
                    _committed(number, committed.get((topic, number), _NOTHING_COMMITTED))
                    for number in numbers
                ],
            )
            for topic, numbers in wanted.items()
        ],
    )


async def offset_delete(parts: Parts, request: Any, caller: Caller) -> Any:
    places = [(t.name, p.partition_index) for t in request.topics for p in t.partitions]
    error = subscribed = ErrorCode.NONE
    try:
        await parts.groups.delete_offsets(request.group_id, places)
    except Refused as refusal:
        if refusal.code is ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC:
            subscribed = refusal.code
        else:
            error = refusal.code
    except StorageFailed:
        error = ErrorCode.COORDINATOR_NOT_AVAILABLE
    response = OffsetDeleteResponse.OffsetDeleteResponseTopic
    return OffsetDeleteResponse(
        error_code=error,
        throttle_time_ms=0,
        topics=[
            response(
                name=topic.name,
                partitions=[
                    response.OffsetDeleteResponsePartition(
                        partition_index=asked.partition_index, error_code=subscribed
                    )
                    for asked in topic.partitions
                ],
            )
            for topic in request.topics
        ],
    )


def _error_of(parts: Parts, place: TopicPartition, asked: Any) -> ErrorCode:
    try:
        parts.topics.partition(*place)
    except Refused as refusal:
        return refusal.code
    if len(asked.committed_metadata or "") > _LONGEST_METADATA:
        return ErrorCode.OFFSET_METADATA_TOO_LARGE
    return ErrorCode.NONE


async def _commit(parts: Parts, request: Any, commits: dict[TopicPartition, CommittedOffset]) -> ErrorCode:
    try:
        await parts.groups.commit(
            request.group_id,
            request.member_id,
            request.group_instance_id,
            request.generation_id_or_member_epoch,
            commits,
        )
    except Refused as refusal:
        parts.metrics.refusals.labels("OffsetCommit", refusal.code.name).inc()
        return refusal.code
    except StorageFailed:
        return ErrorCode.COORDINATOR_NOT_AVAILABLE
    return ErrorCode.NONE


def _committed(number: int, offset: CommittedOffset) -> Any:
    return OffsetFetchResponse.OffsetFetchResponseTopic.OffsetFetchResponsePartition(
        partition_index=number,
        committed_offset=offset.next_offset,
        committed_leader_epoch=offset.leader_epoch,
        metadata=offset.metadata,
        error_code=ErrorCode.NONE,
    )
