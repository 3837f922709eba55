"""A service's tables and the revisions that lead to them."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, MetaData, inspect, text

from mash_platform.database import schema_of

if TYPE_CHECKING:
    from alembic.config import Config

    from mash_platform.sealing.master_key import MasterKey

BASE = "base"
HEAD = "head"
_FIRST = "0001"
_VERSION_TABLE = "alembic_version"
_WAIT_FOR_OTHERS = "5min"


class UnknownRevision(Exception):
    """The database was made by a newer version of the code, so this one must not touch it."""


class BrokenReference(Exception):
    """A step between revisions would leave a row that refers to nothing, so nothing of it was done."""


@dataclass(frozen=True)
class Schema:
    """The tables that one service keeps in one database."""

    service: str
    metadata: MetaData
    revisions: Path
    """The folder with one file a revision: its number, then what it is about."""

    @cached_property
    def known(self) -> tuple[str, ...]:
        """Every revision, the first one first."""
        # Read from the names: a database that is up to date must not cost the loading of Alembic.
        return tuple(sorted(file.stem.partition("_")[0] for file in self.revisions.glob("[0-9]*.py")))

    @property
    def newest(self) -> str:
        return self.known[-1]

    @property
    def seals(self) -> bool:
        """Whether some of what is kept is sealed, each child's under a key of its own."""
        return "subject_keys" in self.metadata.tables

    def bring_up(self, engine: Engine, master_key: "MasterKey | None" = None) -> None:
        """Brings the tables to the newest revision; one that is there is not touched.

        Several processes may do so at once: one works while the others wait. Tables that were made before
        there were revisions count as the first. Raises `UnknownRevision`.
        """
        if self.revision(engine) != self.newest:
            self.move(engine, HEAD, master_key)

    def move(self, engine: Engine, revision: str, master_key: "MasterKey | None" = None) -> None:
        """Brings the tables up or down to a revision, `HEAD` or `BASE`. Repeatable.

        A schema that seals needs the hub's master key, with which a step seals what is kept, or opens it.
        Raises `UnknownRevision`.
        """
        with self._alone(engine) as connection:
            found = self._revision(connection)
            if found is None and any(inspect(connection).has_table(name) for name in self.metadata.tables):
                self._run(connection, "stamp", _FIRST, master_key)
                found = _FIRST
            target = {HEAD: self.newest, BASE: ""}.get(revision, revision)
            if target and target not in self.known:
                raise UnknownRevision(f"{self.service} knows no revision {target}")
            if target != (found or ""):
                way = "upgrade" if target > (found or "") else "downgrade"
                self._run(connection, way, target or BASE, master_key)

    def revision(self, engine: Engine) -> str | None:
        """What the tables are at; None when there are none, or from before there were revisions.

        Raises `UnknownRevision`.
        """
        with engine.connect().execution_options(read_only=True) as connection:
            return self._revision(connection)

    def differences(self, engine: Engine) -> list[Any]:
        """How the tables differ from what the code expects, in Alembic's words; empty when they do not."""
        from alembic.autogenerate import compare_metadata
        from alembic.migration import MigrationContext

        with engine.connect() as connection:
            options = {"include_name": self._is_ours}
            return list(compare_metadata(MigrationContext.configure(connection, opts=options), self.metadata))

    def _revision(self, connection: Connection) -> str | None:
        if not inspect(connection).has_table(_VERSION_TABLE):
            return None
        found = connection.execute(text(f"select version_num from {_VERSION_TABLE}")).scalar()  # noqa: S608
        if found is not None and found not in self.known:
            raise UnknownRevision(
                f"The tables of {self.service} are at revision {found}, of a newer version than this one. "
                "Start that version, or bring them back with its own `mash database downgrade`."
            )
        return found

    @contextmanager
    def _alone(self, engine: Engine) -> Iterator[Connection]:
        """A transaction that no other process has at the same time; on SQLite every one is."""
        with engine.connect() as connection, _references_unchecked(connection), connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"set local lock_timeout = '{_WAIT_FOR_OTHERS}'"))
                connection.execute(text("set local statement_timeout = 0"))
                key = {"key": zlib.crc32(f"mash-tables-{self.service}".encode())}
                connection.execute(text("select pg_advisory_xact_lock(:key)"), key)
                schema = schema_of(engine.url)
                if schema is not None:
                    connection.execute(text(f'create schema if not exists "{schema}"'))
            yield connection
            if connection.dialect.name == "sqlite":
                broken = connection.execute(text("pragma foreign_key_check")).first()
                if broken is not None:
                    raise BrokenReference(
                        f"{self.service}: a row of {broken[0]} refers to none of {broken[2]}"
                    )

    def _run(
        self, connection: Connection, command: str, revision: str, master_key: "MasterKey | None"
    ) -> None:
        from alembic import command as commands

        config = self._alembic(connection)
        config.attributes["master_key"] = master_key
        getattr(commands, command)(config, revision)

    def _alembic(self, connection: Connection) -> "Config":
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent))
        config.set_main_option("version_locations", str(self.revisions))
        config.set_main_option("path_separator", "newline")
        config.attributes.update(connection=connection, metadata=self.metadata, include_name=self._is_ours)
        return config

    def _is_ours(self, name: str | None, kind: str, _parents: Any) -> bool:
        return kind != "table" or name in self.metadata.tables


@contextmanager
def _references_unchecked(connection: Connection) -> Iterator[None]:
    """SQLite changes most of a table by making it anew, which would take along whatever refers to it.

    Outside a transaction, because within one this cannot be changed.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")
    # What a step takes out of a table, and out of the file with a table made anew, is overwritten.
    driver.execute("PRAGMA secure_delete=ON")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
        driver.execute("PRAGMA secure_delete=FAST")
