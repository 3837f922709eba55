"""Produce, and the identities of idempotent producers."""

import asyncio
from typing import Any

from kafka.protocol.producer import InitProducerIdResponse, ProduceResponse

from mash_broker.errors import ErrorCode, Refused, StorageFailed
from mash_broker.partition import AppendBatch
from mash_broker.parts import Caller, Parts
from mash_broker.record_batch import checked_header

_Topic = ProduceResponse.TopicProduceResponse
_Partition = _Topic.PartitionProduceResponse
_ACKS = (-1, 0, 1)
_Pending = tuple[AppendBatch, "asyncio.Future[None]"]


async def produce(parts: Parts, request: Any, caller: Caller) -> Any:
    """Queue every batch in the order of the request, before the first await: that order is a promise.

    Whatever acks the client asked for, an acknowledgement means that the batch is on disk.
    """
    queued = [
        (
            topic.name,
            [(sent.index, _queue(parts, request, topic.name, sent)) for sent in topic.partition_data],
        )
        for topic in request.topic_data
    ]
    topics = [
        _Topic(
            name=name, partition_responses=[await _settled(parts, index, batch) for index, batch in batches]
        )
        for name, batches in queued
    ]
    return None if request.acks == 0 else ProduceResponse(responses=topics, throttle_time_ms=0)


async def init_producer_id(parts: Parts, request: Any, caller: Caller) -> Any:
    """Every call is a new producer; a transactional one is refused."""
    error, producer_id = ErrorCode.NONE, -1
    if request.transactional_id is not None:
        error = ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED
    else:
        try:
            producer_id = await parts.producer_ids.allocate(parts.journal)
        except StorageFailed:
            error = ErrorCode.COORDINATOR_NOT_AVAILABLE
    return InitProducerIdResponse(
        throttle_time_ms=0,
        error_code=error,
        producer_id=producer_id,
        producer_epoch=0 if error is ErrorCode.NONE else -1,
    )


def _queue(parts: Parts, request: Any, topic_name: str, sent: Any) -> "_Pending | Refused":
    try:
        if request.transactional_id is not None:
            raise Refused(ErrorCode.INVALID_TXN_STATE, "This broker does not serve transactions.")
        if request.acks not in _ACKS:
            raise Refused(ErrorCode.INVALID_REQUIRED_ACKS)
        partition = parts.topics.partition(topic_name, sent.index)
        batch, sent.records = sent.records or b"", None  # the request must not keep it while it waits
        largest = parts.topics.get(topic_name).configs.max_message_bytes
        if len(batch) > largest:
            raise Refused(ErrorCode.MESSAGE_TOO_LARGE, f"This topic takes batches of up to {largest} bytes.")
        append = AppendBatch(partition, checked_header(batch), batch, parts.now_ms())
    except Refused as refusal:
        return refusal
    return append, parts.journal.submit(append)


async def _settled(parts: Parts, index: int, pending: "_Pending | Refused") -> Any:
    if isinstance(pending, Refused):
        return _refused(parts, index, pending)
    append, settled = pending
    try:
        await settled
    except Refused as refusal:
        return _refused(parts, index, refusal)
    except StorageFailed:
        return _refused(parts, index, Refused(ErrorCode.KAFKA_STORAGE_ERROR, "The log cannot be written."))
    if append.duplicate:
        parts.metrics.duplicate_batches.inc()
    else:
        parts.metrics.appended_batches.inc()
        parts.metrics.appended_records.inc(append.records)
        parts.metrics.appended_bytes.inc(append.size)
    return _Partition(
        index=index,
        error_code=ErrorCode.NONE,
        base_offset=append.base_offset,
        log_append_time_ms=-1,
        log_start_offset=append.log_start,
        record_errors=[],
        error_message=None,
    )


def _refused(parts: Parts, index: int, refusal: Refused) -> Any:
    parts.metrics.refusals.labels("Produce", refusal.code.name).inc()
    return _Partition(
        index=index,
        error_code=refusal.code,
        base_offset=-1,
        log_append_time_ms=-1,
        log_start_offset=-1,
        record_errors=[],
        error_message=refusal.sentence,
    )
