"""The state machine of one classic consumer group: who is in it, and how it agrees on who reads what.

Apache Kafka's rules (`GroupCoordinator`). No clock, no network, no task in here: times come in as seconds of
a steady clock, answers go out through the callbacks that came with the questions, and whoever owns the group
calls `tick` when `next_deadline` has come.

    Empty -> PreparingRebalance -> CompletingRebalance -> Stable
               ^      everybody joins     the leader       |
               |                          hands out        |
               +---- somebody joins, leaves or is silent --+
"""

import uuid
from collections.abc import Mapping
from enum import StrEnum

from mash_broker.errors import ErrorCode, Refused
from mash_broker.group_member import (
    Joined,
    Joining,
    JoinReply,
    Member,
    MemberIdRequired,
    SyncReply,
    favourite_protocol,
)


class GroupState(StrEnum):
    """The names that tools show."""

    EMPTY = "Empty"
    PREPARING = "PreparingRebalance"
    COMPLETING = "CompletingRebalance"
    STABLE = "Stable"
    DEAD = "Dead"


TRANSITIONS: Mapping[GroupState, frozenset[GroupState]] = {
    GroupState.EMPTY: frozenset({GroupState.PREPARING, GroupState.DEAD}),
    GroupState.PREPARING: frozenset({GroupState.COMPLETING, GroupState.EMPTY}),
    GroupState.COMPLETING: frozenset({GroupState.STABLE, GroupState.PREPARING}),
    GroupState.STABLE: frozenset({GroupState.PREPARING}),
    GroupState.DEAD: frozenset(),
}


class Group:
    def __init__(self, group_id: str, *, first_join_wait: float) -> None:
        """`first_join_wait`: how long an empty group waits for more members before it first divides work."""
        self.group_id = group_id
        self.state = GroupState.EMPTY
        self.generation = 0
        self.protocol_type = ""
        self.protocol = ""
        self.members: dict[str, Member] = {}
        self._leader = ""
        self._first_join_wait = first_join_wait
        self._expected: dict[str, float] = {}  # ids handed out, and until when their owner may come again
        self._not_before = 0.0
        self._give_up_at = 0.0

    # What members ask

    def join(self, joining: Joining, now: float, reply: JoinReply) -> None:
        """Answered through `reply` when everybody has joined. Raises `Refused`."""
        self._check_protocols(joining)
        static = self._static_member(joining.instance_id)
        if static is not None and not joining.member_id:
            self._replace_static(static, joining, now, reply)
        elif not joining.member_id or joining.member_id in self._expected:
            self._join_anew(joining, now, reply)
        else:
            self._join_again(self._known(joining.member_id, joining.instance_id), joining, now, reply)

    def sync(
        self,
        member_id: str,
        instance_id: str | None,
        generation: int,
        assignments: Mapping[str, bytes],
        now: float,
        reply: SyncReply,
    ) -> None:
        """Answered with the member's share when the leader has handed out. Raises `Refused`."""
        member = self._checked(member_id, instance_id, generation, now)
        if self.state is GroupState.PREPARING:
            raise Refused(ErrorCode.REBALANCE_IN_PROGRESS)
        if self.state is GroupState.STABLE:
            reply(member.assignment)
            return
        member.answer_sync(Refused(ErrorCode.REBALANCE_IN_PROGRESS))  # an older question of the same member
        member.sync_reply = reply
        if member_id == self._leader:
            self._hand_out(assignments, now)

    def heartbeat(self, member_id: str, instance_id: str | None, generation: int, now: float) -> None:
        """Raises `Refused`: the member is to join again, or no longer belongs."""
        self._checked(member_id, instance_id, generation, now)
        if self.state is GroupState.PREPARING:
            raise Refused(ErrorCode.REBALANCE_IN_PROGRESS)

    def leave(self, member_id: str, instance_id: str | None, now: float) -> None:
        """A static member may be named by its instance alone, as an administrator does. Raises `Refused`."""
        if self._expected.pop(member_id, None) is not None:
            self._complete_join_if_ready(now)
            return
        static = self._static_member(instance_id)
        named_by_instance = static is not None and not member_id
        self._remove(static if static and named_by_instance else self._known(member_id, instance_id), now)

    def check_commit(self, member_id: str, instance_id: str | None, generation: int, now: float) -> None:
        """Offsets are taken from a member of this generation, or from anybody while nobody is a member.

        Raises `Refused`: a member that was thought dead and comes back must not move what others read now.
        """
        if generation < 0 and not self.members:
            return
        self._checked(member_id, instance_id, generation, now)
        if self.state is GroupState.COMPLETING:
            raise Refused(ErrorCode.REBALANCE_IN_PROGRESS)

    def die(self) -> None:
        """The group is deleted. Raises `Refused` (NON_EMPTY_GROUP) while it has members."""
        if self.state is not GroupState.EMPTY:
            raise Refused(ErrorCode.NON_EMPTY_GROUP, "The group has members.")
        self._become(GroupState.DEAD)

    # Time

    def next_deadline(self) -> float | None:
        """When `tick` has something to do, if nothing else happens before."""
        deadlines = [member.session_ends for member in self.members.values() if not member.waits]
        deadlines.extend(self._expected.values())
        if self.state is GroupState.PREPARING:
            deadlines.append(self._not_before if self._everybody_joined() else self._give_up_at)
        if self.state is GroupState.COMPLETING:
            deadlines.append(self._give_up_at)
        return min(deadlines, default=None)

    def tick(self, now: float) -> None:
        """Remove who was silent for too long, and go on without who did not come."""
        for member_id in [m for m, until in self._expected.items() if until <= now]:
            del self._expected[member_id]
        too_late_to_sync = self.state is GroupState.COMPLETING and self._give_up_at <= now
        gone = [
            m for m in self.members.values() if not m.waits and (m.session_ends <= now or too_late_to_sync)
        ]
        for member in gone:
            self._remove(member, now)
        self._complete_join_if_ready(now)

    # Joining

    def _join_anew(self, joining: Joining, now: float, reply: JoinReply) -> None:
        if not joining.member_id and joining.instance_id is None and joining.must_know_its_id:
            member_id = _new_member_id(joining.client_id)
            self._expected[member_id] = now + joining.session_timeout
            raise MemberIdRequired(member_id)
        self._expected.pop(joining.member_id, None)
        member_id = joining.member_id or _new_member_id(joining.instance_id or joining.client_id)
        self.protocol_type = joining.protocol_type
        self.members[member_id] = Member.of(member_id, joining, now)
        self._await_join(self.members[member_id], now, reply)

    def _join_again(self, member: Member, joining: Joining, now: float, reply: JoinReply) -> None:
        changed = member.protocols != joining.protocols
        settled = self.state is GroupState.STABLE and member.member_id != self._leader
        if not changed and (settled or self.state is GroupState.COMPLETING):
            member.last_seen = now
            reply(self._joined(member))  # its first answer was lost on the way
            return
        member.update(joining)
        self._await_join(member, now, reply)

    def _replace_static(self, old: Member, joining: Joining, now: float, reply: JoinReply) -> None:
        """A static member was started again: it takes its old place, and the old process is fenced off."""
        assert joining.instance_id is not None
        new = Member.of(_new_member_id(joining.instance_id), joining, now)
        new.assignment = old.assignment
        old.answer_join(Refused(ErrorCode.FENCED_INSTANCE_ID))
        old.answer_sync(Refused(ErrorCode.FENCED_INSTANCE_ID))
        self.members = {m.member_id: m for m in (new if m is old else m for m in self.members.values())}
        leader_it_is_told = self._leader
        if self._leader == old.member_id:
            self._leader = new.member_id
        if self.state is GroupState.STABLE and new.protocols == old.protocols:
            # Told the old leader's id, it does not hand out again: nobody would hear it in a stable group.
            reply(Joined(new.member_id, self.generation, self.protocol, leader_it_is_told))
            return
        self._await_join(new, now, reply)

    def _await_join(self, member: Member, now: float, reply: JoinReply) -> None:
        member.answer_join(Refused(ErrorCode.REBALANCE_IN_PROGRESS))  # an older question of the same member
        member.last_seen = now
        self._rebalance(now)
        member.join_reply = reply
        self._complete_join_if_ready(now)

    def _rebalance(self, now: float) -> None:
        if self.state is GroupState.PREPARING:
            return
        self._not_before = now + (self._first_join_wait if self.state is GroupState.EMPTY else 0.0)
        self._give_up_at = now + self._longest_rebalance()
        self._become(GroupState.PREPARING)
        for member in self.members.values():
            member.assignment = b""
            if member.waits:
                member.last_seen = now  # its silence was ours
            member.answer_sync(Refused(ErrorCode.REBALANCE_IN_PROGRESS))

    def _complete_join_if_ready(self, now: float) -> None:
        if self.state is not GroupState.PREPARING:
            return
        ready = self._everybody_joined() and not self._expected and now >= self._not_before
        if ready or now >= self._give_up_at:
            self._complete_join(now)

    def _complete_join(self, now: float) -> None:
        """Go on with who came. A static member that did not come keeps its place until its session ends."""
        self.members = {m.member_id: m for m in self.members.values() if m.joining or m.instance_id}
        joined = [member for member in self.members.values() if member.joining]
        self._give_up_at = now + self._longest_rebalance()
        if self.members and not joined:
            return
        self.generation += 1
        if not self.members:
            self.protocol = self._leader = ""
            self._become(GroupState.EMPTY)
            return
        self.protocol = favourite_protocol(self.members.values())
        if self._leader not in {member.member_id for member in joined}:
            self._leader = joined[0].member_id
        self._become(GroupState.COMPLETING)
        for member in joined:
            member.last_seen = now
            member.answer_join(self._joined(member))

    def _hand_out(self, assignments: Mapping[str, bytes], now: float) -> None:
        self._become(GroupState.STABLE)
        for member in self.members.values():
            member.assignment = assignments.get(member.member_id, b"")
            if member.waits:
                member.last_seen = now  # its silence was ours
            member.answer_sync(member.assignment)

    def _joined(self, member: Member) -> Joined:
        everybody = tuple(
            (other.member_id, other.instance_id, other.metadata(self.protocol))
            for other in self.members.values()
        )
        leads = member.member_id == self._leader
        return Joined(
            member.member_id, self.generation, self.protocol, self._leader, everybody if leads else ()
        )

    # Members

    def _remove(self, member: Member, now: float) -> None:
        del self.members[member.member_id]
        member.answer_join(Refused(ErrorCode.UNKNOWN_MEMBER_ID))
        member.answer_sync(Refused(ErrorCode.UNKNOWN_MEMBER_ID))
        self._rebalance(now)
        self._complete_join_if_ready(now)

    def _checked(self, member_id: str, instance_id: str | None, generation: int, now: float) -> Member:
        member = self._known(member_id, instance_id)
        if generation != self.generation:
            raise Refused(ErrorCode.ILLEGAL_GENERATION)
        member.last_seen = now
        return member

    def _known(self, member_id: str, instance_id: str | None) -> Member:
        if instance_id is not None:
            static = self._static_member(instance_id)
            if static is not None and static.member_id != member_id:
                raise Refused(ErrorCode.FENCED_INSTANCE_ID)
        member = self.members.get(member_id)
        if member is None:
            raise Refused(ErrorCode.UNKNOWN_MEMBER_ID)
        return member

    def _static_member(self, instance_id: str | None) -> Member | None:
        if instance_id is None:
            return None
        return next((m for m in self.members.values() if m.instance_id == instance_id), None)

    def _check_protocols(self, joining: Joining) -> None:
        others = [m for m in self.members.values() if m.member_id != joining.member_id]
        shared = any(all(m.supports(name) for m in others) for name, _ in joining.protocols)
        if not joining.protocol_type or not shared:
            raise Refused(ErrorCode.INCONSISTENT_GROUP_PROTOCOL)
        if others and joining.protocol_type != self.protocol_type:
            raise Refused(ErrorCode.INCONSISTENT_GROUP_PROTOCOL)

    def _everybody_joined(self) -> bool:
        return all(member.joining for member in self.members.values())

    def _longest_rebalance(self) -> float:
        return max((member.rebalance_timeout for member in self.members.values()), default=0.0)

    def _become(self, state: GroupState) -> None:
        assert state in TRANSITIONS[self.state], f"{self.state} -> {state}"
        self.state = state


def _new_member_id(name: str) -> str:
    return f"{name}-{uuid.uuid4()}"
