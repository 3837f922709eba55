"""Every service's tables are brought up, back and up again, on each database the product runs on."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    func,
    inspect,
    select,
    text,
)

import mash_assurance.service
import mash_intake.service
import mash_routing.service
import mash_triage.service
from mash_platform.database import open_database, schema_url
from mash_platform.migrating.schema import BASE, HEAD, Schema, UnknownRevision
from mash_platform.sign_in.service import SCHEMA as ACCOUNTS
from tests.builders.sealing import A_MASTER_KEY

SCHEMAS = {
    schema.service: schema
    for schema in (
        mash_intake.service.schema(),
        mash_triage.service.schema(),
        mash_routing.service.schema(),
        mash_assurance.service.schema(),
        ACCOUNTS,
    )
}

_OPEN = """
import sys
from importlib import import_module
from mash_platform.database import open_database
schema = import_module(f"mash_{sys.argv[1]}.service").schema()
print("ready", flush=True)
sys.stdin.readline()
engine = open_database(sys.argv[2])
schema.bring_up(engine)
print(schema.revision(engine))
"""


@pytest.fixture(params=list(SCHEMAS.values()), ids=list(SCHEMAS))
def schema(request: pytest.FixtureRequest) -> Schema:
    found: Schema = request.param
    return found


@pytest.fixture
def engine(database_url: str, schema: Schema) -> Iterator[Engine]:
    opened = open_database(schema_url(database_url, schema.service))
    yield opened
    opened.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_tables_are_brought_up_and_back_and_up_again_to_what_the_code_expects(
    schema: Schema, engine: Engine
) -> None:
    schema.bring_up(engine, A_MASTER_KEY)
    assert tables(engine) == set(schema.metadata.tables)

    schema.move(engine, BASE, A_MASTER_KEY)
    assert tables(engine) == set()

    schema.move(engine, HEAD, A_MASTER_KEY)
    assert schema.revision(engine) == schema.newest
    assert schema.differences(engine) == []


def test_no_step_up_or_back_loses_a_row(schema: Schema, engine: Engine) -> None:
    for revision in schema.known:
        before = rows(engine)
        schema.move(engine, revision, A_MASTER_KEY)
        after = rows(engine)
        # A step may have something to tell the other services.
        assert all(after.get(table, 0) >= number for table, number in before.items()), f"up to {revision}"
        fill(engine)
    for revision in reversed(schema.known[:-1]):
        before = rows(engine)
        schema.move(engine, revision, A_MASTER_KEY)
        after = rows(engine)
        assert after == {table: before[table] for table in after}, f"back to {revision}"


def rows(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table: connection.execute(select(func.count()).select_from(Table(table, MetaData()))).scalar_one()
            for table in tables(engine)
        }


def fill(engine: Engine) -> None:
    """One row into every table that has none, and into what it refers to."""
    found = MetaData()
    found.reflect(engine, only=sorted(tables(engine)))
    with engine.begin() as connection:
        for table in found.sorted_tables:
            if connection.execute(select(table)).first() is None:
                counted = table.autoincrement_column
                made = {one.name: made_up(one) for one in table.columns if one is not counted}
                connection.execute(table.insert().values(made))


def made_up(column: Column[Any]) -> Any:
    """The same for all columns of a kind, so that what refers to a row finds it."""
    kinds: tuple[tuple[type[Any], Any], ...] = (
        (Boolean, True),
        (DateTime, datetime(2026, 11, 25, 10, 0, tzinfo=UTC)),
        (Date, date(2026, 11, 25)),
        (Numeric, 1),
        (Integer, 1),
        (JSON, {}),
        (LargeBinary, b"1"),
    )
    return next((value for kind, value in kinds if isinstance(column.type, kind)), "1")


def test_tables_from_before_there_were_revisions_are_taken_as_the_first(
    schema: Schema, engine: Engine
) -> None:
    schema.move(engine, "0001", A_MASTER_KEY)
    with engine.begin() as connection:
        connection.execute(text("drop table alembic_version"))

    schema.bring_up(engine, A_MASTER_KEY)

    assert schema.revision(engine) == schema.newest
    assert schema.differences(engine) == []


def test_tables_of_a_newer_version_are_refused(database_url: str) -> None:
    engine = open_database(schema_url(database_url, "triage"))
    SCHEMAS["triage"].bring_up(engine)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(UnknownRevision, match="newer version"):
        SCHEMAS["triage"].bring_up(engine)
    engine.dispose()


def test_opening_a_database_that_is_up_to_date_does_not_load_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'triage.db'}"
    engine = open_database(url)
    SCHEMAS["triage"].bring_up(engine)
    engine.dispose()

    opening = subprocess.run(
        [sys.executable, "-c", f"{_OPEN}\nprint('alembic' in sys.modules)", "triage", url],
        input="go\n",
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert opening.stdout.split() == ["ready", SCHEMAS["triage"].newest, "False"], opening.stderr


def test_processes_that_open_an_empty_database_at_once_make_its_tables_once(database_url: str) -> None:
    url = schema_url(database_url, "triage")
    opening = [
        subprocess.Popen(
            [sys.executable, "-c", _OPEN, "triage", url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(5)
    ]
    for process in opening:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in opening:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60) for process in opening]
    assert [said.strip() for said, _ in answers] == [SCHEMAS["triage"].newest] * 5, answers
