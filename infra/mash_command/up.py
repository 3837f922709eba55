"""`mash up`: the broker, the workers and the pages on one machine, in one terminal."""

import os
from pathlib import Path

import click

from mash_command import system_file
from mash_command.machine import hold_folder, require_free_ports, use_folder
from mash_command.moving import note
from mash_command.plans import planned, ports_taken, postgres_folder
from mash_command.settings import EngineName, MachineSettings
from mash_command.supervisor import become_supervisor


@click.command()
def command() -> None:
    """Start everything on this machine, in one terminal.

    Data lives in one folder (MASH_DATA, default ./var) and survives restarts. Ctrl-C stops every process.
    With MASH_ENGINE=kafka on Apache Kafka and PostgreSQL, in a folder of its own (./var-kafka).
    """
    settings = MachineSettings()
    folder = use_folder(settings.data)
    settings = settings.model_copy(update={"data": folder})
    lock = hold_folder(folder)
    _require_same_engine(settings)
    _require_not_moved_up(folder)
    require_free_ports(settings.host, ports_taken(settings))
    planned(settings, _database(settings)).write(folder)
    # This process goes on as the supervisor, and holds the folder for as long as it lives.
    os.set_inheritable(lock.fileno(), True)
    become_supervisor(folder)


def _require_same_engine(settings: MachineSettings) -> None:
    earlier = system_file.read(settings.data)
    made_with = earlier.engine if earlier else _engine_of_files(settings.data)
    if made_with not in (None, settings.engine):
        raise click.ClickException(
            f"The data in {settings.data} is of the engine {made_with}, not {settings.engine}. "
            "Give the other engine a folder of its own with MASH_DATA."
        )
    if settings.engine is EngineName.EMBEDDED and settings.given_broker not in (None, settings.own_broker):
        raise click.ClickException(
            f"MASH_BROKER names {settings.given_broker}, and the embedded engine has its own broker. "
            "Give MASH_ENGINE=kafka to use another, or leave MASH_BROKER out."
        )


def _require_not_moved_up(folder: Path) -> None:
    moved = note.read(folder)
    if moved is not None and moved.finished:
        # Both sides would do the same open work, and neither would know of the other.
        raise click.ClickException(
            f"What is in {folder} has moved up to {moved.database} and {moved.broker}, and goes on there."
        )


def _engine_of_files(folder: Path) -> EngineName | None:
    """The engine of a folder of before the system was written down in it."""
    return EngineName.EMBEDDED if (folder / "broker").exists() else None


def _database(settings: MachineSettings) -> str | None:
    """Where PostgreSQL is or will be. What this machine lacks for Kafka and for it is said here, at once."""
    if settings.engine is EngineName.EMBEDDED:
        return settings.database
    from mash_kafka import jars
    from mash_postgres import programs, server

    try:
        if settings.starts_broker:
            jars.java()
            if not jars.are_here():
                click.echo("Fetching Apache Kafka's jars with Maven (45 MB, only this once)")
            jars.fetched()
        if not settings.starts_database:
            return settings.database
        programs.programs()
        programs.user_to_run_as()
        return server.made(postgres_folder(settings.data)).url
    except (jars.KafkaUnavailable, programs.PostgresUnavailable) as error:
        raise click.ClickException(f"{error}. Nothing was started.") from error
