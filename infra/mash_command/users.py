"""`mash users`: who may sign in. Systems with a token are `mash users token`."""

import json
from dataclasses import asdict, dataclass

import click
from rich.console import Console
from rich.table import Table

from mash_command.opened import opened_sign_in
from mash_command.tokens import token
from mash_contracts.vocabulary import ASKABLE, PERSON_ROLES, Agency, Pathway, Role

_ROLES = [role.value for role in PERSON_ROLES]
_TEAMS = [team.value for team in Pathway]
_AGENCIES = [agency.value for agency in ASKABLE]


@dataclass(frozen=True, slots=True)
class _Row:
    sign_in_name: str
    name: str
    roles: list[Role]
    team: Pathway | None
    active: bool


@click.group()
def command() -> None:
    """Add people and systems, set passwords, close accounts. Works whether or not the system is running."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_accounts(as_json: bool) -> None:
    """Show every person's account."""
    with opened_sign_in() as sign_in:
        rows = [
            _Row(a.sign_in_name, a.display_name, sorted(a.roles), a.team, a.active)
            for a in sign_in.accounts.all()
        ]
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], indent=2))
        return
    table = Table("Sign-in name", "Name", "Roles", "Team", "Open", box=None)
    for row in rows:
        table.add_row(
            row.sign_in_name, row.name, ", ".join(row.roles), row.team or "", "yes" if row.active else "no"
        )
    Console().print(table)


@command.command()
@click.argument("sign_in_name")
@click.option("--name", required=True, help="The name that colleagues will see.")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(_ROLES))
@click.option("--team", type=click.Choice(_TEAMS), help="For a team member.")
@click.option("--agency", type=click.Choice(_AGENCIES), help="For a member of a partner agency.")
@click.password_option()
def add(
    sign_in_name: str,
    name: str,
    roles: tuple[str, ...],
    team: str | None,
    agency: str | None,
    password: str,
) -> None:
    """Add a person."""
    with opened_sign_in() as sign_in:
        sign_in.accounts.add(
            sign_in_name=sign_in_name,
            display_name=name,
            roles=[Role(role) for role in roles],
            team=Pathway(team) if team else None,
            agency=Agency(agency) if agency else None,
            password=password,
        )
    click.echo(f"{name} can sign in as {sign_in_name}.")


@command.command()
@click.argument("sign_in_name")
@click.password_option()
def password(sign_in_name: str, password: str) -> None:
    """Set a new password; the person is signed out everywhere."""
    with opened_sign_in() as sign_in:
        sign_in.accounts.set_password(sign_in_name, password)
    click.echo(f"The password of {sign_in_name} is changed.")


@command.command()
@click.argument("sign_in_name")
def disable(sign_in_name: str) -> None:
    """Close an account; what it did stays on the record."""
    with opened_sign_in() as sign_in:
        sign_in.accounts.disable(sign_in_name)
    click.echo(f"{sign_in_name} can no longer sign in.")


command.add_command(token)
