"""Every row of every service, from one database into another, proved by counting and by a digest."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Integer, Table, delete, func, insert, select, text

from mash_platform.migrating.schema import Schema

_AT_ONCE = 2_000


class NotTheSame(Exception):
    """What arrived is not what was sent; nothing of that service was kept."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is in a table, whatever the order of its rows."""

    rows: int
    digest: str


def is_empty(schema: Schema, target: Engine) -> bool:
    """Whether no row is in any of the service's tables."""
    with target.connect() as connection:
        return not any(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in schema.metadata.sorted_tables
        )


def carry_over(
    schema: Schema, source: Engine, target: Engine, carried: Callable[[int], None]
) -> dict[str, Content]:
    """Puts the rows of `source` in the place of those of `target`, all or none, and says what they are.

    `carried` is called with the rows of each batch. Both must be at the newest revision, and nobody else at
    work on them. Repeatable. Raises `NotTheSame`.
    """
    contents: dict[str, Content] = {}
    with (
        source.connect().execution_options(read_only=True) as reading,
        target.begin() as writing,
    ):
        writing.execute(text("set local statement_timeout = 0"))
        for table in reversed(schema.metadata.sorted_tables):
            writing.execute(delete(table))
        for table in schema.metadata.sorted_tables:
            for rows in _batches(reading, table):
                writing.execute(insert(table), rows)
                carried(len(rows))
            _advance_numbers(writing, table)
            contents[table.name] = content_of(reading, table)
            if content_of(writing, table) != contents[table.name]:
                raise NotTheSame(f"the table {table.name} of {schema.service} did not arrive as it was")
    return contents


def content_of(connection: Connection, table: Table) -> Content:
    """Its rows counted, and their digests added up."""
    count, total = 0, 0
    for rows in _batches(connection, table):
        for row in rows:
            count += 1
            total += int.from_bytes(hashlib.sha256(repr(row).encode()).digest()[:16])
    return Content(count, f"{total % 2**128:032x}")


def rows_in(schema: Schema, engine: Engine) -> int:
    with engine.connect().execution_options(read_only=True) as connection:
        return sum(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in schema.metadata.sorted_tables
        )


def _batches(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    in_order = select(table).order_by(*table.primary_key)
    found = connection.execute(in_order, execution_options={"yield_per": _AT_ONCE})
    for rows in found.partitions():
        yield [dict(row._mapping) for row in rows]


def _advance_numbers(connection: Connection, table: Table) -> None:
    """The next row gets a number that no carried row has."""
    column = table.autoincrement_column
    if column is None or not isinstance(column.type, Integer):
        return
    last = connection.execute(select(func.max(column))).scalar()
    sequence = func.pg_get_serial_sequence(table.name, column.name)
    connection.execute(select(func.setval(sequence, last or 1, last is not None)))
