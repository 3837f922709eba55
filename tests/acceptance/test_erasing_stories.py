"""A record is erased by two people, everywhere, and stays erased when a backup brings its key back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from mash_command.erasures import command
from mash_contracts.submission import Child
from mash_contracts.vocabulary import ErasureReason, Pathway, Role
from mash_intake.domain.progress import Progress
from mash_intake.domain.retention import Hindrance, KeepLonger
from mash_intake.handlers import erasing as erasing_handlers
from mash_intake.handlers.erasing import Erasing, due_for_erasure, in_the_way, standing
from mash_intake.handlers.who_is_who import one_person, person_of
from mash_intake.store import contacts, erasures, feedback
from mash_platform.delivery.relay import Relay
from mash_platform.errors import Conflict, Erased
from mash_platform.sign_in.person import Person
from mash_platform.streams import topics_admin
from tests.broker_process import BrokerProcess, wait_until
from tests.builders.contacts import a_child, a_referrer, a_submission
from tests.builders.intake import Intake

MARY, MAX = (Person(name.lower(), name, frozenset({Role.MANAGER})) for name in ("Mary", "Max"))


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Intake]:
    intake = Intake.at(tmp_path / "var")
    yield intake
    intake.delivery.engine.dispose()


def told(
    intake: Intake,
    *,
    child: Child | None = None,
    decided: bool = True,
    decided_for: Pathway = Pathway.ADVICE,
) -> str:
    (record,) = intake.takes(
        a_submission(referrer=a_referrer(anonymous=True), children=(child or a_child(),))
    ).records
    if decided:
        with intake.delivery.transaction() as transaction:
            contacts.move_on(transaction.session, [(record, Progress.DECIDED)])
            feedback.keep_outcomes(transaction.session, [(record, decided_for, intake.clock.now())])
    return record


def asks(intake: Intake, record: str, reason: ErasureReason = ErasureReason.REQUEST, busy: str = "") -> None:
    with intake.delivery.transaction() as transaction:
        Erasing(intake.delivery).ask(transaction, record, reason, MARY, busy=[busy])


def agrees(intake: Intake, record: str, who: Person = MAX) -> None:
    with intake.delivery.transaction() as transaction:
        Erasing(intake.delivery).agree(transaction, record, who, busy=[])


def is_erased(intake: Intake, record: str) -> bool:
    with intake.delivery.reading() as session:
        found = contacts.record(session, record)
        assert found is not None
        return found.erased_at is not None


def test_nobody_erases_alone(intake: Intake) -> None:
    record = told(intake)
    asks(intake, record)
    with pytest.raises(Conflict, match="Somebody else has to agree"):
        agrees(intake, record, MARY)
    assert not is_erased(intake, record)
    agrees(intake, record)
    assert is_erased(intake, record)
    with pytest.raises(Erased):
        one_person(intake.delivery, person_of(intake.delivery, record))
    assert "record.erased" in intake.headers_said()


def test_a_child_about_whom_nobody_decided_or_of_whom_something_is_open_stays(intake: Intake) -> None:
    waiting, open_elsewhere, early = told(intake, decided=False), told(intake), told(intake)
    with pytest.raises(Conflict, match="nobody has decided"):
        asks(intake, waiting)
    with pytest.raises(Conflict, match="still open at triage or with a team"):
        asks(intake, open_elsewhere, busy=open_elsewhere)
    with pytest.raises(Conflict, match="time for which it is kept is not over"):
        asks(intake, early, ErasureReason.RETENTION_OVER)


def test_a_child_whose_time_is_over_is_listed_however_many_others_are_kept_longer(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing_handlers, "_READ_AT_ONCE", 2)
    for name in ("Ash", "Beech", "Cedar", "Elm", "Fir"):
        told(intake, child=a_child(first_names=name), decided_for=Pathway.CHILD_PROTECTION)
    over = told(intake)
    intake.clock.move(timedelta(days=26 * 366))
    with intake.delivery.reading() as session:
        due = due_for_erasure(session, intake.clock.now())
    assert [[record.reference for record in one.records] for one in due] == [[over]]


def test_what_an_inquiry_wants_is_erased_for_nobody_until_somebody_says_that_it_is_over(
    intake: Intake,
) -> None:
    record, erasing = told(intake), Erasing(intake.delivery)
    with intake.delivery.transaction() as transaction:
        erasing.keep_longer(transaction, record, KeepLonger.HOLD, "The inquiry asks for it.", MARY)
    with pytest.raises(Conflict, match="legal hold"):
        asks(intake, record)
    with intake.delivery.reading() as session:
        stands = standing(session, record, intake.clock.now())
        assert Hindrance.ON_HOLD in in_the_way(stands, None, intake.clock.now(), busy=[])
    (hold,) = stands.keepings
    with intake.delivery.transaction() as transaction:
        erasing.lift(transaction, record, hold.number, "It has ended.", MAX)
    asks(intake, record)


def test_what_an_older_backup_brings_back_is_erased_again_by_the_log_or_by_the_list(tmp_path: Path) -> None:
    broker = BrokerProcess(tmp_path / "broker")
    broker.start()
    topics_admin.apply(broker.address)
    data, backup = tmp_path / "var", tmp_path / "backup.db"
    environment = {"MASH_DATA": str(data), "MASH_BROKER_PORT": str(broker.port)}
    intake = Intake.at(data)
    record = told(intake)
    _copied(data / "intake.db", backup)
    asks(intake, record)
    agrees(intake, record)
    relay = Relay(intake.delivery, broker.address)
    relay.start()
    wait_until(lambda: not _waiting(intake), seconds=20, what="an empty outbox")
    assert relay.stop()
    listed = CliRunner().invoke(command, ["list"], env=environment)
    (tmp_path / "list").write_text(listed.stdout)
    intake.delivery.engine.dispose()

    for given in ([], ["--from", str(tmp_path / "list")]):
        for name in ("intake.db", "intake.db-wal", "intake.db-shm"):
            (data / name).unlink(missing_ok=True)
        _copied(backup, data / "intake.db")
        restored = Intake.at(data)
        assert not is_erased(restored, record)
        result = CliRunner().invoke(command, ["redo", "--json", *given], env=environment)
        assert result.exit_code == 0, result.output
        assert '"intake": 1' in result.stdout
        assert is_erased(restored, record)
        with restored.delivery.reading() as session:
            (done,) = erasures.done(session)
        assert (done.asked_by, done.agreed_by, done.reason) == ("mary", "max", ErasureReason.REQUEST)
        again = CliRunner().invoke(command, ["redo", "--json", *given], env=environment)
        assert '"intake": 0' in again.stdout
        restored.delivery.engine.dispose()
    broker.stop()


def _copied(source: Path, target: Path) -> None:
    """As `sqlite3 .backup` does, while others may be at work in it."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
    target.chmod(0o600)


def _waiting(intake: Intake) -> bool:
    with intake.delivery.reading() as session:
        return bool(intake.delivery.unpublished_keys(session))
