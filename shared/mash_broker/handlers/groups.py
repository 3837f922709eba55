"""Consumer groups: joining, heartbeats, leaving, and what an administrator asks of them."""

from typing import Any

from kafka.protocol.admin import DeleteGroupsResponse, DescribeGroupsResponse, ListGroupsResponse
from kafka.protocol.consumer import (
    HeartbeatResponse,
    JoinGroupResponse,
    LeaveGroupResponse,
    SyncGroupResponse,
)

from mash_broker.errors import ErrorCode, Refused, StorageFailed
from mash_broker.group import Group, GroupState
from mash_broker.group_member import Joining, MemberIdRequired
from mash_broker.parts import Caller, Parts

_FIRST_VERSION_WITH_KNOWN_IDS = 4
_FIRST_VERSION_WITH_MEMBER_LIST = 3


async def join_group(parts: Parts, request: Any, caller: Caller) -> Any:
    try:
        if not request.group_id:
            raise Refused(ErrorCode.INVALID_GROUP_ID)
        joined = await parts.groups.join(request.group_id, _joining(request, caller))
    except Refused as refusal:
        told = refusal.member_id if isinstance(refusal, MemberIdRequired) else request.member_id
        return JoinGroupResponse(
            throttle_time_ms=0,
            error_code=refusal.code,
            generation_id=-1,
            protocol_name="",
            leader="",
            member_id=told,
            members=[],
        )
    return JoinGroupResponse(
        throttle_time_ms=0,
        error_code=ErrorCode.NONE,
        generation_id=joined.generation,
        protocol_name=joined.protocol,
        leader=joined.leader,
        member_id=joined.member_id,
        members=[
            JoinGroupResponse.JoinGroupResponseMember(
                member_id=member_id, group_instance_id=instance_id, metadata=metadata
            )
            for member_id, instance_id, metadata in joined.members
        ],
    )


async def sync_group(parts: Parts, request: Any, caller: Caller) -> Any:
    error, assignment = ErrorCode.NONE, b""
    try:
        assignment = await parts.groups.sync(
            request.group_id,
            request.member_id,
            request.group_instance_id,
            request.generation_id,
            {share.member_id: bytes(share.assignment) for share in request.assignments},
        )
    except Refused as refusal:
        error = refusal.code
    return SyncGroupResponse(throttle_time_ms=0, error_code=error, assignment=assignment)


async def heartbeat(parts: Parts, request: Any, caller: Caller) -> Any:
    error = ErrorCode.NONE
    try:
        parts.groups.heartbeat(
            request.group_id, request.member_id, request.group_instance_id, request.generation_id
        )
    except Refused as refusal:
        error = refusal.code
    return HeartbeatResponse(throttle_time_ms=0, error_code=error)


async def leave_group(parts: Parts, request: Any, caller: Caller) -> Any:
    if caller.version < _FIRST_VERSION_WITH_MEMBER_LIST:
        error = _leave(parts, request.group_id, request.member_id, None)
        return LeaveGroupResponse(throttle_time_ms=0, error_code=error)
    return LeaveGroupResponse(
        throttle_time_ms=0,
        error_code=ErrorCode.NONE,
        members=[
            LeaveGroupResponse.MemberResponse(
                member_id=leaving.member_id,
                group_instance_id=leaving.group_instance_id,
                error_code=_leave(parts, request.group_id, leaving.member_id, leaving.group_instance_id),
            )
            for leaving in request.members
        ],
    )


async def list_groups(parts: Parts, request: Any, caller: Caller) -> Any:
    groups = [group for group_id in parts.groups.group_ids() if (group := parts.groups.describe(group_id))]
    wanted = set(request.states_filter or ())
    return ListGroupsResponse(
        throttle_time_ms=0,
        error_code=ErrorCode.NONE,
        groups=[
            ListGroupsResponse.ListedGroup(
                group_id=group.group_id, protocol_type=group.protocol_type, group_state=group.state.value
            )
            for group in groups
            if not wanted or group.state.value in wanted
        ],
    )


async def describe_groups(parts: Parts, request: Any, caller: Caller) -> Any:
    return DescribeGroupsResponse(
        throttle_time_ms=0,
        groups=[_describe(group_id, parts.groups.describe(group_id)) for group_id in request.groups],
    )


async def delete_groups(parts: Parts, request: Any, caller: Caller) -> Any:
    results = []
    for group_id in request.groups_names:
        error = ErrorCode.NONE
        try:
            await parts.groups.delete(group_id)
        except Refused as refusal:
            error = refusal.code
        except StorageFailed:
            error = ErrorCode.COORDINATOR_NOT_AVAILABLE
        results.append(DeleteGroupsResponse.DeletableGroupResult(group_id=group_id, error_code=error))
    return DeleteGroupsResponse(throttle_time_ms=0, results=results)


def _joining(request: Any, caller: Caller) -> Joining:
    rebalance_ms = request.rebalance_timeout_ms if caller.version > 0 else request.session_timeout_ms
    return Joining(
        member_id=request.member_id,
        instance_id=request.group_instance_id,
        client_id=caller.client_id,
        client_host=caller.host,
        session_timeout=request.session_timeout_ms / 1000,
        rebalance_timeout=rebalance_ms / 1000,
        protocol_type=request.protocol_type,
        protocols=tuple((protocol.name, bytes(protocol.metadata)) for protocol in request.protocols),
        must_know_its_id=caller.version >= _FIRST_VERSION_WITH_KNOWN_IDS,
    )


def _leave(parts: Parts, group_id: str, member_id: str, instance_id: str | None) -> ErrorCode:
    try:
        parts.groups.leave(group_id, member_id, instance_id)
    except Refused as refusal:
        return refusal.code
    return ErrorCode.NONE


def _describe(group_id: str, group: Group | None) -> Any:
    if group is None:
        return DescribeGroupsResponse.DescribedGroup(
            error_code=ErrorCode.NONE,
            group_id=group_id,
            group_state=GroupState.DEAD.value,
            protocol_type="",
            protocol_data="",
            members=[],
            authorized_operations=None,
        )
    return DescribeGroupsResponse.DescribedGroup(
        error_code=ErrorCode.NONE,
        group_id=group_id,
        group_state=group.state.value,
        protocol_type=group.protocol_type,
        protocol_data=group.protocol,
        members=[
            DescribeGroupsResponse.DescribedGroup.DescribedGroupMember(
                member_id=member.member_id,
                group_instance_id=member.instance_id,
                client_id=member.client_id,
                client_host=member.client_host,
                member_metadata=member.metadata(group.protocol),
                member_assignment=member.assignment,
            )
            for member in group.members.values()
        ],
        authorized_operations=None,
    )
