"""A batch is taken as it came, or refused for a reason that Kafka has a code for."""

import struct

import pytest
from kafka.record.memory_records import MemoryRecords

from mash_broker.errors import ErrorCode, Refused
from mash_broker.record_batch import checked_header, placed_at, sequence_after
from tests.builders.broker import MINUTE_MS, NOON_MS, a_batch


def refusal_of(batch: bytes) -> ErrorCode:
    with pytest.raises(Refused) as refused:
        checked_header(batch)
    return refused.value.code


def test_the_header_tells_what_the_broker_needs_to_know() -> None:
    times = (NOON_MS, NOON_MS + MINUTE_MS)
    header = checked_header(a_batch(b"one", b"two", timestamps=times, producer_id=1007, epoch=3, sequence=40))

    assert header.records == 2
    assert (header.base_timestamp, header.max_timestamp) == times
    assert (header.producer_id, header.producer_epoch) == (1007, 3)
    assert (header.first_sequence, header.last_sequence) == (40, 41)
    assert header.idempotent


def test_a_plain_producer_is_not_idempotent() -> None:
    assert not checked_header(a_batch(b"one")).idempotent


def test_a_compressed_batch_is_read_without_unpacking_it() -> None:
    batch = a_batch(*[b"the same words again and again"] * 200, gzip=True)

    assert checked_header(batch).records == 200
    assert checked_header(batch).size == len(batch)


@pytest.mark.parametrize("place", [21, 40, 60, 70, -1])
def test_a_damaged_byte_anywhere_under_the_checksum_is_noticed(place: int) -> None:
    damaged = bytearray(a_batch(b"what the child said"))
    damaged[place] ^= 0x10

    assert refusal_of(bytes(damaged)) is ErrorCode.CORRUPT_MESSAGE


@pytest.mark.parametrize("length", [0, 12, 60, 80])
def test_a_batch_that_was_cut_short_is_corrupt(length: int) -> None:
    assert refusal_of(a_batch(b"what the child said")[:length]) is ErrorCode.CORRUPT_MESSAGE


def test_two_batches_at_once_are_refused() -> None:
    assert refusal_of(a_batch(b"one") + a_batch(b"two")) is ErrorCode.INVALID_RECORD


def test_the_old_message_formats_are_refused() -> None:
    old = bytearray(a_batch(b"one"))
    old[16] = 1

    assert refusal_of(bytes(old)) is ErrorCode.INVALID_RECORD


def test_a_batch_of_a_transaction_is_refused() -> None:
    batch = a_batch(b"one", producer_id=7, epoch=0, sequence=0, transactional=True)

    assert refusal_of(batch) is ErrorCode.INVALID_TXN_STATE


def test_writing_the_offset_leaves_records_and_checksum_as_they_were() -> None:
    batch = a_batch(b"one", b"two")
    placed = placed_at(batch, 4711)

    assert placed[16:] == batch[16:]
    assert struct.unpack_from(">q", placed) == (4711,)
    assert [record.offset for record in MemoryRecords(placed).next_batch()] == [4711, 4712]


def test_sequences_begin_at_zero_again_after_the_largest() -> None:
    assert sequence_after(2**31 - 1, 1) == 0
    assert sequence_after(2**31 - 2, 3) == 1
