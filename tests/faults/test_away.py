"""The broker or the database is away for a while, or slow: everybody waits, and then goes on."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from tests.engine.embedded.test_disk_full import full_disk
from tests.faults.conftest import LONG, World
from tests.faults.engines import Embedded, KafkaAndPostgres
from tests.faults.hub import SERVICES

AWAY_SECONDS = 60 if LONG else 15
DISTURBED_SECONDS = 60 if LONG else 3


def test_a_broker_that_falls_silent_delays_children_and_loses_none(world: World) -> None:
    with world.referrers.handing_in(world.contacts):
        world.wait_for_some()
        with world.hub.engine.silent_broker():
            time.sleep(AWAY_SECONDS)
    world.everybody_is_where_they_belong()


def test_a_broker_that_refuses_connections_for_a_while_delays_children_and_loses_none(world: World) -> None:
    with world.referrers.handing_in(world.contacts):
        world.wait_for_some()
        world.hub.engine.kill_broker()
        time.sleep(AWAY_SECONDS / 3)
        world.hub.engine.start_broker()
    world.everybody_is_where_they_belong()


@pytest.mark.parametrize("how", ["in good order", "kill -9"])
def test_postgresql_that_starts_again_loses_and_doubles_nobody(world: World, how: str) -> None:
    engine = world.hub.engine
    if not isinstance(engine, KafkaAndPostgres):
        pytest.skip("the embedded engine keeps everything in SQLite")
    with world.referrers.handing_in(world.contacts):
        for _ in range(world.times):
            world.wait_for_some()
            if how == "kill -9":
                engine.kill_postgres()
            else:
                engine.postgres.stop()
            engine.postgres.start()
    world.everybody_is_where_they_belong()


@pytest.mark.parametrize("fault", ["cut", "silent", "slow", "answers lost"])
@pytest.mark.parametrize("to", ["broker", "database"])
def test_a_line_that_is_disturbed_delays_children_and_neither_loses_nor_doubles_any(
    world: World, to: str, fault: str
) -> None:
    engine = world.hub.engine
    if not isinstance(engine, KafkaAndPostgres):
        pytest.skip("the embedded engine is on one machine, without a line")
    line = engine.line_to_broker if to == "broker" else engine.line_to_database
    disturbed = {
        "cut": line.cut,
        "silent": line.silent,
        "slow": lambda: line.slow(0.05),
        "answers lost": line.answers_lost,
    }
    with world.referrers.handing_in(world.contacts):
        world.wait_for_some()
        with disturbed[fault]():
            time.sleep(DISTURBED_SECONDS)
    world.everybody_is_where_they_belong()


def test_a_database_that_others_write_to_all_the_time_delays_children_and_loses_none(world: World) -> None:
    if not isinstance(world.hub.engine, Embedded):
        pytest.skip("on PostgreSQL writers do not wait for each other")
    with world.referrers.handing_in(world.contacts):
        world.wait_for_some()
        with _somebody_else_writes(world):
            time.sleep(AWAY_SECONDS / 3)
    world.everybody_is_where_they_belong()


@contextmanager
def _somebody_else_writes(world: World) -> Iterator[None]:
    """To every file at once, and takes long over it."""
    opened = [sqlite3.connect(world.hub.data / f"{service}.db", timeout=60) for service in SERVICES]
    for database in opened:
        database.execute("begin immediate")
    try:
        yield
    finally:
        for database in opened:
            with closing(database):
                database.rollback()


def test_a_full_disk_under_the_embedded_broker_delays_children_and_loses_none(world: World) -> None:
    engine = world.hub.engine
    if not isinstance(engine, Embedded):
        pytest.skip("Kafka's disk is Kafka's")
    with world.referrers.handing_in(world.contacts):
        world.wait_for_some()
        with full_disk(engine.process, room=0):
            time.sleep(AWAY_SECONDS / 3)
    world.everybody_is_where_they_belong()
