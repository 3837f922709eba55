"""Every API that is served, in one table: this is the list in `README.md`, and a test compares the two.

Versions end where later ones bring what a single broker does not have (topic ids, fetch sessions,
transactions). Clients choose the newest that both sides know.
"""

from collections.abc import Mapping
from typing import Any

import kafka.protocol.admin as admin
import kafka.protocol.consumer as consumer
import kafka.protocol.metadata as metadata
import kafka.protocol.producer as producer
from kafka.protocol.sasl import SaslHandshakeRequest, SaslHandshakeResponse

from mash_broker.handlers import (
    cluster,
    configs,
    fetch,
    groups,
    list_offsets,
    offsets,
    produce,
    refused,
    topics,
)
from mash_broker.parts import Caller, Parts
from mash_broker.wire import Api, api_versions


async def _api_versions(parts: Parts, request: Any, caller: Caller) -> Any:
    return api_versions(APIS)


SERVED = (
    # librdkafka takes the mention of version 0 as leave to compress; Apache Kafka 4 mentions it for that too.
    Api("Produce", producer.ProduceRequest, producer.ProduceResponse, 3, 8, produce.produce, 0),
    Api("Fetch", consumer.FetchRequest, consumer.FetchResponse, 4, 11, fetch.fetch),
    Api(
        "ListOffsets",
        consumer.ListOffsetsRequest,
        consumer.ListOffsetsResponse,
        1,
        7,
        list_offsets.list_offsets,
    ),
    Api("Metadata", metadata.MetadataRequest, metadata.MetadataResponse, 0, 8, cluster.metadata),
    Api(
        "OffsetCommit",
        consumer.OffsetCommitRequest,
        consumer.OffsetCommitResponse,
        2,
        7,
        offsets.offset_commit,
    ),
    Api("OffsetFetch", consumer.OffsetFetchRequest, consumer.OffsetFetchResponse, 1, 7, offsets.offset_fetch),
    Api(
        "FindCoordinator",
        metadata.FindCoordinatorRequest,
        metadata.FindCoordinatorResponse,
        0,
        3,
        cluster.find_coordinator,
    ),
    Api("JoinGroup", consumer.JoinGroupRequest, consumer.JoinGroupResponse, 0, 5, groups.join_group),
    Api("Heartbeat", consumer.HeartbeatRequest, consumer.HeartbeatResponse, 0, 3, groups.heartbeat),
    Api("LeaveGroup", consumer.LeaveGroupRequest, consumer.LeaveGroupResponse, 0, 4, groups.leave_group),
    Api("SyncGroup", consumer.SyncGroupRequest, consumer.SyncGroupResponse, 0, 3, groups.sync_group),
    Api(
        "DescribeGroups",
        admin.DescribeGroupsRequest,
        admin.DescribeGroupsResponse,
        0,
        5,
        groups.describe_groups,
    ),
    Api("ListGroups", admin.ListGroupsRequest, admin.ListGroupsResponse, 0, 4, groups.list_groups),
    Api("DeleteGroups", admin.DeleteGroupsRequest, admin.DeleteGroupsResponse, 0, 2, groups.delete_groups),
    Api(
        "OffsetDelete",
        consumer.OffsetDeleteRequest,
        consumer.OffsetDeleteResponse,
        0,
        0,
        offsets.offset_delete,
    ),
    Api("CreateTopics", admin.CreateTopicsRequest, admin.CreateTopicsResponse, 2, 4, topics.create_topics),
    Api("DeleteTopics", admin.DeleteTopicsRequest, admin.DeleteTopicsResponse, 1, 5, topics.delete_topics),
    Api(
        "CreatePartitions",
        admin.CreatePartitionsRequest,
        admin.CreatePartitionsResponse,
        0,
        3,
        topics.create_partitions,
    ),
    Api(
        "DeleteRecords", admin.DeleteRecordsRequest, admin.DeleteRecordsResponse, 0, 2, topics.delete_records
    ),
    Api(
        "DescribeConfigs",
        admin.DescribeConfigsRequest,
        admin.DescribeConfigsResponse,
        1,
        4,
        configs.describe_configs,
    ),
    Api("AlterConfigs", admin.AlterConfigsRequest, admin.AlterConfigsResponse, 0, 2, configs.alter_configs),
    Api(
        "IncrementalAlterConfigs",
        admin.IncrementalAlterConfigsRequest,
        admin.IncrementalAlterConfigsResponse,
        0,
        1,
        configs.incremental_alter_configs,
    ),
    Api(
        "DescribeCluster",
        admin.DescribeClusterRequest,
        admin.DescribeClusterResponse,
        0,
        1,
        cluster.describe_cluster,
    ),
    Api(
        "InitProducerId",
        producer.InitProducerIdRequest,
        producer.InitProducerIdResponse,
        0,
        4,
        produce.init_producer_id,
    ),
    Api("ApiVersions", metadata.ApiVersionsRequest, metadata.ApiVersionsResponse, 0, 4, _api_versions),
)
"""APIs that do something."""

ANSWERED_WITH_NO = (
    Api("SaslHandshake", SaslHandshakeRequest, SaslHandshakeResponse, 0, 1, refused.sasl_handshake),
    Api("DescribeAcls", admin.DescribeAclsRequest, admin.DescribeAclsResponse, 1, 3, refused.describe_acls),
    Api("CreateAcls", admin.CreateAclsRequest, admin.CreateAclsResponse, 1, 3, refused.create_acls),
    Api("DeleteAcls", admin.DeleteAclsRequest, admin.DeleteAclsResponse, 1, 3, refused.delete_acls),
)

APIS: Mapping[int, Api] = {api.key: api for api in (*SERVED, *ANSWERED_WITH_NO)}
