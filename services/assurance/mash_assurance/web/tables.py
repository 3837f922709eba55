"""Figures as tables: the same on the page and in the files people take away."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from mash_assurance.domain import measures
from mash_assurance.domain.figures import Breakdown, Share, Spread
from mash_assurance.domain.measures import Figures


@dataclass(frozen=True, slots=True)
class Table:
    """`codes` are one a row, for machines; people read `headings` and `rows`."""

    name: str
    title: str
    headings: tuple[str, ...]
    codes: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


# Which shares stand together in one table.
SHARES = {
    "recorded": (
        "What is on the record",
        (
            measures.VOICE_RECORDED,
            measures.LIVED_EXPERIENCE_RECORDED,
            measures.CONSENT_SETTLED,
            measures.EVERY_REASON_RECORDED,
        ),
    ),
    "decisions": (
        "Looking closer at decisions",
        (
            measures.DECIDED_IN_TIME,
            measures.ACKNOWLEDGED_IN_TIME,
            measures.STEPS_DOWN_CONFIRMED,
            measures.STRATEGY_DISCUSSION_REQUESTED,
            measures.STRATEGY_DISCUSSIONS_IN_TIME,
            measures.DIFFERENCES_IN_TIME,
            measures.DECIDED_PROVISIONALLY,
            measures.REPEAT_CONTACTS,
            measures.PATTERNS_FOUND,
            measures.ADVICE_ON_PATTERN_CONFIRMED,
            measures.OPEN_CASES_PASSED_ON,
            measures.CHECKS_IN_TIME,
        ),
    ),
}


def tables(figures: Figures) -> Mapping[str, Table]:
    """Every table by its name; together they hold every figure."""
    made = [
        *(_of_breakdown(breakdown) for breakdown in figures.breakdowns),
        *(_of_spread(spread) for spread in figures.spreads),
        *(
            _of_shares(name, title, tuple(figures.share(measure) for measure in chosen))
            for name, (title, chosen) in SHARES.items()
        ),
    ]
    return {table.name: table for table in made}


def _of_breakdown(breakdown: Breakdown) -> Table:
    return Table(
        breakdown.measure.name,
        breakdown.measure.title,
        (breakdown.heading, *breakdown.columns),
        tuple(line.code for line in breakdown.lines),
        tuple((line.label, *line.counts) for line in breakdown.lines),
    )


def _of_spread(spread: Spread) -> Table:
    return Table(
        spread.measure.name,
        spread.measure.title,
        ("Time", spread.counted),
        tuple(
            "over" if span.below_minutes is None else f"under-{span.below_minutes}-minutes"
            for span, _ in spread.spans
        ),
        tuple((span.label, count) for span, count in spread.spans),
    )


def _of_shares(name: str, title: str, shares: tuple[Share, ...]) -> Table:
    return Table(
        name,
        title,
        ("Figure", "How many", "Out of", "Which are"),
        tuple(share.measure.name for share in shares),
        tuple((share.measure.title, share.numerator, share.denominator, share.out_of) for share in shares),
    )


def as_csv(table: Table) -> str:
    """With the codes first, for those who calculate on."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("Code", *table.headings))
    writer.writerows((code, *row) for code, row in zip(table.codes, table.rows, strict=True))
    return text.getvalue()
