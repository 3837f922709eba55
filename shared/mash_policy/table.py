"""The decision table: what practitioners sign. One row an indicator, in the order of the edition."""

import csv
import io
from dataclasses import dataclass, fields

from mash_policy.model import Indicator, Policy


@dataclass(frozen=True, slots=True)
class Row:
    """What one indicator means when it is found and nothing else is."""

    group: str
    code: str
    title: str
    level: str
    rag: str
    legal_basis: str
    teams: str
    protective: str
    awaiting_sign_off: str
    source: str


def rows(policy: Policy) -> tuple[Row, ...]:
    """The whole edition as a table."""
    return tuple(_row(indicator, policy) for indicator in policy.indicators.values())


def as_csv(table: tuple[Row, ...]) -> str:
    """The table as a file that a spreadsheet opens."""
    names = [field.name for field in fields(Row)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([getattr(row, name) for name in names] for row in table)
    return out.getvalue()


def _row(indicator: Indicator, policy: Policy) -> Row:
    main = policy.main_pathway(indicator.legal_basis, indicator.level)
    teams = () if indicator.protective else (main, *indicator.pathways)
    return Row(
        group=indicator.group,
        code=indicator.code,
        title=indicator.title,
        level=indicator.level.value,
        rag=indicator.rag.value,
        legal_basis=indicator.legal_basis.value,
        teams=" + ".join(team.value for team in teams),
        protective="yes" if indicator.protective else "",
        awaiting_sign_off="yes" if indicator.awaiting_sign_off else "",
        source=indicator.source,
    )
