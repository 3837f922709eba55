"""Workers of one group share the partitions, take over from each other, and go on where they were."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import CommitFailedError
from kafka.protocol.consumer import (
    HeartbeatRequest,
    HeartbeatResponse,
    JoinGroupRequest,
    JoinGroupResponse,
    OffsetCommitRequest,
    OffsetCommitResponse,
    SyncGroupRequest,
    SyncGroupResponse,
)
from kafka.structs import OffsetAndMetadata

from tests.broker_process import wait_until
from tests.engine.conftest import MakeTopic
from tests.engine.raw_client import RawClient

MakeConsumer = Callable[..., KafkaConsumer]
ILLEGAL_GENERATION, UNKNOWN_MEMBER, SESSION_TIMEOUT, REBALANCE, MEMBER_ID_REQUIRED = 22, 25, 26, 27, 79
FENCED_INSTANCE = 82
STILL_STARTING = (14, 15, 16)
"""The coordinator loads its groups, is not there yet, or is not here."""
SESSION_MS = 6000
"""The shortest that Kafka takes."""


def settle(*consumers: KafkaConsumer, partitions: int) -> None:
    """Poll all of them until together they read every partition, each by one, and each has some.

    Each polls in a thread of its own, as in life. Taking turns they would keep each other waiting: a poll
    that ends while its consumer joins lets go of the join, and on a busy machine a join outlasts a turn.
    """
    shares: list[set[TopicPartition]] = [set() for _ in consumers]
    settled = threading.Event()

    def poll(number: int, consumer: KafkaConsumer) -> None:
        while not settled.is_set():
            consumer.poll(timeout_ms=1000)
            shares[number] = consumer.assignment()

    def shared_out() -> bool:
        every = set().union(*shares)
        return len(every) == partitions == sum(map(len, shares)) and all(shares)

    with ThreadPoolExecutor(len(consumers)) as threads:
        polling = [threads.submit(poll, *each) for each in enumerate(consumers)]
        try:
            wait_until(shared_out, seconds=40, what="all partitions are shared out")
        finally:
            settled.set()
        for each in polling:
            each.result()


class RawMember:
    """A member of a group that does only what a test makes it do."""

    def __init__(self, raw: RawClient, group: str, instance: str | None = None) -> None:
        self.raw = raw
        self.group = group
        self.instance = instance
        self.member_id = ""
        self.generation = -1

    def join(self) -> int:
        """Joins, with a second question where the broker wants one, and hands out when it leads."""
        answer = self._join()
        if answer.error_code == MEMBER_ID_REQUIRED:
            self.member_id = answer.member_id
            answer = self._join()
        if answer.error_code:
            return int(answer.error_code)
        self.member_id, self.generation = answer.member_id, answer.generation_id
        shares = [
            SyncGroupRequest.SyncGroupRequestAssignment(
                member_id=m.member_id, assignment=m.member_id.encode()
            )
            for m in answer.members
        ]
        synced = self.raw.ask(
            SyncGroupRequest(
                group_id=self.group,
                generation_id=self.generation,
                member_id=self.member_id,
                group_instance_id=self.instance,
                assignments=shares,
            ),
            SyncGroupResponse,
            3,
        )
        return int(synced.error_code)

    def heartbeat(self) -> int:
        request = HeartbeatRequest(
            group_id=self.group,
            generation_id=self.generation,
            member_id=self.member_id,
            group_instance_id=self.instance,
        )
        return int(self.raw.ask(request, HeartbeatResponse, 3).error_code)

    def commit(self, topic: str, offset: int, *, generation: int | None = None) -> int:
        asked = OffsetCommitRequest.OffsetCommitRequestTopic
        place = asked.OffsetCommitRequestPartition(
            partition_index=0, committed_offset=offset, committed_leader_epoch=-1, committed_metadata=""
        )
        request = OffsetCommitRequest(
            group_id=self.group,
            generation_id_or_member_epoch=self.generation if generation is None else generation,
            member_id=self.member_id,
            group_instance_id=self.instance,
            topics=[asked(name=topic, partitions=[place])],
        )
        answer = self.raw.ask(request, OffsetCommitResponse, 7)
        return int(answer.topics[0].partitions[0].error_code)

    def _join(self, session_ms: int = SESSION_MS) -> Any:
        """Asks again while the broker is still reading what it knows of its groups."""
        answers: list[Any] = []

        def answered() -> bool:
            answers.append(self._ask_to_join(session_ms))
            return answers[-1].error_code not in STILL_STARTING

        wait_until(answered, seconds=30, what="the coordinator has loaded its groups")
        return answers[-1]

    def _ask_to_join(self, session_ms: int) -> Any:
        request = JoinGroupRequest(
            group_id=self.group,
            session_timeout_ms=session_ms,
            rebalance_timeout_ms=10_000,
            member_id=self.member_id,
            group_instance_id=self.instance,
            protocol_type="consumer",
            protocols=[JoinGroupRequest.JoinGroupRequestProtocol(name="range", metadata=b"\x00\x00")],
        )
        return self.raw.ask(request, JoinGroupResponse, 5)


@contextmanager
def a_member(bootstrap: str, group: str, instance: str | None = None) -> Iterator[RawMember]:
    """A member connected to the broker that looks after its group."""
    with RawClient(bootstrap) as raw:
        wait_until(lambda: bool(raw.coordinator(group)), seconds=30, what="the group has a coordinator")
        address = raw.coordinator(group)
    with RawClient(address) as connection:
        yield RawMember(connection, group, instance)


def committed(admin: KafkaAdminClient, group: str, topic: str) -> int | None:
    offsets = admin.list_group_offsets({group: [TopicPartition(topic, 0)]})[group]
    place = offsets.get(TopicPartition(topic, 0))
    return None if place is None or place.offset < 0 else int(place.offset)


def test_partitions_are_shared_and_taken_over_as_workers_come_and_go(
    make_topic: MakeTopic, group: str, make_consumer: MakeConsumer
) -> None:
    topic = make_topic(partitions=6)
    first = make_consumer(topic, group_id=group)
    settle(first, partitions=6)

    second = make_consumer(topic, group_id=group)
    settle(first, second, partitions=6)
    assert {len(first.assignment()), len(second.assignment())} == {3}

    first.close(autocommit=False)
    settle(second, partitions=6)


def test_the_work_of_a_worker_that_died_is_taken_over_when_its_session_is_over(
    bootstrap: str, make_topic: MakeTopic, group: str, make_consumer: MakeConsumer
) -> None:
    topic = make_topic(partitions=2)
    with a_member(bootstrap, group) as dying:
        assert dying.join() == 0
    survivor = make_consumer(topic, group_id=group, session_timeout_ms=SESSION_MS, heartbeat_interval_ms=500)
    began = time.monotonic()
    settle(survivor, partitions=2)

    assert time.monotonic() - began < 35


def test_a_worker_goes_on_where_the_group_was(
    topic: str, group: str, producer: KafkaProducer, make_consumer: MakeConsumer
) -> None:
    for number in range(10):
        producer.send(topic, b"%d" % number)
    producer.flush()
    partition = TopicPartition(topic, 0)
    first = make_consumer(topic, group_id=group, enable_auto_commit=False)
    settle(first, partitions=1)
    first.commit({partition: OffsetAndMetadata(4, "after the fourth", -1)})
    first.close(autocommit=False)

    second = make_consumer(topic, group_id=group, enable_auto_commit=False)
    records: list[Any] = []

    def read_six() -> bool:
        records.extend(record for batch in second.poll(timeout_ms=200).values() for record in batch)
        return len(records) >= 6

    wait_until(read_six, seconds=30, what="the rest is read")
    assert [record.value for record in records] == [b"4", b"5", b"6", b"7", b"8", b"9"]
    assert second.committed(partition, metadata=True).metadata == "after the fourth"


def test_a_worker_that_was_replaced_cannot_move_the_groups_place(
    bootstrap: str, topic: str, group: str, admin: KafkaAdminClient
) -> None:
    with a_member(bootstrap, group) as zombie, a_member(bootstrap, group) as heir:
        assert zombie.join() == 0
        assert zombie.commit(topic, 5) == 0
        wait_until(lambda: heir.join() == 0, seconds=30, what="the heir is in, the silent one out")

        assert heir.commit(topic, 7) == 0
        assert zombie.commit(topic, 6) in (UNKNOWN_MEMBER, ILLEGAL_GENERATION)
        assert heir.commit(topic, 6, generation=heir.generation - 1) == ILLEGAL_GENERATION
        assert heir.commit(topic, 6, generation=-1) in (UNKNOWN_MEMBER, ILLEGAL_GENERATION)
    assert committed(admin, group, topic) == 7


def test_a_stalled_consumer_is_told_that_its_commit_failed(
    bootstrap: str, make_topic: MakeTopic, group: str, make_consumer: MakeConsumer
) -> None:
    topic = make_topic(partitions=2)
    stalled = make_consumer(topic, group_id=group, max_poll_interval_ms=1000, enable_auto_commit=False)
    settle(stalled, partitions=2)
    successor = make_consumer(topic, group_id=group, enable_auto_commit=False)
    settle(successor, partitions=2)

    with pytest.raises(CommitFailedError):
        stalled.commit({TopicPartition(topic, 0): OffsetAndMetadata(99, "", -1)})


def test_heartbeats_tell_of_a_rebalance(bootstrap: str, group: str) -> None:
    with a_member(bootstrap, group) as first, a_member(bootstrap, group) as second:
        assert first.join() == 0
        assert first.heartbeat() == 0
        second.member_id = second._join().member_id
        request = JoinGroupRequest(
            group_id=group,
            session_timeout_ms=SESSION_MS,
            rebalance_timeout_ms=10_000,
            member_id=second.member_id,
            group_instance_id=None,
            protocol_type="consumer",
            protocols=[JoinGroupRequest.JoinGroupRequestProtocol(name="range", metadata=b"\x00\x00")],
        )
        second.raw.send(request, 5)

        wait_until(lambda: first.heartbeat() == REBALANCE, seconds=20, what="a rebalance is heard of")


def test_strangers_are_not_members(bootstrap: str, topic: str, group: str) -> None:
    with a_member(bootstrap, group) as member, a_member(bootstrap, group) as stranger:
        assert member.join() == 0
        stranger.member_id, stranger.generation = "nobody", 1

        assert stranger.heartbeat() == UNKNOWN_MEMBER
        assert stranger.commit(topic, 1) == UNKNOWN_MEMBER
        assert stranger.join() == UNKNOWN_MEMBER


def test_a_session_that_is_too_short_is_refused(bootstrap: str, group: str) -> None:
    with a_member(bootstrap, group) as hasty:
        assert hasty._join(session_ms=10).error_code == SESSION_TIMEOUT


def test_a_named_worker_that_restarts_keeps_its_share_and_fences_off_its_former_self(
    bootstrap: str, topic: str, group: str
) -> None:
    with (
        a_member(bootstrap, group, "desk-1") as former,
        a_member(bootstrap, group, "desk-1") as present,
    ):
        assert former.join() == 0
        assert present.join() == 0

        assert present.member_id != former.member_id
        assert former.heartbeat() == FENCED_INSTANCE
        assert former.commit(topic, 3) == FENCED_INSTANCE
        assert present.commit(topic, 3) == 0


def test_a_tool_may_set_the_place_of_a_group_that_nobody_is_in(
    topic: str, group: str, admin: KafkaAdminClient
) -> None:
    place = TopicPartition(topic, 0)
    assert committed(admin, group, topic) is None

    admin.alter_group_offsets(group, {place: OffsetAndMetadata(12, "", -1)})
    assert committed(admin, group, topic) == 12

    admin.delete_group_offsets(group, [place])
    assert committed(admin, group, topic) is None
