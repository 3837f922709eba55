"""However workers come, go, fall silent and come back, a group ends up with everybody's work shared out."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mash_broker.errors import ErrorCode, Refused
from mash_broker.group import Group, GroupState
from mash_broker.group_member import Joined
from tests.builders.broker import a_joining

WORKERS = ("amal", "bea", "cleo")
steps = st.lists(
    st.tuples(st.sampled_from(WORKERS), st.sampled_from(["join", "leave", "wait", "sync", "beat"])),
    max_size=60,
)


class Hub:
    """Workers who do as clients do: join when told to, hand out when they lead."""

    def __init__(self) -> None:
        self.group = Group("mash.triage", first_join_wait=0.2)
        self.now = 0.0
        self.ids: dict[str, str] = {}
        self.joined: dict[str, Joined] = {}
        self.shares: dict[str, bytes] = {}

    def join(self, worker: str) -> None:
        self.joined.pop(worker, None)
        self.shares.pop(worker, None)

        def reply(answer: Joined | Refused) -> None:
            if isinstance(answer, Joined):
                self.ids[worker] = answer.member_id
                self.joined[worker] = answer

        try:
            joining = a_joining(self.ids.get(worker, ""), client_id=worker)
            self.group.join(joining, self.now, reply)
        except Refused as refusal:
            if refusal.code is not ErrorCode.UNKNOWN_MEMBER_ID:
                raise
            self.ids.pop(worker, None)

    def sync(self, worker: str) -> None:
        answer = self.joined.get(worker)
        if answer is None:
            return
        everybody = {member_id: member_id.encode() for member_id, _, _ in answer.members}

        def reply(share: bytes | Refused) -> None:
            if isinstance(share, bytes):
                self.shares[worker] = share

        self._ask(
            worker,
            lambda: self.group.sync(answer.member_id, None, answer.generation, everybody, self.now, reply),
        )

    def beat(self, worker: str) -> None:
        answer = self.joined.get(worker)
        if answer is not None:
            self._ask(
                worker, lambda: self.group.heartbeat(answer.member_id, None, answer.generation, self.now)
            )

    def leave(self, worker: str) -> None:
        if worker in self.ids:
            self._ask(worker, lambda: self.group.leave(self.ids[worker], None, self.now))
        for known in (self.ids, self.joined, self.shares):
            known.pop(worker, None)

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.group.tick(self.now)

    def _ask(self, worker: str, question: object) -> None:
        try:
            question()  # type: ignore[operator]
        except Refused as refusal:
            self.joined.pop(worker, None)
            if refusal.code is ErrorCode.UNKNOWN_MEMBER_ID:
                self.ids.pop(worker, None)


@settings(max_examples=300, deadline=None)
@given(steps)
def test_a_group_always_comes_to_rest_with_all_work_shared(history: list[tuple[str, str]]) -> None:
    hub = Hub()
    generation = 0
    for worker, step in history:
        if step == "wait":
            hub.wait(4.0)
        else:
            getattr(hub, step)(worker)
        assert hub.group.generation >= generation
        generation = hub.group.generation

    for _ in range(40):
        for worker in WORKERS:
            if worker not in hub.joined:
                hub.join(worker)
        hub.wait(2.0)
        for worker in WORKERS:
            if worker not in hub.shares:
                hub.sync(worker)
            hub.beat(worker)

    assert hub.group.state is GroupState.STABLE
    assert set(hub.ids.values()) == set(hub.group.members)
    assert {worker: share.decode() for worker, share in hub.shares.items()} == hub.ids
