"""The header of a record batch (Kafka's message format v2), read without unpacking the records.

Batches are stored as they come, compressed or not. The broker reads the 61 bytes in front, checks the
checksum, and writes the offset that it gives the batch, which the checksum does not cover.
Layout: https://kafka.apache.org/documentation/#recordbatch.
"""

import struct
from dataclasses import dataclass

import crc32c

from mash_broker.errors import ErrorCode, Refused

HEADER_BYTES = 61
_HEADER = struct.Struct(">qiibIhiqqqhii")
_LENGTH_COUNTS_FROM = 12
_CHECKSUM_COVERS_FROM = 21
_MAGIC = 2
_COMPRESSION = 0x07
_TRANSACTIONAL = 0x10
_CONTROL = 0x20
NO_PRODUCER = -1


@dataclass(frozen=True, slots=True)
class BatchHeader:
    size: int
    """Bytes of the whole batch."""
    records: int
    base_timestamp: int
    max_timestamp: int
    """Milliseconds since 1970, as the producer set them; -1 is none."""
    producer_id: int
    producer_epoch: int
    first_sequence: int
    compressed: bool

    @property
    def idempotent(self) -> bool:
        return self.producer_id != NO_PRODUCER

    @property
    def last_sequence(self) -> int:
        return sequence_after(self.first_sequence, self.records - 1)


def sequence_after(sequence: int, steps: int) -> int:
    """Sequence numbers are non-negative 32-bit integers that start at 0 again."""
    return (sequence + steps) % (1 << 31)


def checked_header(batch: bytes) -> BatchHeader:
    """The header of exactly one intact batch that a plain or idempotent producer may send.

    Raises `Refused`: CORRUPT_MESSAGE when bytes are missing or damaged, INVALID_RECORD when it is not one
    v2 batch, INVALID_TXN_STATE when it belongs to a transaction.
    """
    if len(batch) < HEADER_BYTES:
        raise Refused(ErrorCode.CORRUPT_MESSAGE, "The record batch is shorter than its header.")
    (_, length, _, magic, checksum, attributes, last_delta, base_timestamp, max_timestamp, producer_id, epoch,
     sequence, count) = _HEADER.unpack_from(batch)  # fmt: skip
    if magic != _MAGIC:
        raise Refused(ErrorCode.INVALID_RECORD, "Only record batches of message format v2 are served.")
    size = length + _LENGTH_COUNTS_FROM
    if size > len(batch) or size < HEADER_BYTES:
        raise Refused(ErrorCode.CORRUPT_MESSAGE, "The record batch ends before the length that it states.")
    if size < len(batch):
        raise Refused(ErrorCode.INVALID_RECORD, "A partition takes exactly one record batch a request.")
    if crc32c.crc32c(memoryview(batch)[_CHECKSUM_COVERS_FROM:]) != checksum:
        raise Refused(ErrorCode.CORRUPT_MESSAGE, "The checksum of the record batch does not match.")
    if attributes & _CONTROL or count <= 0 or last_delta != count - 1:
        raise Refused(ErrorCode.INVALID_RECORD, "The record batch holds no records, or counts them wrongly.")
    if attributes & _TRANSACTIONAL:
        raise Refused(ErrorCode.INVALID_TXN_STATE, "This broker does not serve transactions.")
    return BatchHeader(
        size=size,
        records=count,
        base_timestamp=base_timestamp,
        max_timestamp=max_timestamp,
        producer_id=producer_id,
        producer_epoch=epoch,
        first_sequence=sequence,
        compressed=bool(attributes & _COMPRESSION),
    )


def placed_at(batch: bytes, base_offset: int) -> bytes:
    """The batch as it is stored: with its offset, and with this broker's only leader epoch, 0."""
    return struct.pack(">qii", base_offset, len(batch) - _LENGTH_COUNTS_FROM, 0) + batch[16:]
