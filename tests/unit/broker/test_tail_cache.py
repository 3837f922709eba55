"""The newest batches in memory: always under the limit, and never with a gap."""

from mash_broker.tail_cache import Batch, Tail, TailCache


def a_stored_batch(base: int, *, records: int = 10, size: int = 100) -> Batch:
    return Batch(base, base + records - 1, bytes([base % 256]) * size)


def filled(cache: TailCache, count: int) -> Tail:
    tail = Tail()
    for place in range(count):
        cache.add(tail, a_stored_batch(place * 10))
    return tail


def bases(read: list[bytes] | None) -> list[int] | None:
    return None if read is None else [records[0] for records in read]


def test_a_reader_in_the_middle_of_a_batch_gets_that_batch_whole() -> None:
    tail = filled(TailCache(10_000), 5)

    assert bases(tail.from_offset(25, 10_000, at_least_one=True)) == [20, 30, 40]


def test_a_reader_before_the_tail_has_to_go_to_the_disk() -> None:
    tail = filled(TailCache(300), 5)

    assert tail.from_offset(19, 10_000, at_least_one=True) is None
    assert bases(tail.from_offset(20, 10_000, at_least_one=True)) == [20, 30, 40]


def test_only_whole_batches_that_fit_are_returned() -> None:
    tail = filled(TailCache(10_000), 5)

    assert bases(tail.from_offset(0, 250, at_least_one=True)) == [0, 10]
    assert bases(tail.from_offset(0, 99, at_least_one=False)) == []


def test_a_batch_larger_than_asked_for_does_not_block_its_reader() -> None:
    tail = filled(TailCache(10_000), 5)

    assert bases(tail.from_offset(0, 1, at_least_one=True)) == [0]


def test_all_partitions_together_stay_under_the_limit() -> None:
    cache = TailCache(1000)
    tails = [filled(cache, 7) for _ in range(4)]

    assert cache.size == sum(len(b.records) for tail in tails for b in tail.batches) <= 1000
    assert len(tails[-1].batches) == 7
    assert not tails[0].batches
