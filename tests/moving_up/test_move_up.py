"""A hub that outgrows one machine: what it keeps and all its open work goes on, on Kafka and PostgreSQL."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mash_contracts.vocabulary import Role
from mash_platform.clock import MovableClock, SystemClock
from mash_platform.delivery.producer import open_producer
from mash_platform.delivery.relay import Relay
from mash_platform.identifiers import RandomIdentifiers
from mash_platform.streams import topics_admin
from mash_triage.domain.decision import Professional
from mash_triage.service import handlers, open_delivery
from mash_triage.settings import Settings
from tests.acceptance.test_one_machine import hand_in
from tests.broker_process import BrokerProcess, wait_until
from tests.builders.contacts import a_child, a_submission
from tests.builders.intake import Intake
from tests.builders.triage_desk import Desk, following
from tests.requirements import need
from tests.running_system import RunningSystem, start_system, system_environment

pytestmark = pytest.mark.timeout(900)

AMIRA = Professional("account-of-amira", "Amira Shah", Role.PRACTITIONER)


def move_up(environment: Mapping[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return mash(environment, "move-up", *arguments)


def mash(environment: Mapping[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "mash_command", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )


def decide(data: Path, reference: str) -> None:
    """At rest: the decision waits in triage's outbox, and no team has heard of it."""
    clock = SystemClock()
    delivery = open_delivery(Settings(data=data), clock, RandomIdentifiers())
    desk = Desk(delivery, handlers(clock))
    waiting = desk.record(reference)
    desk.decides(waiting, following(waiting), person=AMIRA)
    delivery.engine.dispose()


def take_in(data: Path, first_names: str) -> str:
    """At rest: the contact waits in intake's outbox."""
    intake = Intake.at(data, MovableClock(datetime.now(UTC)))
    accepted = intake.takes(a_submission(children=(a_child(first_names=first_names),)))
    intake.delivery.engine.dispose()
    return accepted.records[0]


def publish(data: Path) -> None:
    """At rest: what waits in intake's outbox is on the log, and nobody has read it."""
    broker = BrokerProcess(data / "broker")
    broker.start()
    topics_admin.apply(broker.address)
    intake = Intake.at(data)
    relay = Relay(intake.delivery, broker.address)
    relay.start()

    def published() -> bool:
        with intake.delivery.reading() as session:
            return intake.delivery.unpublished(session) == 0

    try:
        wait_until(published, seconds=60, what="intake's outbox is on the log")
    finally:
        relay.stop()
        intake.delivery.engine.dispose()
        broker.kill()


def account_of(system: RunningSystem, *options: str) -> dict[str, object]:
    ended = system.mash("reconcile", "--json", *options, timeout=300)
    assert ended.stdout, ended.stderr
    found: dict[str, object] = json.loads(ended.stdout)
    assert ended.returncode == 0, f"{found}\n{system.logs()}"
    return found


def test_every_contact_goes_on_from_where_it_was(tmp_path: Path) -> None:
    need("kafka")
    need("postgres")
    old = start_system(tmp_path / "var")
    try:
        old.wait_ready()
        routed, undecided = hand_in(old, "neglect"), hand_in(old, "exploitation")
        account_of(old, "--wait", "120")
        with closing(open_producer(old.broker, "test")) as producer:
            producer.send("mash.contacts", key=f"{undecided}-1".encode(), value=b"not an event").get(10)
        wait_until(
            lambda: json.loads(old.mash("quarantine", "list", "--json").stdout or "[]") != [],
            seconds=60,
            what="the unreadable message is in quarantine",
        )
        running = move_up(old.environment, "--to-data", str(tmp_path / "new"))
        assert "already running" in running.stderr
        password = old.password()
    finally:
        assert old.stop() == 0, old.said()
    decide(old.data, f"{routed}-1")
    unassessed = take_in(old.data, "Unassessed")
    publish(old.data)
    unpublished = take_in(old.data, "Unpublished")

    environment = system_environment(tmp_path / "new", "kafka")
    moving = {**old.environment, "MASH_BROKER_PORT": environment["MASH_BROKER_PORT"]}
    moved = move_up(moving, "--to-data", str(tmp_path / "new"))
    assert moved.returncode == 0, moved.stderr + moved.stdout
    assert "Every child is accounted for." in moved.stdout
    assert "moved up already" in move_up(moving, "--to-data", str(tmp_path / "new")).stderr
    again = subprocess.run(
        [sys.executable, "-m", "mash_command", "up"],
        env={**os.environ, **old.environment},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "goes on there" in again.stderr

    new = start_system(tmp_path / "new", environment)
    try:
        new.wait_ready()
        found = account_of(new, "--wait", "200")
        assert (found["lost"], found["doubled"], found["stray"]) == ([], [], [])
        assert (found["accepted"], found["routed"], found["quarantined"]) == (4, 1, 1)
        assert found["pending"] == 2, f"{unassessed} and {unpublished} wait at the desk now"
        assert found["on_the_way"] == 0
        assert new.password() == password
    finally:
        assert new.stop() == 0, new.said()
