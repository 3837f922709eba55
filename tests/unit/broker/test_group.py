"""How workers of one group come to an agreement on who reads what, and what happens when one is gone."""

from typing import Any

import pytest

from mash_broker.errors import ErrorCode, Refused
from mash_broker.group import TRANSITIONS, Group, GroupState
from mash_broker.group_member import Joined, MemberIdRequired
from tests.builders.broker import a_joining


class Workers:
    """A group, the time, and what it answered to each worker."""

    def __init__(self, *, first_join_wait: float = 0.0) -> None:
        self.group = Group("mash.triage", first_join_wait=first_join_wait)
        self.now = 1000.0
        self.joined: dict[str, Joined | Refused] = {}
        self.shares: dict[str, bytes | Refused] = {}

    def join(self, worker: str, member_id: str = "", **given: Any) -> None:
        self.joined.pop(worker, None)
        self.group.join(
            a_joining(member_id, client_id=worker, **given),
            self.now,
            lambda answer: self.joined.__setitem__(worker, answer),
        )

    def sync(self, worker: str, **shares: bytes) -> None:
        """The worker asks for its share; the leader says whose share is what, by worker."""
        self.shares.pop(worker, None)
        answer = self.answer(worker)
        self.group.sync(
            answer.member_id,
            None,
            answer.generation,
            {self.answer(name).member_id: share for name, share in shares.items()},
            self.now,
            lambda share: self.shares.__setitem__(worker, share),
        )

    def heartbeat(self, worker: str) -> None:
        answer = self.answer(worker)
        self.group.heartbeat(answer.member_id, None, answer.generation, self.now)

    def commit(self, worker: str, *, generation: int | None = None) -> None:
        answer = self.answer(worker)
        self.group.check_commit(
            answer.member_id, None, answer.generation if generation is None else generation, self.now
        )

    def leave(self, worker: str) -> None:
        self.group.leave(self.answer(worker).member_id, None, self.now)
        del self.joined[worker]

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        self.group.tick(self.now)

    def answer(self, worker: str) -> Joined:
        answer = self.joined[worker]
        assert isinstance(answer, Joined)
        return answer

    def leader(self) -> str:
        return next(name for name in self.joined if self.answer(name).members)


def two_settled_workers() -> Workers:
    workers = Workers(first_join_wait=1.0)
    workers.join("amal")
    workers.join("bea")
    workers.pass_time(1.0)
    for worker in ("bea", "amal"):
        workers.sync(worker, amal=b"0-2", bea=b"3-5")
    assert workers.group.state is GroupState.STABLE
    return workers


def code(call: Any, *arguments: Any, **given: Any) -> ErrorCode:
    with pytest.raises(Refused) as refused:
        call(*arguments, **given)
    return refused.value.code


def test_a_group_waits_a_moment_for_more_workers_before_it_first_divides_the_work() -> None:
    workers = Workers(first_join_wait=1.0)
    workers.join("amal")
    assert not workers.joined
    assert workers.group.next_deadline() == workers.now + 1.0

    workers.join("bea")
    workers.pass_time(1.0)

    assert workers.answer("amal").generation == workers.answer("bea").generation == 1
    assert workers.answer("amal").leader == workers.answer("bea").leader
    assert len(workers.answer(workers.leader()).members) == 2


def test_the_leader_hands_out_and_everybody_hears_their_share() -> None:
    workers = two_settled_workers()

    assert workers.shares == {"amal": b"0-2", "bea": b"3-5"}


def test_a_new_worker_makes_the_others_come_again() -> None:
    workers = two_settled_workers()
    workers.join("cleo")
    assert code(workers.heartbeat, "amal") is ErrorCode.REBALANCE_IN_PROGRESS
    assert "cleo" not in workers.joined

    for worker in ("amal", "bea"):
        workers.join(worker, workers.answer(worker).member_id)

    assert {workers.answer(name).generation for name in ("amal", "bea", "cleo")} == {2}
    assert workers.group.state is GroupState.COMPLETING


def test_a_worker_that_leaves_gives_its_work_back_at_once() -> None:
    workers = two_settled_workers()
    workers.leave("amal")

    assert code(workers.heartbeat, "bea") is ErrorCode.REBALANCE_IN_PROGRESS
    workers.join("bea", workers.answer("bea").member_id)
    assert len(workers.answer("bea").members) == 1


def test_a_worker_that_is_silent_is_thought_dead_after_its_session() -> None:
    workers = two_settled_workers()
    workers.pass_time(9.0)
    workers.heartbeat("bea")
    workers.pass_time(1.5)

    assert [member.client_id for member in workers.group.members.values()] == ["bea"]
    assert workers.group.state is GroupState.PREPARING


def test_a_worker_thought_dead_that_comes_back_cannot_move_the_others_place() -> None:
    workers = two_settled_workers()
    workers.pass_time(9.0)
    workers.heartbeat("bea")
    workers.pass_time(1.5)
    workers.join("bea", workers.answer("bea").member_id)
    workers.sync("bea", bea=b"0-5")

    assert code(workers.commit, "amal") is ErrorCode.UNKNOWN_MEMBER_ID
    assert code(workers.commit, "bea", generation=1) is ErrorCode.ILLEGAL_GENERATION
    workers.commit("bea")


def test_offsets_are_not_taken_between_joining_and_handing_out() -> None:
    workers = Workers()
    workers.join("amal")

    assert code(workers.commit, "amal") is ErrorCode.REBALANCE_IN_PROGRESS


def test_offsets_of_nobody_are_taken_only_while_the_group_has_no_members() -> None:
    empty = Workers()
    empty.group.check_commit("", None, -1, empty.now)
    workers = two_settled_workers()

    assert code(workers.group.check_commit, "", None, -1, workers.now) is ErrorCode.UNKNOWN_MEMBER_ID


def test_a_worker_that_does_not_come_again_in_time_is_left_behind() -> None:
    workers = two_settled_workers()
    workers.join("cleo")
    workers.join("bea", workers.answer("bea").member_id)
    for _ in range(12):
        assert code(workers.heartbeat, "amal") is ErrorCode.REBALANCE_IN_PROGRESS
        workers.pass_time(5.0)

    names = {member.client_id for member in workers.group.members.values()}
    assert names == {"bea", "cleo"}
    assert workers.answer("bea").generation == 2


def test_a_leader_that_never_hands_out_does_not_hold_up_the_others_for_ever() -> None:
    workers = two_settled_workers()
    workers.leave("amal")
    workers.join("cleo")
    workers.join("bea", workers.answer("bea").member_id)
    leader = workers.leader()
    other = "cleo" if leader == "bea" else "bea"
    workers.sync(other)
    for _ in range(12):
        workers.heartbeat(leader)
        workers.pass_time(5.0)

    assert isinstance(workers.shares[other], Refused)
    assert [member.client_id for member in workers.group.members.values()] == [other]


def test_the_last_worker_leaves_an_empty_group() -> None:
    workers = two_settled_workers()
    workers.leave("amal")
    workers.leave("bea")

    assert workers.group.state is GroupState.EMPTY
    assert workers.group.next_deadline() is None


def test_only_an_empty_group_can_be_deleted() -> None:
    workers = two_settled_workers()
    assert code(workers.group.die) is ErrorCode.NON_EMPTY_GROUP
    workers.leave("amal")
    workers.leave("bea")
    workers.group.die()

    assert workers.group.state is GroupState.DEAD


def test_a_new_worker_is_told_its_id_and_comes_again_with_it() -> None:
    workers = Workers()
    with pytest.raises(MemberIdRequired) as told:
        workers.join("amal", must_know_its_id=True)
    assert not workers.group.members

    workers.join("amal", told.value.member_id, must_know_its_id=True)

    assert workers.answer("amal").member_id == told.value.member_id


def test_a_worker_that_was_told_its_id_and_never_came_is_forgotten() -> None:
    workers = Workers()
    with pytest.raises(MemberIdRequired) as told:
        workers.join("amal", must_know_its_id=True)
    workers.pass_time(10.0)

    assert workers.group.next_deadline() is None
    assert code(workers.join, "amal", told.value.member_id) is ErrorCode.UNKNOWN_MEMBER_ID


def test_workers_that_share_no_way_to_divide_the_work_cannot_be_in_one_group() -> None:
    workers = two_settled_workers()

    assert code(workers.join, "cleo", protocols=(("sticky", b""),)) is ErrorCode.INCONSISTENT_GROUP_PROTOCOL
    assert code(workers.join, "dora", protocol_type="connect") is ErrorCode.INCONSISTENT_GROUP_PROTOCOL


def test_the_way_that_most_prefer_is_taken() -> None:
    workers = Workers(first_join_wait=1.0)
    workers.join("amal", protocols=(("range", b""), ("sticky", b"")))
    workers.join("bea", protocols=(("sticky", b""), ("range", b"")))
    workers.join("cleo", protocols=(("sticky", b""), ("range", b"")))
    workers.pass_time(1.0)

    assert workers.answer("amal").protocol == "sticky"


def test_a_worker_whose_answer_was_lost_hears_it_again_without_a_rebalance() -> None:
    workers = two_settled_workers()
    follower = "bea" if workers.leader() == "amal" else "amal"
    workers.join(follower, workers.answer(follower).member_id)

    assert workers.answer(follower).generation == 1
    assert workers.group.state is GroupState.STABLE


def test_a_named_worker_that_restarts_takes_its_old_place_and_the_old_process_is_fenced() -> None:
    workers = Workers(first_join_wait=1.0)
    workers.join("amal", instance_id="desk-1")
    workers.join("bea", instance_id="desk-2")
    workers.pass_time(1.0)
    for worker in ("amal", "bea"):
        workers.sync(worker, amal=b"0-2", bea=b"3-5")
    before = workers.answer("amal").member_id

    workers.join("amal", instance_id="desk-1")

    assert workers.group.state is GroupState.STABLE
    assert workers.answer("amal").member_id != before
    assert not workers.answer("amal").members, "nobody would hear it hand out again"
    workers.sync("amal")
    assert workers.shares["amal"] == b"0-2"
    assert code(workers.group.heartbeat, before, "desk-1", 1, workers.now) is ErrorCode.FENCED_INSTANCE_ID


def test_every_state_can_be_left_but_the_last() -> None:
    assert set(TRANSITIONS) == set(GroupState)
    assert [state for state, following in TRANSITIONS.items() if not following] == [GroupState.DEAD]
