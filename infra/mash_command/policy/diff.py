"""`mash policy diff`: what a new edition changes, for its change note and for those who sign it."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import NoReturn

import click
from rich.console import Console
from rich.table import Table

from mash_command.policy.editions import edition_given, exit_code, today
from mash_command.policy.rules import KINDS, THRESHOLDS, rules_given
from mash_policy.change_note import change_note
from mash_policy.diff import Change, changes
from mash_policy.load import edition_in_force
from mash_policy.rule_diff import rule_change_note, rule_changes
from mash_policy.rule_families import FAMILIES


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--of", type=click.Choice(KINDS), default=THRESHOLDS, show_default=True, help="Which policy.")
@click.option("--json", "as_json", is_flag=True, help="Print the paragraph and every change as JSON.")
def diff(old: str, new: str, of: str, as_json: bool) -> None:
    """What changes from OLD to NEW: a paragraph for the change note, and a table.

    Each is an edition's date or, of the thresholds, the folder of a draft. Exit code 0 when nothing
    differs, 1 when something does and nothing is lowered, 3 when anything is lowered, 2 when an edition
    cannot be used.
    """
    if of != THRESHOLDS:
        _diff_rules(of, old, new, as_json)
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


def _diff_rules(of: str, old: str, new: str, as_json: bool) -> NoReturn:
    before, after = rules_given(of, old), rules_given(of, new)
    found = rule_changes(before.lines, after.lines, edition_in_force(today()).timescales.office_hours)
    note = rule_change_note(FAMILIES[of].called, before.id, found)
    if as_json:
        document = {
            "old": {"edition": before.id, "digest": before.digest},
            "new": {"edition": after.id, "digest": after.digest},
            "change_note": note,
            "changes": [
                {
                    "part": one.line.part,
                    "code": one.line.code,
                    "title": one.line.title,
                    "before": one.before.says if one.before else "",
                    "after": one.after.says if one.after else "",
                    "direction": one.direction,
                }
                for one in found
            ],
        }
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        click.echo(note)
        if found:
            shown = Table("Direction", "What", "Of what", "Before", "After")
            for one in found:
                said = (one.before.says if one.before else "", one.after.says if one.after else "")
                shown.add_row(one.direction.label, one.line.part, one.line.title, *said)
            Console().print(shown)
    sys.exit(exit_code({one.direction for one in found}))


def _as_table(found: Sequence[Change]) -> Table:
    shown = Table("Direction", "What", "Of what", "Before", "After")
    for change in found:
        what = f"{change.part.label}: {change.field.replace('_', ' ')}"
        of_what = f"{change.title} ({change.code})"
        shown.add_row(change.direction.label, what, of_what, change.before, change.after)
    return shown
