"""`mash reconcile` finds the child that nobody would see, and calls nobody lost who is only on the way."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import update

import mash_routing.service
import mash_routing.settings
import mash_triage.service
import mash_triage.settings
from mash_command.reconcile import command
from mash_platform.clock import SystemClock
from mash_platform.delivery.relay import Relay
from mash_platform.identifiers import RandomIdentifiers
from mash_platform.streams import topics_admin
from tests.broker_process import BrokerProcess, wait_until
from tests.builders.contacts import a_submission
from tests.builders.intake import Intake


@dataclass
class Hub:
    """Intake, triage and routing with their databases and a broker, and nobody at work in them."""

    data: Path
    broker: BrokerProcess
    intake: Intake

    def publishes_what_was_accepted(self) -> None:
        relay = Relay(self.intake.delivery, self.broker.address)
        relay.start()
        wait_until(lambda: not self._waiting(), seconds=20, what="an empty outbox")
        assert relay.stop()

    def loses_what_was_accepted(self) -> None:
        """Somebody marks the outbox as published although it is not."""
        with self.intake.delivery.transaction() as transaction:
            transaction.session.execute(
                update(self.intake.delivery.outbox).values(published_at=self.intake.clock.now())
            )

    def _waiting(self) -> frozenset[bytes]:
        with self.intake.delivery.reading() as session:
            return self.intake.delivery.unpublished_keys(session)

    @property
    def environment(self) -> dict[str, str]:
        return {"MASH_DATA": str(self.data), "MASH_BROKER_PORT": str(self.broker.port)}

    def reconciles(self) -> tuple[int, dict[str, Any]]:
        result = CliRunner().invoke(command, ["--json"], env=self.environment)
        return result.exit_code, json.loads(result.stdout)

    @contextmanager
    def watched(self) -> Iterator["Watched"]:
        """`mash reconcile --every` as a process, beside whatever else goes on."""
        said = self.data / "watch.log"
        with said.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "mash_command", "reconcile", "--every", "1"],
                env=os.environ | self.environment,
                stderr=log,
            )
        try:
            listening = re.compile(r"metrics and health on (http://\S+)")
            wait_until(lambda: listening.search(said.read_text()) is not None, seconds=60, what="it listens")
            found = listening.search(said.read_text())
            assert found
            yield Watched(found[1])
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=20) == 0


@dataclass
class Watched:
    address: str

    def metric(self, name: str) -> float:
        with urllib.request.urlopen(f"{self.address}/metrics", timeout=5) as answer:
            lines = answer.read().decode().splitlines()
        return next(float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"{name} "))

    def health(self) -> int:
        try:
            with urllib.request.urlopen(f"{self.address}/health", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return int(refusal.code)

    def has_taken_an_account(self) -> bool:
        return self.metric("mash_reconcile_last_success_timestamp_seconds") > 0


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    broker = BrokerProcess(tmp_path / "broker")
    broker.start()
    topics_admin.apply(broker.address)
    data = tmp_path / "var"
    clock, identifiers = SystemClock(), RandomIdentifiers()
    made = (
        mash_triage.service.open_delivery(mash_triage.settings.Settings(data=data), clock, identifiers),
        mash_routing.service.open_delivery(mash_routing.settings.Settings(data=data), clock, identifiers),
    )
    intake = Intake.at(data)
    yield Hub(data, broker, intake)
    for delivery in (*made, intake.delivery):
        delivery.engine.dispose()
    broker.stop()


def test_a_child_whose_event_waits_at_intake_or_on_the_log_is_on_the_way(hub: Hub) -> None:
    hub.intake.takes(a_submission())
    hub.publishes_what_was_accepted()
    hub.intake.takes(a_submission())
    code, found = hub.reconciles()
    assert (code, found["pending"], found["on_the_way"], found["lost"]) == (0, 2, 2, [])


def test_a_child_whose_event_never_reached_the_log_is_named_although_others_are_on_the_way(hub: Hub) -> None:
    hub.intake.takes(a_submission())
    hub.publishes_what_was_accepted()
    lost = hub.intake.takes(a_submission())
    hub.loses_what_was_accepted()
    code, found = hub.reconciles()
    assert (code, found["lost"], found["pending"]) == (1, list(lost.records), 1)


def test_a_folder_in_which_nothing_was_ever_kept_proves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "another"
    result = CliRunner().invoke(command, [], env={"MASH_DATA": str(folder)})
    assert result.exit_code == 1
    assert "MASH_DATA" in result.output
    assert not folder.exists(), "asking makes nothing"


@pytest.mark.timeout(900)
def test_the_account_is_a_metric_and_a_lost_child_changes_it(hub: Hub) -> None:
    hub.intake.takes(a_submission())
    hub.publishes_what_was_accepted()
    with hub.watched() as watched:
        wait_until(watched.has_taken_an_account, seconds=120, what="an account")
        assert watched.metric("mash_reconcile_accepted") == watched.metric("mash_reconcile_pending") == 1
        assert watched.metric("mash_reconcile_lost") == 0
        assert watched.health() == 200

        hub.intake.takes(a_submission())
        hub.loses_what_was_accepted()
        # Accounts take a fifth of the time at most, so the next one comes later where one takes long.
        next_within = 60 + 10 * watched.metric("mash_reconcile_seconds")
        wait_until(
            lambda: watched.metric("mash_reconcile_lost") == 1, seconds=next_within, what="the loss is told"
        )
        assert watched.health() == 503


def test_an_account_that_cannot_be_taken_is_counted_and_does_not_pass_for_a_success(hub: Hub) -> None:
    hub.intake.takes(a_submission())
    hub.broker.stop()
    with hub.watched() as watched:
        wait_until(
            lambda: watched.metric("mash_reconcile_failures_total") >= 1,
            seconds=120,
            what="a failure is told",
        )
        assert not watched.has_taken_an_account()
