"""`mash topics`: the declared topics on a broker."""

import json
import sys
from dataclasses import asdict

import click

from mash_command.settings import MachineSettings
from mash_platform.errors import Unavailable
from mash_platform.streams import topics_admin

_BROKER = click.option("--broker", help="host:port; the one on this machine if not given.")


@click.group()
def command() -> None:
    """Create the declared topics, or show what differs. They are declared in topics.toml."""


@command.command()
@_BROKER
@click.option("--json", "as_json", is_flag=True)
def apply(broker: str | None, as_json: bool) -> None:
    """Create every declared topic that is missing. Existing topics are never changed by this."""
    try:
        report = topics_admin.apply(broker or MachineSettings().broker)
    except Unavailable as error:
        raise click.ClickException(f"{error}.") from error
    if as_json:
        click.echo(json.dumps(asdict(report), indent=2))
        return
    for name in report.created:
        click.echo(f"created  {name}")
    _print(report.left_different)
    if not report.created and not report.left_different:
        click.echo("Every topic is as declared.")


@command.command()
@_BROKER
@click.option("--json", "as_json", is_flag=True)
def diff(broker: str | None, as_json: bool) -> None:
    """Show how the broker's topics differ from the declared ones. Exit code 1 when any does."""
    try:
        found = topics_admin.differences(broker or MachineSettings().broker)
    except Unavailable as error:
        raise click.ClickException(f"{error}.") from error
    if as_json:
        click.echo(json.dumps([asdict(difference) for difference in found], indent=2))
    else:
        _print(found)
    sys.exit(1 if found else 0)


def _print(differences: tuple[topics_admin.Difference, ...]) -> None:
    for difference in differences:
        click.echo(
            f"differs  {difference.topic}: "
            f"{difference.what} is {difference.found}, declared {difference.declared}"
        )
