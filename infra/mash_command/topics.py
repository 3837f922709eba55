"""`mash topics`: the declared topics on a broker."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime

import click

from mash_command.settings import WORKERS, MachineSettings
from mash_platform.errors import Conflict, Unavailable
from mash_platform.streams import topics_admin
from mash_platform.streams.membership import group_of
from mash_platform.streams.reading_again import read_again

_BROKER = click.option("--broker", help="host:port; the one on this machine if not given.")


@click.group()
def command() -> None:
    """Create the declared topics, or show what differs. They are declared in topics.toml."""


@command.command()
@_BROKER
@click.option("--update", is_flag=True, help="Mend settings of existing topics, unless messages would go.")
@click.option("--json", "as_json", is_flag=True)
def apply(broker: str | None, update: bool, as_json: bool) -> None:
    """Create every declared topic that is missing. Nothing is ever deleted by this."""
    try:
        report = topics_admin.apply(broker or MachineSettings().broker, update=update)
    except Unavailable as error:
        raise click.ClickException(f"{error}.") from error
    if as_json:
        click.echo(json.dumps(asdict(report), indent=2))
        return
    for name in report.created:
        click.echo(f"created  {name}")
    for mended in report.mended:
        click.echo(f"mended   {mended.topic}: {mended.what} was {mended.found}, now {mended.declared}")
    _print(report.left_different)
    if not report.created and not report.mended and not report.left_different:
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


@command.command("read-again")
@_BROKER
@click.argument("service", type=click.Choice(WORKERS))
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]),
    required=True,
    help="UTC; rather too early than too late.",
)
def read_again_(broker: str | None, service: str, since: datetime) -> None:
    """Let SERVICE read its topics again, after its database was restored from a backup of that time.

    Its workers must be stopped. What it handled before has no second effect.
    """
    try:
        places = read_again(broker or MachineSettings().broker, group_of(service), since.replace(tzinfo=UTC))
    except Unavailable as error:
        raise click.ClickException(f"{error}.") from error
    except Conflict as conflict:
        raise click.ClickException(conflict.sentence) from conflict
    for (topic, partition), offset in sorted(places.items()):
        click.echo(f"from {offset:>8}  {topic}/{partition}")
    click.echo(f"{service} reads again from there when its worker starts.")


def _print(differences: tuple[topics_admin.Difference, ...]) -> None:
    for difference in differences:
        click.echo(
            f"differs  {difference.topic}: "
            f"{difference.what} is {difference.found}, declared {difference.declared}"
        )
