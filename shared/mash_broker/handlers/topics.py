"""Topics as an administrator handles them: create, delete, more partitions, delete records."""

from collections.abc import Awaitable
from typing import Any

from kafka.protocol.admin import (
    CreatePartitionsResponse,
    CreateTopicsResponse,
    DeleteRecordsResponse,
    DeleteTopicsResponse,
)

from mash_broker.errors import ErrorCode, Refused, StorageFailed
from mash_broker.parts import NODE_ID, Caller, Parts
from mash_broker.retention import MoveLogStart
from mash_broker.topic_configs import check_configs
from mash_broker.topics import AddPartitions, CreateTopic, DeleteTopic, check_name, check_partition_count

_DEFAULT_PARTITIONS = 1
_UP_TO_THE_END = -1


async def create_topics(parts: Parts, request: Any, caller: Caller) -> Any:
    results = []
    for wanted in request.topics:
        error, sentence = await _outcome(_create(parts, wanted, request.validate_only))
        results.append(
            CreateTopicsResponse.CreatableTopicResult(
                name=wanted.name, error_code=error, error_message=sentence
            )
        )
    return CreateTopicsResponse(throttle_time_ms=0, topics=results)


async def delete_topics(parts: Parts, request: Any, caller: Caller) -> Any:
    results = []
    for name in request.topic_names:
        error, sentence = await _outcome(parts.journal.commit(DeleteTopic(parts.topics, parts.offsets, name)))
        results.append(
            DeleteTopicsResponse.DeletableTopicResult(name=name, error_code=error, error_message=sentence)
        )
    return DeleteTopicsResponse(throttle_time_ms=0, responses=results)


async def create_partitions(parts: Parts, request: Any, caller: Caller) -> Any:
    results = []
    for wanted in request.topics:
        error, sentence = await _outcome(_add_partitions(parts, wanted, request.validate_only))
        results.append(
            CreatePartitionsResponse.CreatePartitionsTopicResult(
                name=wanted.name, error_code=error, error_message=sentence
            )
        )
    return CreatePartitionsResponse(throttle_time_ms=0, results=results)


async def delete_records(parts: Parts, request: Any, caller: Caller) -> Any:
    result = DeleteRecordsResponse.DeleteRecordsTopicResult
    topics = []
    for topic in request.topics:
        partitions = []
        for asked in topic.partitions:
            error, _ = await _outcome(_delete_records(parts, topic.name, asked))
            low = -1
            if error is ErrorCode.NONE:
                low = parts.topics.partition(topic.name, asked.partition_index).log_start
            partitions.append(
                result.DeleteRecordsPartitionResult(
                    partition_index=asked.partition_index, low_watermark=low, error_code=error
                )
            )
        topics.append(result(name=topic.name, partitions=partitions))
    return DeleteRecordsResponse(throttle_time_ms=0, topics=topics)


async def _outcome(change: Awaitable[None]) -> tuple[ErrorCode, str | None]:
    try:
        await change
    except Refused as refusal:
        return refusal.code, refusal.sentence
    except StorageFailed:
        return ErrorCode.KAFKA_STORAGE_ERROR, "The log cannot be written."
    return ErrorCode.NONE, None


async def _create(parts: Parts, wanted: Any, validate_only: bool) -> None:
    check_name(wanted.name)
    count = wanted.num_partitions
    if wanted.assignments:
        count = len(wanted.assignments)
        if any(list(assignment.broker_ids) != [NODE_ID] for assignment in wanted.assignments):
            raise Refused(ErrorCode.INVALID_REPLICA_ASSIGNMENT, "There is one broker, and its id is 1.")
    elif wanted.replication_factor not in (-1, 1):
        raise Refused(
            ErrorCode.INVALID_REPLICATION_FACTOR, "This broker does not replicate; the factor can only be 1."
        )
    count = _DEFAULT_PARTITIONS if count == -1 else count
    check_partition_count(count)
    configs = {config.name: config.value for config in wanted.configs}
    checked = check_configs(configs)
    if parts.topics.find(wanted.name) is not None:
        raise Refused(ErrorCode.TOPIC_ALREADY_EXISTS, "There is a topic of this name.")
    if not validate_only:
        await parts.journal.commit(CreateTopic(parts.topics, wanted.name, count, checked))


async def _add_partitions(parts: Parts, wanted: Any, validate_only: bool) -> None:
    check_partition_count(wanted.count)
    change = AddPartitions(parts.topics, wanted.name, wanted.count)
    if validate_only:
        change.prepare()
    else:
        await parts.journal.commit(change)


async def _delete_records(parts: Parts, topic: str, asked: Any) -> None:
    partition = parts.topics.partition(topic, asked.partition_index)
    if not parts.topics.get(topic).configs.deletes:
        raise Refused(ErrorCode.INVALID_REQUEST, "Records of a compacted topic cannot be deleted.")
    until = partition.end_offset if asked.offset == _UP_TO_THE_END else asked.offset
    await parts.journal.commit(MoveLogStart(partition, until))
