"""Whatever a network and a disk do to an idempotent producer, each record is stored once and in order."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mash_broker.errors import Refused
from mash_broker.partition import Partition
from mash_broker.record_batch import checked_header
from mash_broker.tail_cache import TailCache
from tests.builders.broker import NOON_MS, a_batch

batch_sizes = st.lists(st.integers(1, 4), min_size=1, max_size=12)
troubles = st.lists(st.sampled_from(["none", "answer lost", "disk full", "sent too early"]), max_size=40)


@settings(max_examples=200, deadline=None)
@given(batch_sizes, troubles)
def test_every_record_is_stored_once_in_order(sizes: list[int], what_happens: list[str]) -> None:
    partition = Partition(1, 0, TailCache(1 << 20))
    trouble = iter(what_happens)
    batches, sequence = [], 0
    for size in sizes:
        batches.append(
            a_batch(*[b"%d" % (sequence + n) for n in range(size)], producer_id=7, epoch=0, sequence=sequence)
        )
        sequence += size

    def deliver(batch: bytes, *, on_disk: bool = True) -> int | None:
        """The offset that is answered, or nothing when the batch is refused or the disk is full."""
        try:
            offset, _ = partition.prepare(checked_header(batch), batch, NOON_MS)
        except Refused:
            return None
        partition.settle(on_disk=on_disk)
        return offset if on_disk else None

    answers = []
    for place, batch in enumerate(batches):
        heard = None
        while heard is None:
            match next(trouble, "none"):
                case "answer lost":
                    deliver(batch)
                case "disk full":
                    deliver(batch, on_disk=False)
                case "sent too early" if place + 1 < len(batches) and partition.end_offset:
                    if partition.end_offset == sum(sizes[:place]):
                        assert deliver(batches[place + 1]) is None
                case _:
                    heard = deliver(batch)
        answers.append(heard)

    assert answers == [sum(sizes[:place]) for place in range(len(sizes))]
    assert partition.end_offset == sum(sizes)
    assert [batch.base_offset for batch in partition.tail.batches] == answers
