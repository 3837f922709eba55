"""Which records somebody may read of those that are restricted to named people."""

from collections.abc import Callable, Collection, Iterable

from mash_intake.store.people import ToldRecord

Closed = Callable[[Iterable[str]], frozenset[str]]
"""Which of these records are closed to who asks."""


def nothing_closed(_references: Iterable[str]) -> frozenset[str]:
    """For work that shows nothing to anybody."""
    return frozenset()


def still_open(records: Collection[ToldRecord], closed: Closed) -> list[ToldRecord]:
    """Those that may be read."""
    shut = closed([record.reference for record in records])
    return [record for record in records if record.reference not in shut]


def withheld(records: Iterable[ToldRecord], readable: Collection[ToldRecord]) -> tuple[str, ...]:
    """The contacts of those that may not be read, so that they can be opened for a reason."""
    may = {record.reference for record in readable}
    return tuple(sorted({record.contact_reference for record in records if record.reference not in may}))
