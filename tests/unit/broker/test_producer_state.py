"""A batch that is sent again is stored once; a gap is noticed; a producer that was replaced is fenced off."""

import pytest

from mash_broker.errors import ErrorCode, Refused
from mash_broker.producer_state import ProducerState, offset_if_stored, state_after
from mash_broker.record_batch import BatchHeader, checked_header
from tests.builders.broker import NOON_MS, a_batch


def a_header(sequence: int, *, records: int = 10, epoch: int = 0) -> BatchHeader:
    return checked_header(a_batch(*[b"{}"] * records, producer_id=7, epoch=epoch, sequence=sequence))


def after(*headers: BatchHeader) -> ProducerState:
    """The state when these were stored one after the other, from offset 100 on."""
    state, offset = None, 100
    for header in headers:
        state = state_after(state, header, offset, NOON_MS)
        offset += header.records
    assert state is not None
    return state


def test_a_new_producer_may_begin_anywhere() -> None:
    assert offset_if_stored(None, a_header(0)) is None
    assert offset_if_stored(None, a_header(500)) is None


def test_the_next_batch_is_new() -> None:
    assert offset_if_stored(after(a_header(0)), a_header(10)) is None


def test_a_batch_sent_again_is_found_where_it_was_stored() -> None:
    state = after(a_header(0), a_header(10), a_header(20))

    assert [offset_if_stored(state, a_header(sequence)) for sequence in (0, 10, 20)] == [100, 110, 120]


def test_five_batches_are_remembered_and_an_older_one_is_out_of_order() -> None:
    state = after(*[a_header(sequence) for sequence in range(0, 60, 10)])

    assert offset_if_stored(state, a_header(10)) == 110
    with pytest.raises(Refused) as refused:
        offset_if_stored(state, a_header(0))
    assert refused.value.code is ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER


def test_a_missing_batch_is_noticed() -> None:
    with pytest.raises(Refused) as refused:
        offset_if_stored(after(a_header(0)), a_header(20))
    assert refused.value.code is ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER


def test_the_same_place_with_another_length_is_not_the_same_batch() -> None:
    with pytest.raises(Refused):
        offset_if_stored(after(a_header(0), a_header(10)), a_header(10, records=5))


def test_a_producer_that_was_replaced_is_fenced_off() -> None:
    with pytest.raises(Refused) as refused:
        offset_if_stored(after(a_header(0, epoch=2)), a_header(10, epoch=1))
    assert refused.value.code is ErrorCode.INVALID_PRODUCER_EPOCH


def test_a_new_epoch_begins_at_zero_and_forgets_the_old_one() -> None:
    old = after(a_header(0), a_header(10))

    assert offset_if_stored(old, a_header(0, epoch=1)) is None
    with pytest.raises(Refused):
        offset_if_stored(old, a_header(20, epoch=1))
    new = state_after(old, a_header(0, epoch=1), 120, NOON_MS)
    assert new.epoch == 1
    assert offset_if_stored(new, a_header(0, epoch=1)) == 120


def test_sequences_go_round() -> None:
    state = after(a_header(2**31 - 10))

    assert offset_if_stored(state, a_header(0)) is None


def test_a_restart_remembers_the_same() -> None:
    state = after(a_header(0), a_header(10))

    assert ProducerState.from_json(state.epoch, state.to_json(), state.last_write) == state
