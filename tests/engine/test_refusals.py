"""What is not served is refused in words that a client understands, and never by silence."""

import struct

import pytest
from kafka.protocol.metadata import ApiVersionsRequest, ApiVersionsResponse

from tests.engine.raw_client import RawClient

UNSUPPORTED_VERSION = 35


def test_a_client_from_the_future_is_told_which_versions_there_are(raw: RawClient) -> None:
    request = ApiVersionsRequest(client_software_name="future", client_software_version="99")
    request.API_VERSION = 3
    request.with_header(correlation_id=1, client_id="future")
    frame = bytearray(request.encode(header=True, framed=True))
    frame[6:8] = struct.pack(">h", 99)
    raw.send_bytes(bytes(frame))

    answer = ApiVersionsResponse.decode(raw.receive(), version=0, header=True)

    assert answer.error_code == UNSUPPORTED_VERSION
    assert any(api.api_key == ApiVersionsRequest.API_KEY for api in answer.api_keys)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 505,
        struct.pack(">ihhih", 10, 999, 0, 1, -1),
        struct.pack(">i", -5),
        struct.pack(">ihhih", 12, 3, 1, 1, -1) + b"\x7f\xff",
    ],
    ids=["a web browser", "a TLS client", "an unknown API", "a negative length", "half a request"],
)
def test_what_is_no_kafka_request_is_hung_up_on_and_others_are_served(
    sent: bytes, bootstrap: str, raw: RawClient
) -> None:
    raw.send_bytes(sent)
    assert raw.receive() == b""

    with RawClient(bootstrap) as other:
        answer = other.ask(ApiVersionsRequest(), ApiVersionsResponse, 0)
    assert answer.error_code == 0
