"""Very many children from some: every row about a child again, under references and ids of its own.

Fifty thousand children through the use cases take most of an hour; two thousand and their copies take some
minutes, and everything reads tables and indexes of the same size. A copy has the name, birthday and address
of its original, so what is found under a search key grows with the number of children as in a county.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Engine, Integer, Table, UniqueConstraint, func, insert, select, text

from mash_assurance.service import schema as assurance_schema
from mash_assurance.settings import Settings as AssuranceSettings
from mash_intake.service import schema as intake_schema
from mash_intake.settings import Settings as IntakeSettings
from mash_platform.database import open_database
from mash_platform.sealing.master_key import load_master_key
from mash_routing.service import schema as routing_schema
from mash_routing.settings import Settings as RoutingSettings
from mash_triage.service import schema as triage_schema
from mash_triage.settings import Settings as TriageSettings

_REFERENCE = re.compile(r"([A-Z]{3}-)?([0-9A-Z]{2})([0-9A-Z]{2}-[0-9A-Z]{4}(-\d+)?)")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_FIRST_LETTERS = "0125AEILOSUZ"
"""No reference that the hub gives begins with one of these, so no copy has the reference of another child."""
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NOT_ABOUT_CHILDREN = {"alembic_version", "inbox", "outbox", "draft", "drafts"}
_ROWS_TOGETHER = 2_000
Row = dict[str, Any]

MOST_TIMES = len(_FIRST_LETTERS) * len(_LETTERS)
"""So many can be made of one child."""


def multiply(times: int, *, told: Callable[[int, int], None]) -> None:
    """Makes of every child stored in the databases that the settings name so many. Blocks.

    `told` is called after each copy of a table: how many have been made, and how many there will be.
    Raises `ValueError` for more than `MOST_TIMES`.
    """
    if times > MOST_TIMES:
        raise ValueError(f"a child can be stored {MOST_TIMES} times at most")
    services = [
        (settings, [one for one in schema.metadata.sorted_tables if one.name not in _NOT_ABOUT_CHILDREN])
        for settings, schema in (
            (IntakeSettings(), intake_schema()),
            (TriageSettings(), triage_schema()),
            (RoutingSettings(), routing_schema()),
            (AssuranceSettings(), assurance_schema()),
        )
    ]
    of_all, made = (times - 1) * sum(len(tables) for _, tables in services), 0
    for settings, tables in services:
        engine = open_database(settings.database_url())
        try:
            # Before anything is copied: a copy is numbered so much higher than its original.
            steps = {table.name: _steps(engine, table) for table in tables}
            for table in tables:
                originals = _Originals(engine, table, steps[table.name], settings.data)
                for copy in range(1, times):
                    originals.copy(copy)
                    made += 1
                    told(made, of_all)
            if engine.dialect.name == "postgresql":
                _tell_postgresql(engine, tables)
        finally:
            engine.dispose()


def _steps(engine: Engine, table: Table) -> Mapping[str, int]:
    counted = {column.name: of for column in table.columns if (of := _counted(column)) is not None}
    with engine.connect() as connection:
        return {name: connection.scalar(select(func.max(of))) or 0 for name, of in counted.items()}


def _counted(column: "Column[Any]") -> "Column[Any] | None":
    """The column that counts the rows which this column names; None for one that names none by number."""
    if not isinstance(column.type, Integer):
        return None
    for key in column.foreign_keys:
        return key.column
    return column if _numbers_rows(column) else None


def _numbers_rows(column: "Column[Any]") -> bool:
    return column.primary_key and len(column.table.primary_key.columns) == 1


def _tell_postgresql(engine: Engine, tables: Sequence[Table]) -> None:
    """What it would know had the rows come one by one: the next number, and how the tables are filled."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables:
            for column in table.columns:
                if isinstance(column.type, Integer) and _numbers_rows(column):
                    sequence = func.pg_get_serial_sequence(table.name, column.name)
                    highest = select(func.max(column)).scalar_subquery()
                    connection.execute(select(func.setval(sequence, highest)))
            connection.execute(text(f'analyze "{table.name}"'))


class _Originals:
    """The rows of one table, to be copied again and again."""

    def __init__(self, engine: Engine, table: Table, steps: Mapping[str, int], data: Path) -> None:
        self._master_key = load_master_key(data) if "wrapped" in table.c else None
        self._engine = engine
        self._table = table
        self._steps = steps
        with engine.connect() as connection:
            self._rows: list[Row] = [dict(row) for row in connection.execute(select(table)).mappings()]
        self._telling = [
            column.name
            for column in table.columns
            if any(_another(row[column.name], 1) != row[column.name] for row in self._rows)
        ]
        """The columns with references and ids; the others are the same in every copy."""
        self._keys = [
            [column.name for column in constraint.columns]
            for constraint in (table.primary_key, *table.constraints)
            if isinstance(constraint, type(table.primary_key) | UniqueConstraint) and constraint.columns
        ]

    def copy(self, number: int) -> None:
        """Stores the copy with this number of every row. Blocks."""
        rows = [self._copied(row, number) for row in self._rows]
        for begin in range(0, len(rows), _ROWS_TOGETHER):
            with self._engine.begin() as connection:
                connection.execute(insert(self._table), rows[begin : begin + _ROWS_TOGETHER])

    def _copied(self, row: Row, number: int) -> Row:
        changed = dict(row)
        for name in self._telling:
            changed[name] = _another(row[name], number)
        for name, step in self._steps.items():
            if row[name] is not None:
                changed[name] = row[name] + number * step
        for names in self._keys:
            texts = [name for name in names if isinstance(changed[name], str)]
            if texts and all(changed[name] == row[name] for name in names):
                changed[texts[-1]] = f"{changed[texts[-1]]}~{number}"
        if self._master_key and row["wrapped"]:
            key = self._master_key.unwrap(row["subject"], row["wrapped"])
            changed["wrapped"] = self._master_key.wrap(changed["subject"], key)
        return changed


def _another(value: Any, copy: int) -> Any:
    """The same value, with every reference and id in it another one."""
    if isinstance(value, str):
        if _UUID.fullmatch(value):
            return f"{copy:04x}" + value[4:]
        if reference := _REFERENCE.fullmatch(value):
            first, second = divmod(copy, len(_LETTERS))
            return f"{reference[1] or ''}{_FIRST_LETTERS[first]}{_LETTERS[second]}{reference[3]}"
        return value
    if isinstance(value, list):
        return [_another(one, copy) for one in value]
    return value
