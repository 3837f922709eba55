"""Whose turn it is to publish: one process at a time, and the next as soon as it is gone."""

from pathlib import Path

import pytest

from mash_platform.database import open_database
from mash_platform.delivery.turn import turn_of
from tests.real_postgres import Databases


def sqlite_at(folder: Path) -> str:
    return f"sqlite:///{folder / 'triage.db'}"


def test_the_first_has_the_turn_until_it_gives_it_up(tmp_path: Path) -> None:
    engine = open_database(sqlite_at(tmp_path))
    first, second = turn_of("triage", engine), turn_of("triage", engine)
    assert first.taken()
    assert first.taken()
    assert not second.taken()
    first.give_up()
    assert second.taken()
    assert not first.taken()
    second.give_up()


def test_an_outbox_in_memory_has_no_turns() -> None:
    with pytest.raises(ValueError, match="memory"):
        turn_of("triage", open_database("sqlite://"))


def test_on_postgresql_the_turn_ends_with_the_session(postgres: Databases) -> None:
    engine = open_database(postgres.fresh_url())
    first, second, other = (
        turn_of("triage", engine),
        turn_of("triage", engine),
        turn_of("routing", engine),
    )
    assert first.taken()
    assert not second.taken()
    assert other.taken()
    first.give_up()
    assert second.taken()
    second.give_up()
    other.give_up()
    engine.dispose()
