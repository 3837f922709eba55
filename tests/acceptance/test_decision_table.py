"""The decision table that practitioners sign is the one that the edition says.

A change of policy shows here as changed rows of `decision_table.csv`, for the safeguarding lead to read.
"""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from mash_command.policy import command
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


@pytest.mark.parametrize(
    ("of", "edition"),
    [
        ("agency-checks", "2026-11-01"),
        ("oversight", "2026-01-01"),
        ("practice-tools", "2026-11-01"),
        ("referrer-feedback", "2026-01-01"),
    ],
)
def test_the_signed_table_of_the_rules_beside_it_is_what_they_say(of: str, edition: str) -> None:
    signed = SIGNED.with_name(f"{of.replace('-', '_')}_table.csv")
    table = CliRunner().invoke(command, ["table", "--of", of, "--edition", edition]).stdout

    assert signed.read_text(encoding="utf-8") == table, (
        f"the rules no longer say what was signed; write the table again with `mash policy table --of {of} "
        f"> tests/acceptance/{signed.name}` and have the changed rows read"
    )
