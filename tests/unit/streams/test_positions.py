"""Up to where an offset may be committed; each case is one in which stock Faust commits past a message."""

from mash_platform.streams.positions import Positions

CONTACTS = ("mash.contacts", 0)


def fetched(*offsets: int) -> Positions:
    positions = Positions()
    positions.fetched(CONTACTS, offsets)
    return positions


def test_nothing_is_committed_before_anything_is_handled() -> None:
    assert fetched(0, 1, 2).committable(CONTACTS) is None


def test_the_first_message_of_a_new_partition_holds_the_offset_while_it_is_in_hand() -> None:
    positions = fetched(0, 1, 2)
    positions.handled(CONTACTS, 1)
    positions.handled(CONTACTS, 2)
    assert positions.committable(CONTACTS) is None


def test_a_hole_of_one_message_at_the_head_holds_the_offset() -> None:
    positions = fetched(5, 6, 7)
    positions.handled(CONTACTS, 6)
    positions.handled(CONTACTS, 7)
    assert positions.committable(CONTACTS) is None


def test_a_hole_in_the_middle_holds_the_offset_at_the_hole() -> None:
    positions = fetched(0, 1, 2, 3)
    for offset in (0, 1, 3):
        positions.handled(CONTACTS, offset)
    assert positions.committable(CONTACTS) == 2


def test_when_the_hole_is_handled_the_offset_moves_past_everything() -> None:
    positions = fetched(0, 1, 2, 3)
    for offset in (0, 1, 3, 2):
        positions.handled(CONTACTS, offset)
    assert positions.committable(CONTACTS) == 4


def test_offsets_that_the_broker_never_gave_out_hold_nothing_up() -> None:
    positions = fetched(10, 17, 400)
    for offset in (10, 17, 400):
        positions.handled(CONTACTS, offset)
    assert positions.committable(CONTACTS) == 401


def test_what_is_committed_is_not_committed_again() -> None:
    positions = fetched(0)
    positions.handled(CONTACTS, 0)
    positions.committed(CONTACTS, 1)
    assert positions.committable(CONTACTS) is None


def test_a_commit_that_failed_is_tried_again() -> None:
    positions = fetched(0)
    positions.handled(CONTACTS, 0)
    assert positions.committable(CONTACTS) == 1
    assert positions.committable(CONTACTS) == 1


def test_a_message_handled_for_an_earlier_assignment_moves_nothing() -> None:
    positions = fetched(0, 1)
    positions.forget([CONTACTS])
    positions.handled(CONTACTS, 0)
    assert positions.committable(CONTACTS) is None
    positions.fetched(CONTACTS, [7])
    positions.handled(CONTACTS, 1)
    assert positions.committable(CONTACTS) is None


def test_messages_fetched_again_after_a_seek_hold_the_offset_again() -> None:
    positions = fetched(0, 1, 2)
    for offset in (0, 1, 2):
        positions.handled(CONTACTS, offset)
    positions.fetched(CONTACTS, [1, 2])
    positions.handled(CONTACTS, 2)
    assert positions.committable(CONTACTS) == 1


def test_partitions_do_not_wait_for_each_other() -> None:
    other = ("mash.contacts", 1)
    positions = fetched(0)
    positions.fetched(other, [0])
    positions.handled(other, 0)
    assert positions.committable(CONTACTS) is None
    assert positions.committable(other) == 1


def test_what_the_client_passed_over_at_the_end_is_no_message_that_waits() -> None:
    """Where a transaction of another system ended, the log holds a mark that nobody is given."""
    positions = fetched(0, 1)
    positions.handled(CONTACTS, 0)
    positions.reached(CONTACTS, 3)
    assert positions.committable(CONTACTS) == 1
    positions.handled(CONTACTS, 1)
    assert positions.committable(CONTACTS) == 3


def test_a_partition_of_marks_alone_is_committed_too() -> None:
    positions = Positions()
    positions.reached(CONTACTS, 4)
    assert positions.committable(CONTACTS) is None
    positions.reached(CONTACTS, 6)
    assert positions.committable(CONTACTS) == 6
