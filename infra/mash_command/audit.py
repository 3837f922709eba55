"""`mash audit`: whether the audit trail is whole, and who looked at a child."""

import json
import sys
from dataclasses import asdict

import click
from rich.console import Console
from rich.table import Table

from mash_command.settings import MachineSettings
from mash_platform.audit.trail import subjects_about
from mash_platform.clock import LONDON
from mash_platform.sign_in.service import open_sign_in


@click.group()
def command() -> None:
    """Check the audit trail, or read what it says about one child. Works whether or not the system runs."""


@command.command()
@click.option("--expect", "expected", help="A newest digest written down earlier, which must still be there.")
@click.option("--json", "as_json", is_flag=True)
def verify(expected: str | None, as_json: bool) -> None:
    """Read the whole trail and check every entry against the one before it. Ends with 1 where it broke."""
    with open_sign_in(MachineSettings()) as sign_in:
        verdict = sign_in.trail.verify(expected=expected)
    if as_json:
        click.echo(json.dumps({**asdict(verdict), "holds": verdict.holds}))
    elif verdict.broken_at is not None:
        click.echo(f"The trail is broken at entry {verdict.broken_at}: it or what was before it was changed.")
    elif not verdict.expected_found:
        click.echo(
            "The trail is whole, but the digest written down earlier is not in it: its end was cut off."
        )
    else:
        click.echo(f"The trail is whole: {verdict.entries} entries. Its newest digest is")
        click.echo(verdict.newest_digest)
        click.echo("Write it down elsewhere; `mash audit verify --expect DIGEST` looks for it later.")
    sys.exit(0 if verdict.holds else 1)


@command.command()
@click.argument("reference")
@click.option("--latest", default=50, show_default=True, help="How many entries.")
@click.option("--json", "as_json", is_flag=True)
def who(reference: str, latest: int, as_json: bool) -> None:
    """Show who looked at or changed REFERENCE, a child, contact or document, the newest first."""
    with open_sign_in(MachineSettings()) as sign_in:
        entries = sign_in.trail.latest(subjects=subjects_about([reference]), limit=latest)
        names = sign_in.accounts.names_of({entry.act.account_id for entry in entries})
    if as_json:
        found = [
            {
                "number": entry.number,
                "at": entry.at.isoformat(),
                "who": names[entry.act.account_id],
                "action": entry.act.action.value,
                "route": entry.act.route,
            }
            for entry in entries
        ]
        click.echo(json.dumps(found, indent=2))
        return
    if not entries:
        click.echo(f"Nobody has looked at {reference}.")
        return
    table = Table("When", "Who", "What", "Page or service", box=None)
    for entry in entries:
        moment = entry.at.astimezone(LONDON).strftime("%d %B %Y %H:%M")
        table.add_row(moment, names[entry.act.account_id], entry.act.action.label, entry.act.route)
    Console().print(table)
