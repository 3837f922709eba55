"""What the watchdog counts as standing still, from what the broker says."""

from collections.abc import Iterator
from contextlib import contextmanager

from mash_platform.streams.lag import Lag, LagReader
from mash_platform.streams.positions import Partition
from mash_platform.streams.watchdog import Watchdog
from tests.broker_process import wait_until

CONTACTS, TRIAGE = ("mash.contacts", 0), ("mash.triage", 0)


class StandingStill(LagReader):
    """A broker that always says: three messages wait on each topic, and nothing moves."""

    def __init__(self) -> None:
        super().__init__("127.0.0.1:1", "mash-triage", [CONTACTS[0], TRIAGE[0]])
        self.asked = 0

    def read(self) -> Lag:
        self.asked += 1
        both = (CONTACTS, TRIAGE)
        return Lag(dict.fromkeys(both, 5), dict.fromkeys(both, 8), dict.fromkeys(both, 0))


@contextmanager
def watching(*, assigned: set[Partition], held_back: set[str]) -> Iterator[Watchdog]:
    reader = StandingStill()
    watchdog = Watchdog(
        "triage",
        reader,
        assigned=lambda: frozenset(assigned),
        held_back=lambda: frozenset(held_back),
        at_hand=list,
        patience=3600,
        every=0.01,
    )
    watchdog.start()
    try:
        wait_until(lambda: reader.asked > 5, seconds=10, what="it has looked a few times")
        yield watchdog
    finally:
        watchdog.stop()


def test_messages_that_wait_here_while_nothing_moves_are_a_stall() -> None:
    with watching(assigned={CONTACTS}, held_back=set()) as watchdog:
        wait_until(lambda: watchdog.stall.seconds > 0, seconds=10, what="a stall is seen")
        assert watchdog.behind == 3


def test_what_is_held_back_on_purpose_is_no_stall_but_still_waits() -> None:
    with watching(assigned={CONTACTS}, held_back={"mash.contacts"}) as watchdog:
        assert watchdog.behind == 3
        assert watchdog.stall.seconds == 0


def test_a_stall_is_seen_beside_a_topic_that_is_held_back() -> None:
    with watching(assigned={CONTACTS, TRIAGE}, held_back={"mash.contacts"}) as watchdog:
        wait_until(lambda: watchdog.stall.seconds > 0, seconds=10, what="a stall is seen")


def test_a_process_that_has_nothing_assigned_answers_for_everything() -> None:
    with watching(assigned=set(), held_back=set()) as watchdog:
        wait_until(lambda: watchdog.stall.seconds > 0, seconds=10, what="a stall is seen")
        assert watchdog.behind == 6
