"""When a process counts as stalled: messages wait, and the group does not get on."""

from mash_platform.streams.lag import Lag
from mash_platform.streams.watchdog import Progress

PARTITION = ("mash.contacts", 0)


def test_an_idle_process_is_never_stalled() -> None:
    progress = Progress()
    assert progress.observe(0, behind=0, committed={PARTITION: 5}) == 0
    assert progress.observe(3600, behind=0, committed={PARTITION: 5}) == 0


def test_messages_that_wait_while_nothing_is_committed_count_as_a_stall() -> None:
    progress = Progress()
    progress.observe(0, behind=3, committed={PARTITION: 5})
    assert progress.observe(60, behind=3, committed={PARTITION: 5}) == 60


def test_a_slow_process_that_gets_on_is_not_stalled() -> None:
    progress = Progress()
    progress.observe(0, behind=900, committed={PARTITION: 5})
    assert progress.observe(60, behind=900, committed={PARTITION: 6}) == 0
    assert progress.observe(90, behind=900, committed={PARTITION: 6}) == 30


def test_partitions_that_moved_to_another_process_begin_the_count_anew() -> None:
    progress = Progress()
    progress.observe(0, behind=3, committed={PARTITION: 5})
    assert progress.observe(50, behind=3, committed={("mash.contacts", 1): 5}) == 0


def test_what_expired_before_it_was_handled_does_not_wait() -> None:
    lag = Lag(committed={PARTITION: 5}, start={PARTITION: 40}, end={PARTITION: 42})
    assert lag.behind(PARTITION) == 2
