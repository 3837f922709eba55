"""Very many children from some: every row about a child again, under references and ids of its own.

Fifty thousand children through the use cases take most of an hour; two thousand and their copies take some
minutes, and the pages read tables and indexes of the same size.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Column, Engine, Integer, Table, UniqueConstraint, func, insert, select

from mash_intake.service import schema as intake_schema
from mash_intake.settings import Settings as IntakeSettings
from mash_platform.database import open_database
from mash_routing.service import schema as routing_schema
from mash_routing.settings import Settings as RoutingSettings
from mash_triage.service import schema as triage_schema
from mash_triage.settings import Settings as TriageSettings

_REFERENCE = re.compile(r"([A-Z]{3}-)?([0-9A-Z]{2})([0-9A-Z]{2}-[0-9A-Z]{4}(-\d+)?)")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_NOT_ABOUT_CHILDREN = {"alembic_version", "inbox", "outbox", "draft", "drafts", "reads"}
_ROWS_TOGETHER = 2_000
Row = dict[str, Any]


def multiply(times: int, *, told: Callable[[int], None]) -> None:
    """Makes of every child stored in the databases that the settings name so many. Blocks.

    `told` is called after each table with how many copies of a child it has had its share of.
    """
    for settings, schema in (
        (IntakeSettings(), intake_schema()),
        (TriageSettings(), triage_schema()),
        (RoutingSettings(), routing_schema()),
    ):
        engine = open_database(settings.database_url())
        try:
            tables = [one for one in schema.metadata.sorted_tables if one.name not in _NOT_ABOUT_CHILDREN]
            # Before anything is copied: a copy is numbered so much higher than its original.
            steps = {table.name: _steps(engine, table) for table in tables}
            for table in tables:
                _multiply(engine, table, times, steps[table.name])
                told(1)
        finally:
            engine.dispose()


def _steps(engine: Engine, table: Table) -> Mapping[str, int]:
    counted = {column.name: of for column in table.columns if (of := _counted(column)) is not None}
    with engine.connect() as connection:
        return {name: connection.scalar(select(func.max(of))) or 0 for name, of in counted.items()}


def _multiply(engine: Engine, table: Table, times: int, steps: Mapping[str, int]) -> None:
    with engine.connect() as connection:
        originals = [dict(row) for row in connection.execute(select(table)).mappings()]
    for copy in range(1, times):
        rows = [_copied(table, row, copy, steps) for row in originals]
        for begin in range(0, len(rows), _ROWS_TOGETHER):
            with engine.begin() as connection:
                connection.execute(insert(table), rows[begin : begin + _ROWS_TOGETHER])


def _counted(column: "Column[Any]") -> "Column[Any] | None":
    """The column that counts the rows which this column names; None for one that names none by number."""
    if not isinstance(column.type, Integer):
        return None
    for key in column.foreign_keys:
        return key.column
    alone = column.primary_key and len(column.table.primary_key.columns) == 1
    return column if alone else None


def _copied(table: Table, row: Row, copy: int, steps: Mapping[str, int]) -> Row:
    changed = {name: _another(value, copy) for name, value in row.items()}
    for name, step in steps.items():
        if row[name] is not None:
            changed[name] = row[name] + copy * step
    for constraint in (table.primary_key, *table.constraints):
        if not isinstance(constraint, type(table.primary_key) | UniqueConstraint) or not constraint.columns:
            continue
        names = [column.name for column in constraint.columns]
        texts = [name for name in names if isinstance(changed[name], str)]
        if texts and all(changed[name] == row[name] for name in names):
            changed[texts[-1]] = f"{changed[texts[-1]]}~{copy}"
    return changed


def _another(value: Any, copy: int) -> Any:
    """The same value, with every reference and id in it another one."""
    if isinstance(value, str):
        if _UUID.fullmatch(value):
            return f"{copy:04x}" + value[4:]
        if reference := _REFERENCE.fullmatch(value):
            letters = _LETTERS[copy // len(_LETTERS)] + _LETTERS[copy % len(_LETTERS)]
            return (reference[1] or "") + letters + reference[3]
        return value
    if isinstance(value, list):
        return [_another(one, copy) for one in value]
    return value
