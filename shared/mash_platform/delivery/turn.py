"""Whose turn it is to publish a service's outbox: one process at a time, and the next at once if it dies.

Nothing here depends on clocks: the operating system or the database server lets go of the lock with the
process that held it.
"""

import zlib
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, text

from mash_platform.file_lock import FileLock


class Turn(Protocol):
    def taken(self) -> bool:
        """Tries to take the turn, or makes sure that it is still ours. Does not wait."""
        ...

    def give_up(self) -> None: ...


def turn_of(service: str, engine: Engine) -> Turn:
    """The turn for this service's outbox in this database."""
    if engine.dialect.name == "sqlite":
        database = engine.url.database
        if not database:
            raise ValueError("an outbox in memory cannot be shared, so nobody could take turns on it")
        # Only processes of one machine share an SQLite database.
        return FileLock(Path(f"{database}.relay"))
    return DatabaseTurn(service, engine)


class DatabaseTurn:
    """A PostgreSQL advisory lock, held by one connection for as long as it lives."""

    def __init__(self, service: str, engine: Engine) -> None:
        self._engine = engine
        self._key = zlib.crc32(f"mash-relay-{service}".encode())
        self._connection: Connection | None = None

    def taken(self) -> bool:
        """Raises a database error when the connection, and the turn with it, is gone."""
        if self._connection is not None:
            try:
                self._connection.execute(text("select 1"))
            except Exception:
                self.give_up()
                raise
            return True
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            mine = connection.execute(text("select pg_try_advisory_lock(:key)"), {"key": self._key}).scalar()
        except Exception:
            connection.invalidate()
            connection.close()
            raise
        if not mine:
            connection.close()
            return False
        self._connection = connection
        return True

    def give_up(self) -> None:
        """Closes the session, not only returns it to the pool: the lock ends with it."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
