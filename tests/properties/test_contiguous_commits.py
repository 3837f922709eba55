"""Whatever is fetched, handled, lost on the way and committed: no commit ever passes an unhandled message."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mash_platform.streams.positions import Positions

PARTITION = ("mash.contacts", 3)


class OnePartition(RuleBasedStateMachine):
    """A log with gaps, a consumer that reads it in order, handlers that end in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.positions = Positions()
        self.log: list[int] = []
        self.next_to_fetch = 0
        self.committed = 0
        self.in_hand: list[int] = []
        self.handled: set[int] = set()
        self.fetched_now: set[int] = set()
        self.open_now: set[int] = set()
        self.never_below = 0

    @rule(gaps=st.lists(st.integers(min_value=1, max_value=5), min_size=1, max_size=8))
    def messages_arrive(self, gaps: list[int]) -> None:
        for gap in gaps:
            self.log.append(self.log[-1] + gap if self.log else gap - 1)

    @rule(count=st.integers(min_value=1, max_value=6))
    def some_are_fetched(self, count: int) -> None:
        batch = [offset for offset in self.log if offset >= self.next_to_fetch][:count]
        if batch:
            self.positions.fetched(PARTITION, batch)
            self.in_hand += batch
            if not self.fetched_now:
                self.never_below = batch[0]
            self.fetched_now.update(batch)
            self.open_now.update(batch)
            self.next_to_fetch = batch[-1] + 1

    @precondition(lambda self: self.in_hand)
    @rule(data=st.data())
    def one_is_handled(self, data: st.DataObject) -> None:
        offset = data.draw(st.sampled_from(self.in_hand))
        self.in_hand.remove(offset)
        self.handled.add(offset)
        self.open_now.discard(offset)
        self.positions.handled(PARTITION, offset)

    @precondition(lambda self: self.in_hand)
    @rule(data=st.data())
    def one_is_dropped_on_the_way(self, data: st.DataObject) -> None:
        self.in_hand.remove(data.draw(st.sampled_from(self.in_hand)))

    @rule(succeeds=st.booleans())
    def a_commit_is_due(self, succeeds: bool) -> None:
        offset = self.positions.committable(PARTITION)
        if offset is None:
            return
        assert offset > self.committed
        if succeeds:
            self.positions.committed(PARTITION, offset)
            self.committed = offset
            self.never_below = max(self.never_below, offset)

    @rule(keeps_what_was_in_hand=st.booleans())
    def the_consumer_seeks_back(self, keeps_what_was_in_hand: bool) -> None:
        self.next_to_fetch = self.committed
        if not keeps_what_was_in_hand:
            self.in_hand.clear()

    @rule()
    def the_partition_is_assigned_anew(self) -> None:
        self.positions.forget([PARTITION])
        self.fetched_now.clear()
        self.open_now.clear()
        self.next_to_fetch = self.committed

    @invariant()
    def nothing_unhandled_lies_below_the_committed_offset(self) -> None:
        assert all(offset in self.handled for offset in self.log if offset < self.committed)

    @invariant()
    def what_can_be_committed_is_everything_before_the_first_open_message(self) -> None:
        if not self.fetched_now:
            assert self.positions.committable(PARTITION) is None
            return
        first_open = min(self.open_now, default=max(self.fetched_now) + 1)
        offset = self.positions.committable(PARTITION)
        assert offset == first_open or (offset is None and first_open <= self.never_below)


TestOnePartition = OnePartition.TestCase
