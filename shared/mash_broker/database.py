"""The one SQLite file: its tables, and transactions that are on disk when they return.

Everything here blocks; the event loop calls it through threads. One thread writes (`write`), others read
(`reader`). `README.md` explains the tables to somebody who looks in with sqlite3.
"""

import base64
import sqlite3
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mash_broker.errors import CannotStart, ExitCode, StorageFailed

Statement = tuple[str, Sequence[Any]]

FILE_NAME = "broker.db"
_LAYOUT_VERSION = 1
_BUSY_TIMEOUT_SECONDS = 10.0
_KEEP_WAL_BYTES = 64 << 20

_TABLES = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE topic (topic_id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE)",
    """CREATE TABLE topic_config (topic_id INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
       PRIMARY KEY (topic_id, name)) WITHOUT ROWID""",
    """CREATE TABLE partition (partition_id INTEGER PRIMARY KEY AUTOINCREMENT, topic_id INTEGER NOT NULL,
       number INTEGER NOT NULL, log_start INTEGER NOT NULL DEFAULT 0, UNIQUE (topic_id, number))""",
    # The records come last, so that a scan of the other columns does not read them from disk.
    """CREATE TABLE batch (batch_id INTEGER PRIMARY KEY, partition_id INTEGER NOT NULL,
       base_offset INTEGER NOT NULL, last_offset INTEGER NOT NULL, max_timestamp INTEGER NOT NULL,
       size INTEGER NOT NULL, records BLOB NOT NULL)""",
    "CREATE UNIQUE INDEX batch_by_offset ON batch (partition_id, base_offset)",
    """CREATE TABLE producer (partition_id INTEGER NOT NULL, producer_id INTEGER NOT NULL,
       epoch INTEGER NOT NULL, batches TEXT NOT NULL, last_write INTEGER NOT NULL,
       PRIMARY KEY (partition_id, producer_id)) WITHOUT ROWID""",
    """CREATE TABLE committed_offset (group_id TEXT NOT NULL, topic TEXT NOT NULL, number INTEGER NOT NULL,
       next_offset INTEGER NOT NULL, leader_epoch INTEGER NOT NULL, metadata TEXT NOT NULL,
       PRIMARY KEY (group_id, topic, number)) WITHOUT ROWID""",
)


class Database:
    """The file, opened for the one broker that may use it (see `instance_lock`)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer = self._connect()
        self._prepare()

    def write(self, statements: Sequence[Statement]) -> None:
        """One transaction; durable when this returns. Raises `StorageFailed` with nothing written."""
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            for sql, values in statements:
                self._writer.execute(sql, values).fetchall()
            self._writer.execute("COMMIT")
        except sqlite3.Error as error:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            raise StorageFailed(f"{type(error).__name__}: {error}") from error

    def reader(self) -> sqlite3.Connection:
        """A connection for one reading thread."""
        connection = self._connect()
        connection.execute("PRAGMA query_only=ON")
        return connection

    def close(self) -> None:
        self._writer.close()

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(
            self.path, isolation_level=None, timeout=_BUSY_TIMEOUT_SECONDS, check_same_thread=False
        )

    def _prepare(self) -> None:
        try:
            (layout,) = self._writer.execute("PRAGMA user_version").fetchone()
            if layout == 0:
                self._writer.execute("PRAGMA auto_vacuum=INCREMENTAL")
            for pragma in (
                "journal_mode=WAL",
                "synchronous=FULL",
                f"journal_size_limit={_KEEP_WAL_BYTES}",
            ):
                self._writer.execute(f"PRAGMA {pragma}")
            if layout == 0:
                self._create()
                layout = _LAYOUT_VERSION
        except (sqlite3.Error, StorageFailed) as error:
            raise CannotStart(
                ExitCode.UNREADABLE_LOG, f"The broker's file {self.path} cannot be opened: {error}."
            ) from error
        if layout != _LAYOUT_VERSION:
            raise CannotStart(
                ExitCode.UNREADABLE_LOG,
                f"The broker's file {self.path} was written by a newer version of this software.",
            )

    def _create(self) -> None:
        cluster_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        self.write(
            [
                *((sql, ()) for sql in _TABLES),
                ("INSERT INTO meta VALUES ('cluster_id', ?)", (cluster_id,)),
                ("INSERT INTO meta VALUES ('next_producer_id', '1000')", ()),
                (f"PRAGMA user_version={_LAYOUT_VERSION}", ()),
            ]
        )
