"""What every test in this process would do again: tables made step by step, passwords hashed slowly.

Each is still done for real once, or in the tests that are about it; processes that tests start do all of it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import pytest
from argon2 import PasswordHasher, Type
from sqlalchemy import Engine, delete, event

from mash_platform.database import open_database
from mash_platform.migrating.schema import Schema
from mash_platform.sealing.master_key import MasterKey
from mash_platform.sign_in import passwords

_bring_up = Schema.bring_up
_HASHER = passwords._HASHER
_LEAST_WORK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, type=Type.ID)


@contextmanager
def quick_beginnings(folder: Path) -> Iterator[None]:
    """Empty SQLite files get the tables of a file that the revisions made once; passwords cost little.

    And nothing waits for the disk: what a power cut takes is no test's subject in its own process.
    """
    tables = _TablesMadeOnce(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Schema, "bring_up", lambda *given: tables.bring_up(*given))
        patch.setattr(passwords, "_HASHER", _LEAST_WORK)
        event.listen(Engine, "connect", _do_not_wait_for_the_disk)
        try:
            yield
        finally:
            event.remove(Engine, "connect", _do_not_wait_for_the_disk)


def as_in_the_product(patch: pytest.MonkeyPatch) -> None:
    """For tests about the steps between revisions, or about what a password costs."""
    patch.setattr(Schema, "bring_up", _bring_up)
    patch.setattr(passwords, "_HASHER", _HASHER)


class _TablesMadeOnce:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[str, Path, tuple[str, ...]], Path] = {}
        self._alone = Lock()

    def bring_up(self, schema: Schema, engine: Engine, master_key: MasterKey | None = None) -> None:
        if engine.dialect.name == "sqlite":
            with self._alone, engine.connect() as connection:
                driver: Any = connection.connection.driver_connection
                if not driver.execute("select 1 from sqlite_master").fetchone():
                    with closing(sqlite3.connect(self._file(schema, master_key))) as made:
                        made.backup(driver)
        _bring_up(schema, engine, master_key)

    def _file(self, schema: Schema, master_key: MasterKey | None) -> Path:
        key = (schema.service, schema.revisions, schema.known)
        if key not in self._made:
            file = self._folder / f"{len(self._made)}.db"
            engine = open_database(f"sqlite:///{file}")
            _bring_up(schema, engine, master_key)
            if schema.seals:
                # Wrapped under the master key of whichever test came first.
                with engine.begin() as connection:
                    connection.execute(delete(schema.metadata.tables["subject_keys"]))
            engine.dispose()
            self._made[key] = file
        return self._made[key]


def _do_not_wait_for_the_disk(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")
