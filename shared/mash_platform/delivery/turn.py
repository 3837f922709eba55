"""Whose turn it is to publish a service's outbox: one process at a time, and the next at once if it dies.

Nothing here depends on clocks: the operating system or the database server lets go of the lock with the
process that held it.
"""

import fcntl
import os
import zlib
from typing import Protocol

from sqlalchemy import Connection, Engine, text


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
        return FileTurn(f"{database}.relay")
    return DatabaseTurn(service, engine)


class FileTurn:
    """A lock on a file beside an SQLite database, which only processes of one machine share anyway."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file: int | None = None

    def taken(self) -> bool:
        if self._file is not None:
            return True
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def give_up(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


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
