"""`mash policy check` and `mash policy table`."""

import json
import sys
from dataclasses import asdict

import click

from mash_command.policy.editions import edition_given, today
from mash_command.policy.rules import KINDS, THRESHOLDS, rules_given
from mash_policy.check import check_all
from mash_policy.load import edition_in_force
from mash_policy.rule_check import check_all_rules
from mash_policy.rule_lines import as_csv as lines_as_csv
from mash_policy.table import as_csv, rows
from mash_triage.domain.assessment import CODES_SINCE
from mash_triage.domain.gaps import GAPS_SINCE


@click.command()
@click.option("--json", "as_json", is_flag=True)
def check(as_json: bool) -> None:
    """Check every edition, and the rules beside them: agency checks, oversight, tools, feedback, retention.

    Looked at are shape, completeness both ways, safety floors, and that nothing in force was changed.
    Exit code 1 when anything is wrong; each problem is a file, a line and a sentence.
    """
    problems = (*check_all(CODES_SINCE, GAPS_SINCE, today()), *check_all_rules(today()))
    if as_json:
        click.echo(json.dumps([asdict(problem) for problem in problems], indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
        click.echo(
            f"{len(problems)} problems."
            if problems
            else "Every edition, and the rules beside them, are complete and safe."
        )
    sys.exit(1 if problems else 0)


@click.command()
@click.option("--of", type=click.Choice(KINDS), default=THRESHOLDS, show_default=True, help="Which policy.")
@click.option("--edition", help="The edition's date; the one in force today if not given.")
def table(of: str, edition: str | None) -> None:
    """Print the decision table that practitioners sign, as CSV."""
    if of != THRESHOLDS:
        click.echo(lines_as_csv(rules_given(of, edition).lines), nl=False)
        return
    policy = edition_given(edition) if edition else edition_in_force(today())
    click.echo(as_csv(rows(policy)), nl=False)
