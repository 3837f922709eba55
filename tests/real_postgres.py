"""A real PostgreSQL for tests, of which every test has a database of its own.

def test_it(postgres: Databases) -> None:
    engine = open_database(postgres.fresh_url())
"""

import os
import shutil
import signal
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from mash_postgres import server
from tests.requirements import need


class Databases:
    """Makes databases, and can remove them whoever is still connected."""

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

    def do_not_wait_for_the_disk(self) -> None:
        """For a server that is thrown away: no test is about a power cut."""
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self._execute(f"alter system set {setting} = off")
        self._execute("select pg_reload_conf()")

    def close(self) -> None:
        self._engine.dispose()

    def _execute(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(statement))


@contextmanager
def postgres_for_the_session(folder: Path) -> Iterator[Databases]:
    """Skips when this machine has none; stops what it started, and throws it away whole."""
    need("postgres")
    given = os.environ.get("MASH_TEST_POSTGRES")
    with _elsewhere(given) if given else _our_own(folder) as databases:
        yield databases


@contextmanager
def _elsewhere(url: str) -> Iterator[Databases]:
    databases = Databases(url)
    try:
        yield databases
    finally:
        databases.remove_all()
        databases.close()


@contextmanager
def _our_own(folder: Path) -> Iterator[Databases]:
    postgres = server.made(folder)
    try:
        postgres.start()
        databases = Databases(postgres.url)
        databases.do_not_wait_for_the_disk()
        yield databases
        databases.close()
    finally:
        # At once: to drop hundreds of databases takes a minute, and nobody opens this server again.
        postgres.signal(signal.SIGQUIT)
        postgres.stop()
        shutil.rmtree(folder)
