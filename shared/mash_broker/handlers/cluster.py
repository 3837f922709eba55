"""What clients ask first: which APIs, which topics, which brokers. There is one broker, and it leads all."""

from typing import Any

from kafka.protocol.admin import DescribeClusterResponse
from kafka.protocol.metadata import CoordinatorType, FindCoordinatorResponse, MetadataResponse

from mash_broker.errors import ErrorCode, Refused
from mash_broker.parts import NODE_ID, Caller, Parts
from mash_broker.topics import Topic, check_name

_Topic = MetadataResponse.MetadataResponseTopic
_Partition = _Topic.MetadataResponsePartition
_BROKERS = 1
"""DescribeCluster's word for clients' endpoints, as opposed to controllers'."""


async def metadata(parts: Parts, request: Any, caller: Caller) -> Any:
    """Topics are declared, never made by being asked for: a misspelt name must not swallow a message."""
    everything = request.topics is None or (caller.version == 0 and not request.topics)
    topics = (
        [_describe(topic) for topic in parts.topics]
        if everything
        else [_named(parts, asked.name) for asked in request.topics]
    )
    broker = MetadataResponse.MetadataResponseBroker(
        node_id=NODE_ID, host=parts.host, port=parts.port, rack=None
    )
    return MetadataResponse(
        throttle_time_ms=0,
        brokers=[broker],
        cluster_id=parts.cluster_id,
        controller_id=NODE_ID,
        topics=topics,
    )


async def find_coordinator(parts: Parts, request: Any, caller: Caller) -> Any:
    if request.key_type != CoordinatorType.GROUP:
        return FindCoordinatorResponse(
            throttle_time_ms=0,
            error_code=ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
            error_message="This broker does not serve transactions.",
            node_id=-1,
            host="",
            port=-1,
        )
    return FindCoordinatorResponse(
        throttle_time_ms=0,
        error_code=ErrorCode.NONE,
        error_message=None,
        node_id=NODE_ID,
        host=parts.host,
        port=parts.port,
    )


async def describe_cluster(parts: Parts, request: Any, caller: Caller) -> Any:
    if request.endpoint_type != _BROKERS:
        return DescribeClusterResponse(
            error_code=ErrorCode.UNSUPPORTED_ENDPOINT_TYPE,
            error_message="This broker has no controller of its own.",
            endpoint_type=request.endpoint_type,
            cluster_id=parts.cluster_id,
        )
    broker = DescribeClusterResponse.DescribeClusterBroker(
        broker_id=NODE_ID, host=parts.host, port=parts.port, rack=None
    )
    return DescribeClusterResponse(
        throttle_time_ms=0,
        error_code=ErrorCode.NONE,
        error_message=None,
        endpoint_type=_BROKERS,
        cluster_id=parts.cluster_id,
        controller_id=NODE_ID,
        brokers=[broker],
    )


def _named(parts: Parts, name: str) -> Any:
    try:
        check_name(name)
        return _describe(parts.topics.get(name))
    except Refused as refusal:
        return _Topic(error_code=refusal.code, name=name, is_internal=False, partitions=[])


def _describe(topic: Topic) -> Any:
    return _Topic(
        error_code=ErrorCode.NONE,
        name=topic.name,
        is_internal=False,
        partitions=[
            _Partition(
                error_code=ErrorCode.NONE,
                partition_index=partition.number,
                leader_id=NODE_ID,
                leader_epoch=0,
                replica_nodes=[NODE_ID],
                isr_nodes=[NODE_ID],
                offline_replicas=[],
            )
            for partition in topic.partitions
        ],
    )
