"""One member of a consumer group, and what is said between members and group."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from mash_broker.errors import ErrorCode, Refused

Protocols = tuple[tuple[str, bytes], ...]
"""Names of assignment strategies, best first, each with what the member tells its leader."""


@dataclass(frozen=True, slots=True)
class Joining:
    """A request to join; times are seconds."""

    member_id: str
    instance_id: str | None
    client_id: str
    client_host: str
    session_timeout: float
    rebalance_timeout: float
    protocol_type: str
    protocols: Protocols
    must_know_its_id: bool
    """A new member is first told its id and asked to come again with it (protocol version 4 and later)."""


@dataclass(frozen=True, slots=True)
class Joined:
    member_id: str
    generation: int
    protocol: str
    leader: str
    members: tuple[tuple[str, str | None, bytes], ...] = ()
    """(member id, instance id, metadata) of everybody: told to the leader only."""


class MemberIdRequired(Refused):
    """Come again with this id."""

    def __init__(self, member_id: str) -> None:
        super().__init__(ErrorCode.MEMBER_ID_REQUIRED)
        self.member_id = member_id


JoinReply = Callable[[Joined | Refused], None]
SyncReply = Callable[[bytes | Refused], None]


@dataclass(slots=True)
class Member:
    member_id: str
    instance_id: str | None
    client_id: str
    client_host: str
    session_timeout: float
    rebalance_timeout: float
    protocols: Protocols
    last_seen: float
    assignment: bytes = b""
    join_reply: JoinReply | None = field(default=None, repr=False)
    sync_reply: SyncReply | None = field(default=None, repr=False)

    @classmethod
    def of(cls, member_id: str, joining: Joining, now: float) -> "Member":
        return cls(
            member_id=member_id,
            instance_id=joining.instance_id,
            client_id=joining.client_id,
            client_host=joining.client_host,
            session_timeout=joining.session_timeout,
            rebalance_timeout=joining.rebalance_timeout,
            protocols=joining.protocols,
            last_seen=now,
        )

    def update(self, joining: Joining) -> None:
        self.session_timeout = joining.session_timeout
        self.rebalance_timeout = joining.rebalance_timeout
        self.protocols = joining.protocols

    @property
    def joining(self) -> bool:
        return self.join_reply is not None

    @property
    def waits(self) -> bool:
        """The group owes it an answer, so its silence means nothing."""
        return self.join_reply is not None or self.sync_reply is not None

    @property
    def session_ends(self) -> float:
        return self.last_seen + self.session_timeout

    def metadata(self, protocol: str) -> bytes:
        return dict(self.protocols).get(protocol, b"")

    def supports(self, protocol: str) -> bool:
        return any(name == protocol for name, _ in self.protocols)

    def answer_join(self, answer: Joined | Refused) -> None:
        reply, self.join_reply = self.join_reply, None
        if reply is not None:
            reply(answer)

    def answer_sync(self, answer: bytes | Refused) -> None:
        reply, self.sync_reply = self.sync_reply, None
        if reply is not None:
            reply(answer)


def favourite_protocol(members: Iterable[Member]) -> str:
    """The strategy that most members like best of those that all know; joining checks that there is one."""
    voters = list(members)
    shared = [name for name, _ in voters[0].protocols if all(voter.supports(name) for voter in voters)]
    votes = [next(name for name, _ in voter.protocols if name in shared) for voter in voters]
    return max(shared, key=votes.count)
