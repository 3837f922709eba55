"""Bytes that are no request are told from those that are."""

import pytest
from kafka.protocol.consumer import HeartbeatRequest
from kafka.protocol.metadata import ApiVersionsRequest

from mash_broker.apis import APIS
from mash_broker.wire import Unreadable, decode, read_header


def flexible(api_key: int, version: int) -> bool:
    return bool(APIS[api_key].request.flexible_version_q(version))


def a_frame(request: object, version: int, *, client_id: str | None = "triage") -> bytes:
    request.API_VERSION = version  # type: ignore[attr-defined]
    request.with_header(correlation_id=7, client_id=client_id)  # type: ignore[attr-defined]
    return bytes(request.encode(header=True))  # type: ignore[attr-defined]


@pytest.mark.parametrize("version", [0, 2, 3, 4])
def test_the_header_is_read_in_its_old_and_its_newer_form(version: int) -> None:
    frame = a_frame(ApiVersionsRequest(client_software_name="x", client_software_version="1"), version)
    header = read_header(frame, flexible)

    assert (header.api_key, header.version, header.correlation_id) == (18, version, 7)
    assert header.client_id == "triage"
    assert decode(APIS[18], header, frame).client_software_name == ("x" if version >= 3 else "")


def test_tagged_fields_in_the_header_are_passed_over() -> None:
    frame = a_frame(ApiVersionsRequest(client_software_name="x", client_software_version="1"), 3)
    begins = read_header(frame, flexible).body_begins
    tagged = frame[: begins - 1] + b"\x01\x05\x03abc" + frame[begins:]

    header = read_header(tagged, flexible)

    assert decode(APIS[18], header, tagged).client_software_name == "x"


def test_a_client_may_have_no_name() -> None:
    request = HeartbeatRequest(group_id="g", generation_id=1, member_id="m", group_instance_id=None)
    header = read_header(a_frame(request, 3, client_id=None), flexible)

    assert header.client_id == ""


@pytest.mark.parametrize("length", [0, 3, 9, 12])
def test_half_a_header_is_no_request(length: int) -> None:
    request = ApiVersionsRequest(client_software_name="x", client_software_version="1")

    with pytest.raises(Unreadable):
        read_header(a_frame(request, 3)[:length], flexible)


def test_half_a_body_is_no_request() -> None:
    request = HeartbeatRequest(group_id="g", generation_id=1, member_id="m", group_instance_id=None)
    frame = a_frame(request, 3)[:-4]
    header = read_header(frame, flexible)

    with pytest.raises(Unreadable) as unreadable:
        decode(APIS[12], header, frame)
    assert "Heartbeat" in str(unreadable.value)
