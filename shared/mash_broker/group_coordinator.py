"""Consumer groups in time: waits for a group's answers, and wakes a group when its next deadline has come."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from mash_broker.committed_offsets import (
    CommitOffsets,
    CommittedOffset,
    CommittedOffsets,
    DropOffsets,
    TopicPartition,
)
from mash_broker.errors import ErrorCode, Refused
from mash_broker.group import Group, GroupState
from mash_broker.group_member import Joined, Joining
from mash_broker.journal import Journal
from mash_broker.metrics import Metrics

Answer = TypeVar("Answer")

FIRST_JOIN_WAIT_SECONDS = 0.2
SHORTEST_SESSION_SECONDS = 6.0
LONGEST_SESSION_SECONDS = 1800.0


class GroupCoordinator:
    """Groups live in memory and are rebuilt by their members after a restart; their offsets are on disk."""

    def __init__(self, offsets: CommittedOffsets, journal: Journal, metrics: Metrics) -> None:
        self.offsets = offsets
        self._journal = journal
        self._metrics = metrics
        self._groups: dict[str, Group] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._stopping = False
        for state in GroupState:
            metrics.groups.labels(state.value).set_function(partial(self._count, state))

    async def join(self, group_id: str, joining: Joining) -> Joined:
        """Raises `Refused`. Waits until the group has everybody together."""
        if not SHORTEST_SESSION_SECONDS <= joining.session_timeout <= LONGEST_SESSION_SECONDS:
            raise Refused(ErrorCode.INVALID_SESSION_TIMEOUT)
        group = self._groups.get(group_id)
        if group is None:
            if joining.member_id:
                raise Refused(ErrorCode.UNKNOWN_MEMBER_ID)
            group = self._groups[group_id] = Group(group_id, first_join_wait=FIRST_JOIN_WAIT_SECONDS)
        answer: asyncio.Future[Joined] = self._loop().create_future()
        self._act(group, lambda now: group.join(joining, now, _answering(answer)))
        return await answer

    async def sync(
        self,
        group_id: str,
        member_id: str,
        instance_id: str | None,
        generation: int,
        assignments: Mapping[str, bytes],
    ) -> bytes:
        """The member's share. Raises `Refused`. Waits until the leader has handed out."""
        group = self._group_of_member(group_id)
        answer: asyncio.Future[bytes] = self._loop().create_future()
        self._act(
            group,
            lambda now: group.sync(member_id, instance_id, generation, assignments, now, _answering(answer)),
        )
        return await answer

    def heartbeat(self, group_id: str, member_id: str, instance_id: str | None, generation: int) -> None:
        """Raises `Refused`."""
        group = self._group_of_member(group_id)
        self._act(group, lambda now: group.heartbeat(member_id, instance_id, generation, now))

    def leave(self, group_id: str, member_id: str, instance_id: str | None) -> None:
        """Raises `Refused`."""
        group = self._group_of_member(group_id)
        self._act(group, lambda now: group.leave(member_id, instance_id, now))

    async def commit(
        self,
        group_id: str,
        member_id: str,
        instance_id: str | None,
        generation: int,
        commits: Mapping[TopicPartition, CommittedOffset],
    ) -> None:
        """Durable when this returns. Raises `Refused` (fenced), `StorageFailed`."""
        group = self._groups.get(group_id)
        if group is not None:
            self._act(group, lambda now: group.check_commit(member_id, instance_id, generation, now))
        elif generation >= 0:
            raise Refused(ErrorCode.ILLEGAL_GENERATION)
        await self._journal.commit(CommitOffsets(self.offsets, group_id, commits))

    def group_ids(self) -> list[str]:
        return sorted({*self._groups, *self.offsets.groups()})

    def describe(self, group_id: str) -> Group | None:
        """The group as it is: one that only has offsets is an empty group; None when there is neither."""
        group = self._groups.get(group_id)
        if group is None and self.offsets.of_group(group_id):
            return Group(group_id, first_join_wait=FIRST_JOIN_WAIT_SECONDS)
        return group

    async def delete(self, group_id: str) -> None:
        """Raises `Refused` (NON_EMPTY_GROUP, GROUP_ID_NOT_FOUND), `StorageFailed`."""
        group = self.describe(group_id)
        if group is None:
            raise Refused(ErrorCode.GROUP_ID_NOT_FOUND, "There is no group of this name.")
        group.die()
        self._groups.pop(group_id, None)
        self._reset_timer(group)
        await self._journal.commit(DropOffsets(self.offsets, group_id, list(self.offsets.of_group(group_id))))

    async def delete_offsets(self, group_id: str, partitions: list[TopicPartition]) -> None:
        """Raises `Refused`: GROUP_ID_NOT_FOUND, or NON_EMPTY_GROUP while it has members."""
        group = self.describe(group_id)
        if group is None:
            raise Refused(ErrorCode.GROUP_ID_NOT_FOUND, "There is no group of this name.")
        if group.members:
            raise Refused(ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC, "The group has members.")
        await self._journal.commit(DropOffsets(self.offsets, group_id, partitions))

    async def forget_unused(self, every_seconds: float) -> None:
        """Until cancelled: now and then drop groups that nobody is in and that committed nothing."""
        while True:
            await asyncio.sleep(every_seconds)
            for group in list(self._groups.values()):
                unused = group.state is GroupState.EMPTY and group.next_deadline() is None
                if unused and not self.offsets.of_group(group.group_id):
                    del self._groups[group.group_id]

    def close(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._stopping = True

    def _act(self, group: Group, question: Callable[[float], None]) -> None:
        generation = group.generation
        try:
            question(self._loop().time())
        finally:
            self._metrics.rebalances.inc(group.generation - generation)
            self._reset_timer(group)

    def _reset_timer(self, group: Group) -> None:
        timer = self._timers.pop(group.group_id, None)
        if timer is not None:
            timer.cancel()
        deadline = group.next_deadline()
        if deadline is not None and not self._stopping:
            self._timers[group.group_id] = self._loop().call_at(deadline, self._act, group, group.tick)

    def _group_of_member(self, group_id: str) -> Group:
        group = self._groups.get(group_id)
        if group is None:
            raise Refused(ErrorCode.UNKNOWN_MEMBER_ID)
        return group

    def _count(self, state: GroupState) -> int:
        return sum(group.state is state for group in list(self._groups.values()))

    @staticmethod
    def _loop() -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()


def _answering(future: "asyncio.Future[Answer]") -> Callable[[Answer | Refused], None]:
    def answer(value: Answer | Refused) -> None:
        if future.done():  # whoever asked has gone
            return
        if isinstance(value, Refused):
            future.set_exception(value)
        else:
            future.set_result(value)

    return answer
