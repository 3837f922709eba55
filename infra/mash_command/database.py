"""`mash database`: the form of every service's tables."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from mash_command.chronology_filling import opened_filling
from mash_command.moving.sides import schemas
from mash_command.open_case_filling import add_closings, add_open_cases, opened_sides
from mash_command.settings import MachineSettings
from mash_platform.database import open_database
from mash_platform.migrating.schema import HEAD, Schema, UnknownRevision
from mash_platform.sealing.master_key import load_master_key
from mash_platform.settings import database_url

_SERVICE = click.option("--service", help="Only this one; all of them, and accounts, if not given.")


@click.group()
def command() -> None:
    """Bring the tables of every service up or back, or show where they are.

    Every start brings them up by itself; before going back to an older version, bring them back with this
    one. Stop the system first.
    """


@command.command()
@_SERVICE
def status(service: str | None) -> None:
    """Show the revision of each service's tables, and the newest that this version knows."""
    for schema in _chosen(service):
        with _opened(schema) as engine:
            found = schema.revision(engine) or "none"
        click.echo(f"{schema.service:<10} {found}, newest {schema.newest}")


@command.command()
@_SERVICE
def upgrade(service: str | None) -> None:
    """Bring the tables to the newest revision. Safe to repeat."""
    _move(service, HEAD)


@command.command()
@click.argument("revision")
@_SERVICE
def downgrade(revision: str, service: str | None) -> None:
    """Bring the tables back to REVISION; `base` removes them with everything in them."""
    if revision == "base":
        click.confirm("Everything in these tables will be gone. Go on?", abort=True)
    _move(service, revision)


@command.command("fill-chronology")
@click.option("--json", "as_json", is_flag=True, help="Print how many entries were added as JSON.")
def fill_chronology(as_json: bool) -> None:
    """Fill the chronology of children who were known before there was one.

    Once after coming from a version without it; safe to break off and to repeat. Children who wait for a
    decision are then assessed with what went before. Stop the system first.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    try:
        with (
            opened_filling(MachineSettings()) as filling,
            Progress(*columns, console=Console(stderr=True)) as progress,
        ):
            task = progress.add_task("records", total=filling.count())
            added = filling.run(partial(progress.advance, task))
    except OperationalError as error:
        raise click.ClickException("The database does not answer.") from error
    click.echo(json.dumps({"added": added}) if as_json else f"{added} entries were added.")


@command.command("fill-open-cases")
@click.option("--json", "as_json", is_flag=True, help="Print how many cases were added as JSON.")
def fill_open_cases(as_json: bool) -> None:
    """Show whoever takes a call the cases that teams took on before this was followed.

    And count the time for which a record is kept from when a team closed its case. Once after coming from a
    version without it; safe to break off and to repeat, also while the system runs.
    """
    try:
        with opened_sides() as (routing, intake):
            added, closed = add_open_cases(routing, intake), add_closings(routing, intake)
    except OperationalError as error:
        raise click.ClickException("The database does not answer.") from error
    if as_json:
        click.echo(json.dumps({"added": added, "closed": closed}))
    else:
        click.echo(f"{added} cases were added. Of {closed} records the last closing is known.")


def _move(service: str | None, revision: str) -> None:
    for schema in _chosen(service):
        with _opened(schema) as engine:
            master_key = load_master_key(MachineSettings().data) if schema.seals else None
            schema.move(engine, revision, master_key)
            click.echo(f"{schema.service:<10} {schema.revision(engine) or 'none'}")


def _chosen(service: str | None) -> list[Schema]:
    chosen = [schema for schema in schemas() if service in (None, schema.service)]
    if not chosen:
        raise click.UsageError(f"There is no service {service}.")
    return chosen


@contextmanager
def _opened(schema: Schema) -> Iterator[Engine]:
    engine = open_database(database_url(schema.service, MachineSettings().data))
    try:
        yield engine
    except UnknownRevision as error:
        raise click.ClickException(str(error)) from error
    except OperationalError as error:
        raise click.ClickException("The database does not answer.") from error
    finally:
        engine.dispose()
