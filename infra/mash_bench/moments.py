"""When something happened to each child's record, and how long it took from one thing to the next."""

from collections.abc import Mapping
from dataclasses import dataclass

Moments = dict[str, float]
"""Seconds since 1970, by the reference of the record."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took, in seconds: half, 95 and 99 of 100, and all took no longer."""

    p50: float
    p95: float
    p99: float
    longest: float


def spread(begun: Mapping[str, float], ended: Mapping[str, float]) -> Spread:
    """Over the records that reached both; nought throughout when there are none."""
    seconds = sorted(ended[reference] - at for reference, at in begun.items() if reference in ended)
    if not seconds:
        return Spread(0.0, 0.0, 0.0, 0.0)
    p50, p95, p99 = (seconds[int((len(seconds) - 1) * share)] for share in (0.50, 0.95, 0.99))
    return Spread(p50, p95, p99, longest=seconds[-1])
