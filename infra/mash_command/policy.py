"""`mash policy`: what a safeguarding manager asks of a policy edition."""

import json
import sys
from dataclasses import asdict

import click

from mash_platform.clock import LONDON, SystemClock
from mash_policy.check import check_all
from mash_policy.load import NoEdition, edition_in_force, load_edition
from mash_policy.table import as_csv, rows
from mash_triage.domain.assessment import INDICATOR_CODES
from mash_triage.domain.gaps import GAPS


@click.group()
def command() -> None:
    """Check a policy edition and print its decision table."""


@command.command()
@click.option("--json", "as_json", is_flag=True)
def check(as_json: bool) -> None:
    """Check every edition: shape, completeness, safety floors, and that none in force was changed.

    Exit code 1 when anything is wrong; each problem is a file, a line and a sentence.
    """
    today = SystemClock().now().astimezone(LONDON).date()
    problems = check_all(INDICATOR_CODES, GAPS.keys(), today)
    if as_json:
        click.echo(json.dumps([asdict(problem) for problem in problems], indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
        click.echo(f"{len(problems)} problems." if problems else "Every edition is complete and safe.")
    sys.exit(1 if problems else 0)


@command.command()
@click.option("--edition", help="The edition's date; the one in force today if not given.")
def table(edition: str | None) -> None:
    """Print the decision table that practitioners sign, as CSV."""
    try:
        today = SystemClock().now().astimezone(LONDON).date()
        policy = load_edition(edition) if edition else edition_in_force(today)
    except NoEdition as error:
        raise click.ClickException(f"{error}.".capitalize()) from error
    click.echo(as_csv(rows(policy)), nl=False)
