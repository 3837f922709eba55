"""`mash move-up`: everything on the embedded engine, carried over to Apache Kafka and PostgreSQL."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click
from kafka.errors import KafkaError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from mash_command.holdings import settled_account
from mash_command.machine import hold_folder, use_folder
from mash_command.moving import log, note, sides, tables
from mash_command.moving.note import Note
from mash_command.moving.sides import Target
from mash_command.reconcile import in_sentences
from mash_command.settings import DATA_FOLDERS, EngineName, MachineSettings
from mash_platform.errors import Unavailable
from mash_platform.streams import topics_admin


@click.command()
@click.option("--to-broker", help="host:port of the Kafka to move to; one on this machine if not given.")
@click.option(
    "--to-database",
    help="postgresql+psycopg://user:password@host/database; one on this machine if not given.",
)
@click.option(
    "--to-data",
    type=click.Path(file_okay=False, path_type=Path),
    default=DATA_FOLDERS[EngineName.KAFKA],
    show_default=True,
    help="The data folder of the system on the new engine.",
)
def command(to_broker: str | None, to_database: str | None, to_data: Path) -> None:
    """Carry everything on the embedded engine over to Apache Kafka and PostgreSQL.

    The system must be stopped. What it keeps stays as it is, so that moving up can be broken off and begun
    again. Every row and every message is counted on the other side, and at the end every child is.
    """
    settings = MachineSettings()
    data, to_data = settings.data.resolve(), use_folder(to_data)
    if not (data / "broker").exists() or data == to_data:
        raise click.ClickException(f"There is nothing of the embedded engine in {data} that could move up.")
    with (
        hold_folder(data),
        hold_folder(to_data),
        sides.target_servers(to_data, settings.broker_port, to_broker, to_database) as target,
    ):
        _begin(data, target)
        _carry_over(data, target)
        holds = _proved(target)
        if holds:
            Note(target.database_name, target.broker, finished=True).write(data)
    if not holds:
        sys.exit(1)
    click.echo(f"\nMoved up. From now on: MASH_ENGINE=kafka MASH_DATA={to_data} mash up")
    click.echo(f"{data} is as it was, and `mash up` refuses it now; keep it until you are sure.")


def _begin(data: Path, target: Target) -> None:
    """Refuses what is not ours to overwrite: only a moving up of our own that was broken off is."""
    before = note.read(data)
    if before is not None and before.finished:
        raise click.ClickException(f"{data} has moved up already, to {before.database} and {before.broker}.")
    this = Note(target.database_name, target.broker)
    if this != before:
        for schema in sides.schemas():
            with sides.databases(data, target, schema) as (_, new):
                if not tables.is_empty(schema, new):
                    raise click.ClickException(
                        f"{target.database_name} holds data of {schema.service} already. Give an empty one."
                    )
    this.write(data)


def _carry_over(data: Path, target: Target) -> None:
    sides.take_along(data, target.data)
    try:
        with _progress() as progress:
            for schema in sides.schemas():
                with sides.databases(data, target, schema) as (old, new):
                    rows = tables.rows_in(schema, old)
                    task = progress.add_task(f"tables of {schema.service}", total=rows)
                    tables.carry_over(schema, old, new, partial(progress.advance, task))
            topics_admin.apply(target.broker)
            with sides.broker_at_rest(data) as broker:
                begin, end = log.ends_of(broker)
                task = progress.add_task("messages", total=sum(end.values()) - sum(begin.values()))
                log.carry_over(broker, target.broker, partial(progress.advance, task))
                log.carry_groups_over(broker, target.broker)
    except (tables.NotTheSame, log.NotACopy) as error:
        raise click.ClickException(f"{error}. What is on the old side is untouched.") from error
    except (KafkaError, Unavailable) as error:
        raise click.ClickException(
            f"A broker does not answer ({error}). Begin again once it does."
        ) from error


def _proved(target: Target) -> bool:
    """Whether every child is accounted for on the new side; says so."""
    os.environ.update(MASH_DATABASE=target.database, MASH_BROKER=target.broker)
    account = settled_account(MachineSettings(data=target.data, engine=EngineName.KAFKA), time.monotonic())
    click.echo(in_sentences(account))
    return account.holds


@contextmanager
def _progress() -> Iterator[Progress]:
    columns = (TextColumn("{task.description:>22}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield progress
