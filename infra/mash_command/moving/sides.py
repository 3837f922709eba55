"""The two sides of moving up: the embedded engine's data at rest, and the servers that it goes to."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from sqlalchemy import Engine, make_url

import mash_assurance.service
import mash_intake.service
import mash_routing.service
import mash_triage.service
from mash_command.plans import kafka_folder, postgres_folder
from mash_kafka import cluster
from mash_kafka.jars import KafkaUnavailable
from mash_platform.broker_connection import plainly
from mash_platform.database import open_database, schema_url
from mash_platform.migrating.schema import Schema
from mash_platform.sealing.master_key import load_master_key
from mash_platform.sign_in.service import SCHEMA as ACCOUNTS
from mash_postgres import server
from mash_postgres.programs import PostgresUnavailable

_BROKER_ANSWERS_WITHIN_SECONDS = 60.0
_BROKER_STOPS_WITHIN_SECONDS = 30.0
_ATTACHMENTS = "attachments"
_OF_THE_INSTALLATION = ("secret.key", "encryption.key", "sign-in.txt")


def schemas() -> tuple[Schema, ...]:
    """Of every service, and of sign-in."""
    return (
        mash_intake.service.schema(),
        mash_triage.service.schema(),
        mash_routing.service.schema(),
        mash_assurance.service.schema(),
        ACCOUNTS,
    )


@dataclass(frozen=True, slots=True, repr=False)
class Target:
    """Where everything goes."""

    data: Path
    broker: str
    database: str
    """With user and password."""

    @property
    def database_name(self) -> str:
        url = make_url(self.database)
        return f"{url.host}:{url.port or 5432}/{url.database}"


@contextmanager
def broker_at_rest(data: Path) -> Iterator[str]:
    """The embedded broker of a folder, for nobody but this command; its address."""
    with (data / "log" / "moving-up.log").open("ab") as log:
        port_file = data / "broker" / "moving-up-port"
        port_file.unlink(missing_ok=True)
        command = [sys.executable, "-m", "mash_broker", "--data", str(data / "broker")]
        command += ["--port", "0", "--port-file", str(port_file)]
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + _BROKER_ANSWERS_WITHIN_SECONDS
        while not (port_file.exists() and (said := port_file.read_text().strip())):
            if process.poll() is not None or time.monotonic() > deadline:
                raise click.ClickException(
                    f"The embedded broker does not start; {data / 'log' / 'moving-up.log'} says why."
                )
            time.sleep(0.05)
        yield plainly(said)
    finally:
        process.terminate()
        process.wait(_BROKER_STOPS_WITHIN_SECONDS)
        port_file.unlink(missing_ok=True)


@contextmanager
def target_servers(
    data: Path, broker_port: int, broker: str | None, database: str | None
) -> Iterator[Target]:
    """The servers that are given, and for what is not given the ones of the folder, started for this."""
    with ExitStack() as started:
        try:
            if broker is None:
                kafka = cluster.made(kafka_folder(data), nodes=1, port=broker_port)
                started.callback(kafka.stop)
                kafka.start()
            if database is None:
                postgres = server.made(postgres_folder(data))
                started.callback(postgres.stop)
                postgres.start()
        except (KafkaUnavailable, PostgresUnavailable) as error:
            raise click.ClickException(f"{error}. Nothing was moved.") from error
        yield Target(data, broker or kafka.bootstrap, database or postgres.url)


@contextmanager
def databases(data: Path, target: Target, schema: Schema) -> Iterator[tuple[Engine, Engine]]:
    """A service's old database and its new one, both with the newest tables."""
    old = open_database(f"sqlite:///{data / schema.service}.db")
    new = open_database(schema_url(target.database, schema.service))
    try:
        master_key = load_master_key(data) if schema.seals else None
        schema.bring_up(old, master_key)
        schema.bring_up(new, master_key)
        yield old, new
    finally:
        old.dispose()
        new.dispose()


def take_along(data: Path, target: Path) -> None:
    """The secret behind cookies and tickets, the master key, how the first people sign in, and the files."""
    for name in _OF_THE_INSTALLATION:
        if (data / name).exists():
            shutil.copy2(data / name, target / name)
    if (data / _ATTACHMENTS).exists():
        shutil.copytree(data / _ATTACHMENTS, target / _ATTACHMENTS, dirs_exist_ok=True)
