"""A client that sends what it is told, also what no well-behaved client would."""

import socket
import struct
from types import TracebackType
from typing import Any

from kafka.protocol.consumer import (
    FetchRequest,
    FetchResponse,
    ListOffsetsRequest,
    ListOffsetsResponse,
    OffsetSpec,
)
from kafka.protocol.metadata import FindCoordinatorRequest, FindCoordinatorResponse
from kafka.protocol.producer import ProduceRequest, ProduceResponse


class RawClient:
    """One connection, to the first address. Requests and responses are kafka-python's protocol classes."""

    def __init__(self, bootstrap: str) -> None:
        host, _, port = bootstrap.partition(",")[0].rpartition(":")
        self._socket = socket.create_connection((host, int(port)), timeout=30)
        self._correlation = 0

    def __enter__(self) -> "RawClient":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def ask(self, request: Any, response: Any, version: int) -> Any:
        self.send(request, version)
        return response.decode(self.receive(), version=version, header=True)

    def send(self, request: Any, version: int) -> None:
        self._correlation += 1
        request.API_VERSION = version
        request.with_header(correlation_id=self._correlation, client_id="raw")
        self.send_bytes(bytes(request.encode(header=True, framed=True)))

    def send_bytes(self, sent: bytes) -> None:
        self._socket.sendall(sent)

    def receive(self) -> bytes:
        """One response without its length; empty when the broker has hung up."""
        length = self._read(4)
        return self._read(struct.unpack(">i", length)[0]) if length else b""

    def produce(self, topic: str, batch: bytes, *, partition: int = 0, acks: int = -1) -> Any:
        """The answer for this one batch."""
        request = a_produce_request(topic, batch, partition=partition, acks=acks)
        return self.ask(request, ProduceResponse, 8).responses[0].partition_responses[0]

    def fetch(self, topic: str, offset: int, **given: int) -> Any:
        """The answer for this one partition."""
        request = a_fetch_request(topic, offset, **given)
        return self.ask(request, FetchResponse, 11).responses[0].partitions[0]

    def earliest(self, topic: str, *, partition: int = 0) -> int:
        """The first offset that can be read."""
        return int(self._ask_for_earliest(topic, partition).offset)

    def error_for(self, topic: str, partition: int) -> int:
        """Zero when this broker serves the partition, otherwise the reason why not."""
        return int(self._ask_for_earliest(topic, partition).error_code)

    def _ask_for_earliest(self, topic: str, partition: int) -> Any:
        asked = ListOffsetsRequest.ListOffsetsTopic
        place = asked.ListOffsetsPartition(partition_index=partition, timestamp=OffsetSpec.EARLIEST)
        request = ListOffsetsRequest(
            replica_id=-1, isolation_level=0, topics=[asked(name=topic, partitions=[place])]
        )
        return self.ask(request, ListOffsetsResponse, 2).topics[0].partitions[0]

    def coordinator(self, group: str) -> str:
        """The address of the broker that looks after this group; empty while there is none."""
        answer = self.ask(FindCoordinatorRequest(key=group, key_type=0), FindCoordinatorResponse, 2)
        return "" if answer.error_code else f"{answer.host}:{answer.port}"

    def _read(self, size: int) -> bytes:
        got = b""
        while len(got) < size:
            try:
                more = self._socket.recv(size - len(got))
            except ConnectionResetError:
                return b""
            if not more:
                return b""
            got += more
        return got


def a_produce_request(topic: str, batch: bytes | None, *, partition: int = 0, acks: int = -1) -> Any:
    data = ProduceRequest.TopicProduceData
    return ProduceRequest(
        transactional_id=None,
        acks=acks,
        timeout_ms=10_000,
        topic_data=[
            data(
                name=topic,
                partition_data=[data.PartitionProduceData(index=partition, records=batch)],
            )
        ],
    )


def a_fetch_request(
    topic: str,
    offset: int,
    *,
    partition: int = 0,
    max_wait_ms: int = 0,
    min_bytes: int = 1,
    max_bytes: int = 1 << 20,
    partition_max_bytes: int = 1 << 20,
) -> Any:
    asked = FetchRequest.FetchTopic
    return FetchRequest(
        replica_id=-1,
        max_wait_ms=max_wait_ms,
        min_bytes=min_bytes,
        max_bytes=max_bytes,
        isolation_level=0,
        session_id=0,
        session_epoch=-1,
        topics=[
            asked(
                topic=topic,
                partitions=[
                    asked.FetchPartition(
                        partition=partition,
                        current_leader_epoch=-1,
                        fetch_offset=offset,
                        log_start_offset=-1,
                        partition_max_bytes=partition_max_bytes,
                    )
                ],
            )
        ],
        forgotten_topics_data=[],
        rack_id="",
    )
