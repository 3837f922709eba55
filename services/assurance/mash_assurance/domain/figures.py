"""The shapes a figure can have: a breakdown, a share, a spread of times. Each knows what it measures."""

from collections.abc import Mapping
from dataclasses import dataclass

FEWEST_FOR_A_PERCENTAGE = 10
"""A percentage of fewer says more about one child than about the work: then only the counts are shown."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a figure is called, what it tells, and what nobody should read into it."""

    name: str
    title: str
    tells: str
    does_not_tell: str


@dataclass(frozen=True, slots=True)
class Line:
    """One category of a breakdown: its code, its words, and a count for each column."""

    code: str
    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Children or cases counted by the codes of one closed set; every code is there, also with nothing."""

    measure: Measure
    heading: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def present(self) -> tuple[Line, ...]:
        """The lines that count anything."""
        return tuple(line for line in self.lines if any(line.counts))


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    measure: Measure
    numerator: int
    denominator: int
    out_of: str
    """What the denominator counts, in words."""

    @property
    def value(self) -> float | None:
        """Between 0 and 1; None when there is nothing to have a share of."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def percent(self) -> int | None:
        """Rounded to whole percent, but 100 only for all and 0 only for none; None for too few."""
        if self.value is None or self.denominator < FEWEST_FOR_A_PERCENTAGE:
            return None
        if 0 < self.numerator < self.denominator:
            return min(99, max(1, round(100 * self.value)))
        return round(100 * self.value)


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of a spread of times: from the previous limit up to, not including, its own."""

    label: str
    below_minutes: int | None
    """None: no limit."""


SPANS = (
    Span("Under 1 hour", 60),
    Span("1 to 4 hours", 4 * 60),
    Span("4 to 8 hours", 8 * 60),
    Span("8 to 24 hours", 24 * 60),
    Span("1 to 3 days", 3 * 24 * 60),
    Span("3 days or more", None),
)


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took, around the clock: how many took how many whole minutes."""

    measure: Measure
    counted: str
    """What is counted, in words."""
    minutes: Mapping[int, int]

    @property
    def total(self) -> int:
        return sum(self.minutes.values())

    @property
    def total_minutes(self) -> int:
        return sum(minutes * count for minutes, count in self.minutes.items())

    @property
    def spans(self) -> tuple[tuple[Span, int], ...]:
        """How many fell into each span; together they are all of them."""
        below = [
            sum(count for minutes, count in self.minutes.items() if _is_below(minutes, span))
            for span in SPANS
        ]
        return tuple(
            (span, here - before) for span, here, before in zip(SPANS, below, [0, *below], strict=False)
        )

    def within(self, share: float) -> int | None:
        """The minutes within which this share of them was done (0.5 is the median); None for none."""
        so_far = 0
        for minutes in sorted(self.minutes):
            so_far += self.minutes[minutes]
            if so_far >= share * self.total:
                return minutes
        return None


def _is_below(minutes: int, span: Span) -> bool:
    return span.below_minutes is None or minutes < span.below_minutes
