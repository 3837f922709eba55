"""The decision table that practitioners sign is the one that the edition says.

A change of policy shows here as changed rows of `decision_table.csv`, for the safeguarding lead to read.
"""

from datetime import date
from pathlib import Path

from mash_policy.load import edition_in_force
from mash_policy.table import as_csv, rows

SIGNED = Path(__file__).parent / "decision_table.csv"
DAY = date(2026, 11, 24)


def test_the_signed_table_is_what_the_edition_in_force_says() -> None:
    table = as_csv(rows(edition_in_force(DAY)))

    assert SIGNED.read_text(encoding="utf-8") == table, (
        "the policy no longer says what was signed; write the table again with "
        "`mash policy table > tests/acceptance/decision_table.csv` and have the changed rows read"
    )
