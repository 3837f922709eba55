"""Every API that is served, in one table: this is the list in `README.md`, and a test compares the two.

Versions end where later ones bring what a single broker does not have (topic ids, fetch sessions,
transactions). Clients choose the newest that both sides know.
"""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from kafka.protocol import admin, consumer, metadata, producer, sasl

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
from mash_broker.wire import Api, Handler, api_versions


async def _api_versions(parts: Parts, request: Any, caller: Caller) -> Any:
    return api_versions(APIS)


def _api(
    classes: ModuleType,
    name: str,
    oldest: int,
    newest: int,
    handler: Handler,
    advertised_from: int | None = None,
) -> Api:
    request, response = getattr(classes, f"{name}Request"), getattr(classes, f"{name}Response")
    return Api(name, request, response, oldest, newest, handler, advertised_from)


SERVED = (
    # librdkafka takes the mention of version 0 as leave to compress; Apache Kafka 4 mentions it for that too.
    _api(producer, "Produce", 3, 8, produce.produce, advertised_from=0),
    _api(consumer, "Fetch", 4, 11, fetch.fetch),
    _api(consumer, "ListOffsets", 1, 7, list_offsets.list_offsets),
    _api(metadata, "Metadata", 0, 8, cluster.metadata),
    _api(consumer, "OffsetCommit", 2, 7, offsets.offset_commit),
    _api(consumer, "OffsetFetch", 1, 7, offsets.offset_fetch),
    _api(metadata, "FindCoordinator", 0, 3, cluster.find_coordinator),
    _api(consumer, "JoinGroup", 0, 5, groups.join_group),
    _api(consumer, "Heartbeat", 0, 3, groups.heartbeat),
    _api(consumer, "LeaveGroup", 0, 4, groups.leave_group),
    _api(consumer, "SyncGroup", 0, 3, groups.sync_group),
    _api(admin, "DescribeGroups", 0, 5, groups.describe_groups),
    _api(admin, "ListGroups", 0, 4, groups.list_groups),
    _api(admin, "DeleteGroups", 0, 2, groups.delete_groups),
    _api(consumer, "OffsetDelete", 0, 0, offsets.offset_delete),
    _api(admin, "CreateTopics", 2, 4, topics.create_topics),
    _api(admin, "DeleteTopics", 1, 5, topics.delete_topics),
    _api(admin, "CreatePartitions", 0, 3, topics.create_partitions),
    _api(admin, "DeleteRecords", 0, 2, topics.delete_records),
    _api(admin, "DescribeConfigs", 1, 4, configs.describe_configs),
    _api(admin, "AlterConfigs", 0, 2, configs.alter_configs),
    _api(admin, "IncrementalAlterConfigs", 0, 1, configs.incremental_alter_configs),
    _api(admin, "DescribeCluster", 0, 1, cluster.describe_cluster),
    _api(producer, "InitProducerId", 0, 4, produce.init_producer_id),
    _api(metadata, "ApiVersions", 0, 4, _api_versions),
)
"""APIs that do something."""

ANSWERED_WITH_NO = (
    _api(sasl, "SaslHandshake", 0, 1, refused.sasl_handshake),
    _api(admin, "DescribeAcls", 1, 3, refused.describe_acls),
    _api(admin, "CreateAcls", 1, 3, refused.create_acls),
    _api(admin, "DeleteAcls", 1, 3, refused.delete_acls),
)

APIS: Mapping[int, Api] = {api.key: api for api in (*SERVED, *ANSWERED_WITH_NO)}
