"""When a process counts as stalled: messages wait, and the group does not get on."""

from mash_platform.streams.lag import Lag
from mash_platform.streams.watchdog import Progress, Stall

FIRST, SECOND = ("mash.contacts", 0), ("mash.contacts", 1)


def test_an_idle_process_is_never_stalled() -> None:
    progress = Progress()
    assert progress.observe(0, behind={FIRST: 0}, committed={FIRST: 5}) == Stall()
    assert progress.observe(3600, behind={FIRST: 0}, committed={FIRST: 5}) == Stall()


def test_messages_that_wait_while_nothing_is_committed_count_as_a_stall() -> None:
    progress = Progress()
    progress.observe(0, behind={FIRST: 3}, committed={FIRST: 5})
    assert progress.observe(60, behind={FIRST: 3}, committed={FIRST: 5}) == Stall(60, (FIRST,))


def test_a_slow_process_that_gets_on_is_not_stalled() -> None:
    progress = Progress()
    progress.observe(0, behind={FIRST: 900}, committed={FIRST: 5})
    assert progress.observe(60, behind={FIRST: 900}, committed={FIRST: 6}).seconds == 0
    assert progress.observe(90, behind={FIRST: 900}, committed={FIRST: 6}).seconds == 30


def test_one_partition_that_stands_still_is_a_stall_however_well_the_others_get_on() -> None:
    progress = Progress()
    for second in range(0, 61, 5):
        stall = progress.observe(
            second, behind={FIRST: 1, SECOND: 40}, committed={FIRST: 5, SECOND: 100 * second}
        )
    assert stall == Stall(60, (FIRST,))


def test_children_who_only_wait_for_their_turn_behind_a_crowd_are_no_stall() -> None:
    progress = Progress()
    for second in range(0, 61, 5):
        stall = progress.observe(
            second, behind={FIRST: 900, SECOND: 40_000}, committed={FIRST: 5, SECOND: 100 * second}
        )
    assert stall.seconds == 0


def test_a_partition_that_has_nothing_left_is_not_counted_when_something_new_arrives() -> None:
    progress = Progress()
    progress.observe(0, behind={FIRST: 0}, committed={FIRST: 5})
    assert progress.observe(600, behind={FIRST: 1}, committed={FIRST: 5}).seconds == 0


def test_partitions_that_moved_to_another_process_begin_the_count_anew() -> None:
    progress = Progress()
    progress.observe(0, behind={FIRST: 3}, committed={FIRST: 5})
    assert progress.observe(50, behind={SECOND: 3}, committed={SECOND: 5}).seconds == 0


def test_what_expired_before_it_was_handled_does_not_wait() -> None:
    lag = Lag(committed={FIRST: 5}, start={FIRST: 40}, end={FIRST: 42})
    assert lag.behind(FIRST) == 2
