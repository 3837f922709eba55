"""The audit trail on both databases: what is in it can be read, and cannot be altered unseen."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from mash_contracts.vocabulary import Role
from mash_platform.audit.trail import Act, Action, AuditTrail
from mash_platform.clock import MovableClock
from mash_platform.database import open_database, schema_url
from mash_platform.sign_in.service import SCHEMA
from tests.builders.web import TUESDAY_EVENING


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'accounts.db'}"
    if request.param == "postgresql":
        url = schema_url(request.getfixturevalue("postgres").fresh_url(), "accounts")
    engine = open_database(url)
    SCHEMA.bring_up(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def trail(engine: Engine) -> AuditTrail:
    return AuditTrail(engine, MovableClock(TUESDAY_EVENING))


def an_act(*subjects: str, account_id: str = "worker-1", action: Action = Action.VIEW) -> Act:
    route = "GET /triage/{reference}"
    return Act(account_id, frozenset({Role.PRACTITIONER}), action, route, "session", subjects)


def tampered(engine: Engine, *statements: str) -> None:
    """Does what only somebody with the database in their hands could: takes the guards off first."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("alter table audit_entries disable trigger all"))
            connection.execute(text("alter table audit_subjects disable trigger all"))
        else:
            connection.execute(text("pragma defer_foreign_keys = on"))
            triggers = text("select name from sqlite_master where type = 'trigger'")
            for name in connection.execute(triggers).scalars().all():
                connection.execute(text(f"drop trigger {name}"))
        for statement in statements:
            connection.execute(text(statement))


def test_who_looked_at_a_child_is_told_newest_first(trail: AuditTrail) -> None:
    trail.write(an_act("4K7Q-9XWD-1", account_id="worker-1"))
    trail.write(an_act("5PPP-1AAA-1", account_id="worker-1"))
    trail.write(an_act("4K7Q-9XWD-1", "4K7Q-9XWD-2", account_id="worker-2", action=Action.CHANGE))

    found = trail.latest(subjects=["4K7Q-9XWD-1"])

    assert [(entry.number, entry.act.account_id, entry.act.action) for entry in found] == [
        (3, "worker-2", Action.CHANGE),
        (1, "worker-1", Action.VIEW),
    ]
    assert [entry.number for entry in trail.latest(account_id="worker-1")] == [2, 1]
    assert [entry.number for entry in trail.latest(before=3, limit=1)] == [2]


def test_a_trail_that_nobody_touched_is_whole(trail: AuditTrail) -> None:
    newest = [trail.write(an_act(f"4K7Q-9XWD-{child}")) for child in range(1, 6)][-1]

    verdict = trail.verify(expected=newest.digest)

    assert (verdict.holds, verdict.entries, verdict.newest_digest) == (True, 5, newest.digest)


def test_an_empty_trail_is_whole(trail: AuditTrail) -> None:
    assert trail.verify().holds


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("update audit_entries set account_id = 'somebody-else' where number = 2", 2),
        ("update audit_entries set action = 'view' where number = 3", 3),
        ("delete from audit_entries where number = 2", 2),
        ("delete from audit_subjects where number = 4", 4),
        ("update audit_entries set digest = 'a' where number = 5", 5),
    ],
)
def test_what_somebody_altered_is_found_where_they_did(
    trail: AuditTrail, engine: Engine, statement: str, broken_at: int
) -> None:
    for child in range(1, 6):
        trail.write(an_act(f"4K7Q-9XWD-{child}", action=Action.CHANGE))

    also = "delete from audit_subjects where number = 2" if "entries where" in statement else "select 1"
    tampered(engine, also, statement)

    verdict = trail.verify()
    assert (verdict.holds, verdict.broken_at) == (False, broken_at)


def test_entries_cut_off_the_end_are_missed_by_the_digest_that_was_written_down(
    trail: AuditTrail, engine: Engine
) -> None:
    written_down = [trail.write(an_act(f"4K7Q-9XWD-{child}")) for child in range(1, 4)][-1].digest

    tampered(
        engine,
        "delete from audit_subjects where number = 3",
        "delete from audit_entries where number = 3",
    )

    assert trail.verify().holds
    assert not trail.verify(expected=written_down).holds


@pytest.mark.parametrize("table", ["audit_entries", "audit_subjects"])
@pytest.mark.parametrize("statement", ["update {} set number = 9", "delete from {}"])
def test_the_database_itself_refuses_to_change_what_was_kept(
    trail: AuditTrail, engine: Engine, table: str, statement: str
) -> None:
    trail.write(an_act("4K7Q-9XWD-1"))

    with pytest.raises(DBAPIError, match="stays as it is"), engine.begin() as connection:
        connection.execute(text(statement.format(table)))


def test_people_who_look_at_once_make_one_chain(trail: AuditTrail) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda child: trail.write(an_act(f"4K7Q-9XWD-{child}")), range(40)))

    verdict = trail.verify()
    assert (verdict.holds, verdict.entries) == (True, 40)
