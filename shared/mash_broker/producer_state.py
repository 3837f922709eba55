"""What one partition remembers of an idempotent producer, so that a batch sent again is stored once.

The rules are Apache Kafka's (`ProducerStateManager`): a producer numbers its records per partition, and the
partition takes them without gap. The last five batches are remembered, because that is how many a producer
may have under way.
"""

import json
from dataclasses import dataclass

from mash_broker.errors import ErrorCode, Refused
from mash_broker.record_batch import BatchHeader, sequence_after

_REMEMBERED_BATCHES = 5


@dataclass(frozen=True, slots=True)
class StoredBatch:
    first_sequence: int
    last_sequence: int
    base_offset: int


@dataclass(frozen=True, slots=True)
class ProducerState:
    epoch: int
    batches: tuple[StoredBatch, ...]
    """Oldest first, never empty."""
    last_write: int
    """Milliseconds since 1970."""

    def to_json(self) -> str:
        return json.dumps([[b.first_sequence, b.last_sequence, b.base_offset] for b in self.batches])

    @classmethod
    def from_json(cls, epoch: int, batches: str, last_write: int) -> "ProducerState":
        return cls(epoch, tuple(StoredBatch(*values) for values in json.loads(batches)), last_write)


def offset_if_stored(state: ProducerState | None, header: BatchHeader) -> int | None:
    """The offset of this very batch when it was stored before; None when it is the next one and new.

    Raises `Refused` when the producer was replaced by a newer one (INVALID_PRODUCER_EPOCH), or when a batch
    before this one is missing (OUT_OF_ORDER_SEQUENCE_NUMBER). A producer that the partition does not know
    may begin anywhere: its earlier batches may have passed their retention.
    """
    if state is None:
        return None
    if header.producer_epoch < state.epoch:
        raise Refused(ErrorCode.INVALID_PRODUCER_EPOCH, "A newer producer took over this producer id.")
    if header.producer_epoch > state.epoch:
        if header.first_sequence != 0:
            raise Refused(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, "A new producer epoch begins at 0.")
        return None
    for stored in state.batches:
        if (stored.first_sequence, stored.last_sequence) == (header.first_sequence, header.last_sequence):
            return stored.base_offset
    if header.first_sequence != sequence_after(state.batches[-1].last_sequence, 1):
        raise Refused(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, "A batch before this one is missing.")
    return None


def state_after(
    state: ProducerState | None, header: BatchHeader, base_offset: int, now_ms: int
) -> ProducerState:
    """What the partition remembers once the batch is stored at `base_offset`."""
    known = state.batches if state is not None and state.epoch == header.producer_epoch else ()
    stored = StoredBatch(header.first_sequence, header.last_sequence, base_offset)
    return ProducerState(header.producer_epoch, (*known, stored)[-_REMEMBERED_BATCHES:], now_ms)
