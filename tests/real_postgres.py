"""A real PostgreSQL for tests, of which every test has a database of its own.

def test_it(postgres: Databases) -> None:
    engine = open_database(postgres.fresh_url())
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from mash_postgres import server
from tests.requirements import need


class Databases:
    """Makes databases, and removes them at the end whoever is still connected."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        self._made: list[str] = []

    def fresh_url(self) -> str:
        """The address of a new, empty database."""
        name = f"mash_test_{uuid.uuid4().hex[:12]}"
        self._execute(f"create database {name}")
        self._made.append(name)
        return self._url.set(database=name).render_as_string(hide_password=False)

    def remove_all(self) -> None:
        while self._made:
            self._execute(f"drop database if exists {self._made.pop()} with (force)")
        self._engine.dispose()

    def _execute(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(statement))


@contextmanager
def postgres_for_the_session(folder: Path) -> Iterator[Databases]:
    """Skips when this machine has none; stops what it started."""
    need("postgres")
    given = os.environ.get("MASH_TEST_POSTGRES")
    with nullcontext(given) if given else _our_own(folder) as url:
        databases = Databases(url)
        try:
            yield databases
        finally:
            databases.remove_all()


@contextmanager
def _our_own(folder: Path) -> Iterator[str]:
    postgres = server.made(folder)
    try:
        postgres.start()
        yield postgres.url
    finally:
        postgres.stop()
