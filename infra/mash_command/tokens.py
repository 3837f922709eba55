"""`mash users token`: which systems of partners may sign in, and for what."""

import json
from dataclasses import asdict

import click
from rich.console import Console
from rich.table import Table

from mash_command.opened import opened_sign_in
from mash_contracts.vocabulary import ASKABLE, SYSTEM_ROLES, Agency, Pathway
from mash_platform.clock import LONDON

_FOR = {role.value.removesuffix("-system"): role for role in SYSTEM_ROLES}


@click.group()
def token() -> None:
    """Let the systems of partners in, each for one thing."""


@token.command()
@click.argument("system")
@click.option(
    "--for",
    "purpose",
    required=True,
    type=click.Choice(list(_FOR)),
    help="Hand in contacts; one team's worklist; one agency's checks; or figures and metrics.",
)
@click.option("--team", type=click.Choice([team.value for team in Pathway]), help="For the system of a team.")
@click.option("--agency", type=click.Choice([one.value for one in ASKABLE]), help="For that of an agency.")
def create(system: str, purpose: str, team: str | None, agency: str | None) -> None:
    """Give SYSTEM a new token. It is shown once; an older one of that system stops working at once."""
    with opened_sign_in() as sign_in:
        made = sign_in.tokens.create(
            system,
            _FOR[purpose],
            team=Pathway(team) if team else None,
            agency=Agency(agency) if agency else None,
        )
    click.echo(made)


@token.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_tokens(as_json: bool) -> None:
    """Show every system with a token, what it is for, and when it was used last."""
    with opened_sign_in() as sign_in:
        tokens = sign_in.tokens.all()
    if as_json:
        click.echo(json.dumps([asdict(one) for one in tokens], indent=2, default=str))
        return
    table = Table("System", "For", "Since", "Last used", "Open", box=None)
    for one in tokens:
        whose = one.team or one.agency
        table.add_row(
            one.system,
            one.role.label + (f": {whose.label}" if whose else ""),
            f"{one.created_at.astimezone(LONDON):%d %b %Y}",
            f"{one.last_used_at.astimezone(LONDON):%d %b %Y %H:%M}" if one.last_used_at else "never",
            "yes" if one.active else "no",
        )
    Console().print(table)


@token.command()
@click.argument("system")
def revoke(system: str) -> None:
    """End the token of SYSTEM; what it did stays on the record."""
    with opened_sign_in() as sign_in:
        sign_in.tokens.revoke(system)
    click.echo(f"The token of {system} no longer works.")
