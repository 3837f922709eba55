"""Record batches as a producer sends them, and members as they join a group."""

import time
from typing import Any

from kafka.record.memory_records import MemoryRecordsBuilder

from mash_broker.group_member import Joining

MINUTE_MS = 60_000
NOON_MS = 1_772_625_600_000
"""4 March 2026, 12:00 UTC."""


def a_batch(
    *values: bytes | None,
    key: bytes | None = b"4K7Q-9XWD-1",
    timestamps: tuple[int, ...] = (),
    producer_id: int = -1,
    epoch: int = -1,
    sequence: int = -1,
    gzip: bool = False,
    transactional: bool = False,
) -> bytes:
    """One batch with these values, made now unless timestamps are given."""
    builder = MemoryRecordsBuilder(
        magic=2,
        compression_type=1 if gzip else 0,
        batch_size=1 << 24,
        producer_id=producer_id,
        producer_epoch=epoch,
        base_sequence=sequence,
        transactional=transactional,
    )
    for place, value in enumerate(values or (b"{}",)):
        timestamp = timestamps[place] if timestamps else int(time.time() * 1000)
        builder.append(timestamp, key, value, headers=[])
    builder.close()
    return bytes(builder.buffer())


def a_joining(member_id: str = "", **given: Any) -> Joining:
    """A worker that asks to join; a known member is named by its id."""
    return Joining(
        **{
            "member_id": member_id,
            "instance_id": None,
            "client_id": "triage",
            "client_host": "127.0.0.1",
            "session_timeout": 10.0,
            "rebalance_timeout": 60.0,
            "protocol_type": "consumer",
            "protocols": (("range", b"topics"),),
            "must_know_its_id": False,
            **given,
        }
    )
