"""`mash policy check` and `mash policy table`."""

import json
import sys
from dataclasses import asdict

import click

from mash_command.policy.editions import edition_given, today
from mash_policy.check import check_all
from mash_policy.load import edition_in_force
from mash_policy.table import as_csv, rows
from mash_triage.domain.assessment import CODES_SINCE
from mash_triage.domain.gaps import GAPS_SINCE


@click.command()
@click.option("--json", "as_json", is_flag=True)
def check(as_json: bool) -> None:
    """Check every edition: shape, completeness, safety floors, and that none in force was changed.

    Exit code 1 when anything is wrong; each problem is a file, a line and a sentence.
    """
    problems = check_all(CODES_SINCE, GAPS_SINCE, today())
    if as_json:
        click.echo(json.dumps([asdict(problem) for problem in problems], indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
        click.echo(f"{len(problems)} problems." if problems else "Every edition is complete and safe.")
    sys.exit(1 if problems else 0)


@click.command()
@click.option("--edition", help="The edition's date; the one in force today if not given.")
def table(edition: str | None) -> None:
    """Print the decision table that practitioners sign, as CSV."""
    policy = edition_given(edition) if edition else edition_in_force(today())
    click.echo(as_csv(rows(policy)), nl=False)
