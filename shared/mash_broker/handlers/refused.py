"""APIs that are answered only to say no, with the code that Kafka has for it.

A Kafka without an authoriser refuses access rules, and one without SASL a sign-in, in these same words.
"""

from typing import Any

from kafka.protocol.admin import CreateAclsResponse, DeleteAclsResponse, DescribeAclsResponse
from kafka.protocol.sasl import SaslHandshakeResponse

from mash_broker.errors import ErrorCode
from mash_broker.parts import Caller, Parts

_NO_ACCESS_RULES = "This broker has no access rules: whoever can reach it on this machine may use it."


async def describe_acls(parts: Parts, request: Any, caller: Caller) -> Any:
    return DescribeAclsResponse(
        throttle_time_ms=0,
        error_code=ErrorCode.SECURITY_DISABLED,
        error_message=_NO_ACCESS_RULES,
        resources=[],
    )


async def create_acls(parts: Parts, request: Any, caller: Caller) -> Any:
    refusal = CreateAclsResponse.AclCreationResult(
        error_code=ErrorCode.SECURITY_DISABLED, error_message=_NO_ACCESS_RULES
    )
    return CreateAclsResponse(throttle_time_ms=0, results=[refusal for _ in request.creations])


async def delete_acls(parts: Parts, request: Any, caller: Caller) -> Any:
    refusal = DeleteAclsResponse.DeleteAclsFilterResult(
        error_code=ErrorCode.SECURITY_DISABLED, error_message=_NO_ACCESS_RULES, matching_acls=[]
    )
    return DeleteAclsResponse(throttle_time_ms=0, filter_results=[refusal for _ in request.filters])


async def sasl_handshake(parts: Parts, request: Any, caller: Caller) -> Any:
    return SaslHandshakeResponse(error_code=ErrorCode.ILLEGAL_SASL_STATE, mechanisms=[])
