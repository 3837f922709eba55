"""`mash policy`: what a safeguarding manager asks of a policy edition."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from mash_platform.clock import LONDON, SystemClock
from mash_policy.change_note import change_note
from mash_policy.check import check_all
from mash_policy.diff import Change, Direction, changes
from mash_policy.files import editions
from mash_policy.load import NoEdition, RefusedEdition, edition_in_force, load_draft, load_edition
from mash_policy.model import Policy
from mash_policy.table import as_csv, rows
from mash_triage.domain.assessment import INDICATOR_CODES
from mash_triage.domain.gaps import GAPS

_SAME, _DIFFERS, _CANNOT, _LOWERS = 0, 1, 2, 3


@click.group()
def command() -> None:
    """Check a policy edition, print its decision table, and see what a new one would change."""


@command.command()
@click.option("--json", "as_json", is_flag=True)
def check(as_json: bool) -> None:
    """Check every edition: shape, completeness, safety floors, and that none in force was changed.

    Exit code 1 when anything is wrong; each problem is a file, a line and a sentence.
    """
    problems = check_all(INDICATOR_CODES, GAPS.keys(), _today())
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
    policy = _edition(edition) if edition else edition_in_force(_today())
    click.echo(as_csv(rows(policy)), nl=False)


@command.command()
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="Print the paragraph and every change as JSON.")
def diff(old: str, new: str, as_json: bool) -> None:
    """What changes from OLD to NEW: a paragraph for the change note, and a table.

    Each is an edition's date, or the folder of a draft. Exit code 0 when nothing differs, 1 when something
    does and nothing is lowered, 3 when anything is lowered, 2 when an edition cannot be used.
    """
    before, after = _edition(old), _edition(new)
    found = changes(before, after)
    note = change_note(before.id, found)
    if as_json:
        document = {
            "old": {"edition": before.id, "digest": before.digest},
            "new": {"edition": after.id, "digest": after.digest},
            "change_note": note,
            "changes": [asdict(change) for change in found],
        }
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        click.echo(note)
        if found:
            Console().print(_as_table(found))
    sys.exit(_exit_code(found))


def _exit_code(found: Sequence[Change]) -> int:
    if any(change.direction in (Direction.LOWERS, Direction.EITHER) for change in found):
        return _LOWERS
    return _DIFFERS if found else _SAME


def _as_table(found: Sequence[Change]) -> Table:
    shown = Table("Direction", "What", "Of what", "Before", "After")
    for change in found:
        field = change.field.replace("_", " ")
        what = f"{change.part.label}: {field}"
        shown.add_row(
            change.direction.label, what, f"{change.title} ({change.code})", change.before, change.after
        )
    return shown


class _Cannot(click.ClickException):
    exit_code = _CANNOT


def _edition(given: str) -> Policy:
    """The edition of that date, or the draft in that folder. A date is never taken for a folder."""
    try:
        return load_edition(given) if given in editions() else load_draft(Path(given))
    except NoEdition as error:
        raise _Cannot(f"{error}.".capitalize()) from error
    except RefusedEdition as error:
        raise _Cannot("\n".join([f"Policy edition {error.edition} is refused.", *error.sentences])) from error


def _today() -> date:
    return SystemClock().now().astimezone(LONDON).date()
