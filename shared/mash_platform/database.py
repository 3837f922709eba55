"""Opening a service's database: SQLite on one machine, PostgreSQL on many."""

import sqlite3
import time
import zlib
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Select,
    SQLColumnExpression,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

_BUSY_TIMEOUT_MS = 10_000
_SEARCH_PATH = "-csearch_path="

# A process uses few at once: the pages' threads, the agents' and the relay's. Ten processes fit into the
# hundred that PostgreSQL allows at first.
_KEPT_CONNECTIONS = 4
_FURTHER_CONNECTIONS = 4
_CONNECT_SECONDS = 5
_POSTGRES_LIMITS = {
    "lock_timeout": "10s",
    "statement_timeout": "60s",
    # A process that stops dead in a transaction (its machine sleeps, say) lets go of what it locked.
    "idle_in_transaction_session_timeout": "60s",
    # A process whose machine or line is gone lets go too, within a minute.
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "60s",
    "timezone": "UTC",
}
_POSTGRES_LINE: dict[str, int] = {
    "connect_timeout": _CONNECT_SECONDS,
    # A line that falls silent is given up for lost, and its work is done again on another: when the other end
    # has not acknowledged what was sent, or answers no probe while its answer is awaited.
    "tcp_user_timeout": 30_000,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
"""Of libpq; seconds, but for `tcp_user_timeout` milliseconds. An address may say otherwise for each."""

_FIRST_TURN = 0x6D61_7368_0000
_TURNS = 512
_ROWS_IN_MEMORY = 1_000
_WAIT_FOR_ME = text("set local idle_in_transaction_session_timeout = '15min'")
_TAKE_TURNS = text("select pg_advisory_xact_lock(place) from unnest(cast(:places as bigint[])) as place")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time on every database; a naive one is refused, because nobody knows what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone was about to be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def schema_url(base_url: str, service: str) -> str:
    """One database serves all services, each in a schema of its own, which this address names.

    On SQLite, where each service has a file of its own, the address stays as it is.
    """
    url = make_url(base_url)
    if url.get_backend_name() != "postgresql":
        return base_url
    return url.update_query_dict({"options": f"{_SEARCH_PATH}{service}"}).render_as_string(
        hide_password=False
    )


def schema_of(url: URL) -> str | None:
    """The schema that an address names."""
    options = str(url.query.get("options", "")).split()
    return next((each.removeprefix(_SEARCH_PATH) for each in options if each.startswith(_SEARCH_PATH)), None)


def open_database(url: str) -> Engine:
    """An engine for `url`, with connections that are kept and tried before they are used again.

    On SQLite: durable WAL, foreign keys on, and writers that wait their turn. Transactions begin IMMEDIATE: a
    read that later writes would otherwise fail under load without a chance to wait.
    """
    return _open_sqlite(url) if url.startswith("sqlite") else _open_postgres(url)


def _open_postgres(url: str) -> Engine:
    parsed = make_url(url)
    given = parsed.query.get("options", "")
    limits = " ".join(f"-c{name}={value}" for name, value in _POSTGRES_LIMITS.items())
    return create_engine(
        parsed.update_query_dict({"options": f"{given} {limits}".strip()}),
        pool_size=_KEPT_CONNECTIONS,
        max_overflow=_FURTHER_CONNECTIONS,
        pool_pre_ping=True,
        connect_args={name: value for name, value in _POSTGRES_LINE.items() if name not in parsed.query},
        hide_parameters=True,
    )


def _open_sqlite(url: str) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": _BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
        # An error's text would otherwise quote what was being written about a child.
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        _write_ahead(cursor)
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            # A key that is destroyed is overwritten, and does not stay in the file until its place is used.
            "secure_delete=FAST",
            f"busy_timeout={_BUSY_TIMEOUT_MS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        read_only = connection.get_execution_options().get("read_only", False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _write_ahead(cursor: Any) -> None:
    """Where several processes open a new file at once, SQLite refuses this at once to all but one of them."""
    deadline = time.monotonic() + _BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def take_turns(connection: Connection, names: Collection[str]) -> None:
    """Until this transaction ends, whoever gives one of the same names waits here.

    For a look that decides what is then written, where there is no row yet that could be locked. On SQLite
    transactions take turns anyway. Names are hashed into few places, so that no number of them is too many.
    """
    if connection.dialect.name != "postgresql" or not names:
        return
    places = sorted({_FIRST_TURN + zlib.crc32(name.encode()) % _TURNS for name in names})
    connection.execute(_TAKE_TURNS, {"places": places})


def stream_in_order(
    session: Session, statement: Select[Any], reference: SQLColumnExpression[str]
) -> Iterator[Any]:
    """The rows of `statement` by `reference`, a few at a time: however many there are, memory holds few.

    As of this moment, also those that are read much later. References are sorted by their letters' numbers,
    as Python does, whatever order the database was made with; so several services' can be read side by side.
    """
    if session.get_bind().dialect.name == "postgresql":
        reference = reference.collate("C")
        # Who reads several side by side keeps one waiting while it reads the other.
        session.execute(_WAIT_FOR_ME)
    rows = session.execute(statement.order_by(reference), execution_options={"yield_per": _ROWS_IN_MEMORY})
    return iter(rows)
