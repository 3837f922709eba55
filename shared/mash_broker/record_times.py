"""Where in a batch a time is reached: the one question for which records are unpacked."""

from dataclasses import dataclass

from kafka.errors import UnsupportedCodecError
from kafka.record.default_records import DefaultRecordBatch


@dataclass(frozen=True, slots=True)
class TimedOffset:
    offset: int
    timestamp: int


def first_record_at(batch: bytes, start: int, timestamp: int) -> TimedOffset:
    """The first record from offset `start` on that is not older than `timestamp`.

    When the batch cannot be unpacked, because the machine lacks its compression, it is the batch's first
    record: a consumer then reads a few records that are older, and misses none.
    """
    opened = DefaultRecordBatch(batch)
    first = TimedOffset(max(start, opened.base_offset), opened.max_timestamp)
    try:
        for record in opened:
            if record.offset >= start and record.timestamp >= timestamp:
                return TimedOffset(record.offset, record.timestamp)
    except UnsupportedCodecError:
        return first
    return first
