"""Requests and responses as bytes: framing, the request header, and which versions are spoken.

The bodies are kafka-python's generated protocol classes. Its header classes copy the whole request to read
a few bytes in front, so the header is read here.
"""

import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kafka.protocol.metadata import ApiVersionsResponse

from mash_broker.errors import ErrorCode
from mash_broker.parts import Caller, Parts

LARGEST_REQUEST_BYTES = 16 << 20
_FIXED_HEADER = struct.Struct(">hhih")
API_VERSIONS = 18

Handler = Callable[[Parts, Any, Caller], Awaitable[Any]]


class Unreadable(Exception):
    """What came is not a request that this broker can answer; the connection is closed."""


@dataclass(frozen=True, slots=True)
class Api:
    """One API that is served: the versions, kafka-python's classes, and who answers."""

    name: str
    request: Any
    response: Any
    oldest: int
    newest: int
    handler: Handler
    advertised_from: int | None = None
    """The oldest version that clients are told of, where that is not `oldest`."""

    @property
    def key(self) -> int:
        return int(self.request.API_KEY)


@dataclass(frozen=True, slots=True)
class RequestHeader:
    api_key: int
    version: int
    correlation_id: int
    client_id: str
    body_begins: int


def read_header(frame: bytes, flexible: Callable[[int, int], bool]) -> RequestHeader:
    """The header of a request. `flexible` tells whether (api key, version) has tagged fields.

    Raises `Unreadable`.
    """
    try:
        api_key, version, correlation_id, length = _FIXED_HEADER.unpack_from(frame)
        begins = _FIXED_HEADER.size
        client_id = frame[begins : begins + length].decode() if length > 0 else ""
        begins += max(length, 0)
        if flexible(api_key, version):
            begins = _after_tags(frame, begins)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise Unreadable("the request header cannot be read") from error
    return RequestHeader(api_key, version, correlation_id, client_id, begins)


def decode(api: Api, header: RequestHeader, frame: bytes) -> Any:
    """The request's body. Raises `Unreadable`."""
    try:
        return api.request.decode(memoryview(frame)[header.body_begins :], version=header.version)
    except (struct.error, IndexError, ValueError, TypeError) as error:
        raise Unreadable(f"{api.name} version {header.version} cannot be decoded") from error


def encode(response: Any, version: int, correlation_id: int) -> bytes:
    response.API_VERSION = version
    response.with_header(correlation_id=correlation_id)
    framed: bytes = response.encode(header=True, framed=True)
    return framed


def api_versions(apis: Mapping[int, Api], error: ErrorCode = ErrorCode.NONE) -> Any:
    """What is served, as clients ask for it before anything else."""
    return ApiVersionsResponse(
        error_code=error,
        throttle_time_ms=0,
        api_keys=[
            ApiVersionsResponse.ApiVersion(
                api_key=api.key,
                min_version=api.oldest if api.advertised_from is None else api.advertised_from,
                max_version=api.newest,
            )
            for api in apis.values()
        ],
    )


def _after_tags(frame: bytes, position: int) -> int:
    """The position after a section of tagged fields, which the broker does not use in headers."""
    count, position = _unsigned_varint(frame, position)
    for _ in range(count):
        _, position = _unsigned_varint(frame, position)
        size, position = _unsigned_varint(frame, position)
        position += size
    return position


def _unsigned_varint(frame: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = frame[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return value, position
        shift += 7
