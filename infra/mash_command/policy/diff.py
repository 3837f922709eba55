"""`mash policy diff`: what a new edition changes, for its change note and for those who sign it."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

import click
from rich.console import Console
from rich.table import Table

from mash_command.policy.editions import edition_given, exit_code
from mash_policy.change_note import change_note
from mash_policy.diff import Change, changes


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="Print the paragraph and every change as JSON.")
def diff(old: str, new: str, as_json: bool) -> None:
    """What changes from OLD to NEW: a paragraph for the change note, and a table.

    Each is an edition's date, or the folder of a draft. Exit code 0 when nothing differs, 1 when something
    does and nothing is lowered, 3 when anything is lowered, 2 when an edition cannot be used.
    """
    before, after = edition_given(old), edition_given(new)
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
    sys.exit(exit_code({change.direction for change in found}))


def _as_table(found: Sequence[Change]) -> Table:
    shown = Table("Direction", "What", "Of what", "Before", "After")
    for change in found:
        what = f"{change.part.label}: {change.field.replace('_', ' ')}"
        of_what = f"{change.title} ({change.code})"
        shown.add_row(change.direction.label, what, of_what, change.before, change.after)
    return shown
