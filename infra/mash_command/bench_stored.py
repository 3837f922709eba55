"""What is stored before a bench begins: very many children of the past, of whom nothing is open."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from mash_bench.multiplying import MOST_TIMES, multiply
from mash_bench.storing import first_day, store_past
from mash_command.bench_contacts import write_contacts
from mash_command.machine import use_folder
from mash_command.plans import postgres_folder
from mash_command.settings import EngineName, MachineSettings
from mash_postgres import server
from mash_postgres.programs import PostgresUnavailable

_ORIGINALS = 2_000
"""Children that go through the use cases, or more where so few could not be copied often enough."""
_MOST_ORIGINALS = 5_000
MOST_STORED = _MOST_ORIGINALS * MOST_TIMES


def store_before(folder: Path, engine: str, wanted: int, seed: int) -> int:
    """Stores so many children, or a few more, in the databases of a system that is not running; how many.

    The environment names the system. Blocks, for a minute or two and then for some seconds each thousand.
    Raises `ClickException` where there is no PostgreSQL for the engine that needs it.
    """
    if not wanted:
        return 0
    originals = min(wanted, max(_ORIGINALS, -(-wanted // MOST_TIMES)))
    times = -(-wanted // originals)
    contacts = folder / "stored.ndjson"
    # Of another seed: the children who are measured are not those who are stored.
    children = write_contacts(contacts, -(-wanted // times), seed + 1, first_day())
    with contacts.open("rb") as lines:
        number = sum(1 for _ in lines)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with _database(engine), Progress(*columns, console=Console(stderr=True)) as progress:
        storing = progress.add_task("Stored", total=children)
        children = store_past(contacts, number=number, told=lambda more: progress.advance(storing, more))
        copying = progress.add_task("Tables copied", total=None)
        multiply(times, told=lambda made, of: progress.update(copying, completed=made, total=of))
    return children * times


@contextmanager
def _database(engine: str) -> Iterator[None]:
    """The database of the system, named by the environment for as long as it is stored in."""
    settings = MachineSettings()
    use_folder(settings.data)
    if engine == EngineName.EMBEDDED or not settings.starts_database:
        yield
        return
    try:
        postgres = server.made(postgres_folder(settings.data))
        postgres.start()
    except PostgresUnavailable as error:
        raise click.ClickException(f"{error}. Nothing was stored.") from error
    os.environ["MASH_DATABASE"] = postgres.url
    try:
        yield
    finally:
        del os.environ["MASH_DATABASE"]
        postgres.stop()
