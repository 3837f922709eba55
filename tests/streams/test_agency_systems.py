"""An agency's own system hears what the agency is asked and answers by event: the example that agencies copy.

The same is asked with the embedded broker and with Apache Kafka; each test looks only at its own children.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mash_contracts.vocabulary import Agency
from mash_platform.clock import SystemClock
from mash_platform.delivery.quarantine import Quarantined, list_quarantined
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import RandomIdentifiers
from mash_platform.streams import topics_admin
from mash_triage.domain.agency_checks import AgencyCheck, CheckState
from mash_triage.service import open_delivery
from mash_triage.settings import Settings
from mash_triage.store import agency_checks
from tests.broker_process import wait_until
from tests.builders.agency_checks import a_check_answered
from tests.builders.triage import a_contact_received, enveloped
from tests.streams.dying_example import OF_AN_AGENCY
from tests.streams.processes import records, send
from tests.streams.some_broker import BROKERS, broker_of

pytestmark = pytest.mark.timeout(300)
SECONDS = 60.0


@dataclass
class TriageAlone:
    """Triage's worker as a process over a database of its own."""

    broker: str
    delivery: Delivery

    def asks_the_police(self) -> str:
        """A child in danger is assessed; the request is on the topic of the police. The child's reference."""
        contact = a_contact_received(immediate_danger="yes")
        send(self.broker, enveloped(contact), topic="mash.contacts")
        asked = lambda: bool(self.said_of(contact.reference, "mash.checks.police"))  # noqa: E731
        wait_until(asked, seconds=SECONDS, what="the request on the topic of the police")
        return contact.reference

    def check(self, reference: str) -> AgencyCheck:
        with self.delivery.reading() as session:
            checks = agency_checks.checks_of(session, reference)
        return next(check for check in checks if check.agency is Agency.POLICE)

    def wait_for(self, reference: str, state: CheckState) -> None:
        wait_until(
            lambda: self.check(reference).state is state, seconds=SECONDS, what=f"a check {state.value}"
        )

    def said_of(self, reference: str, topic: str) -> list[dict[str, str]]:
        """The headers of what a topic holds about the child, in order."""
        return [
            {name: value.decode() for name, value in record.headers}
            for record in records(self.broker, topic)
            if record.key == reference.encode()
        ]

    def set_aside(self, reference: str) -> list[Quarantined]:
        return [one for one in list_quarantined(self.broker) if one.reference == reference]


@pytest.fixture(scope="module", params=BROKERS)
def triage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TriageAlone]:
    folder = tmp_path_factory.mktemp("triage")
    with broker_of(request, folder) as address:
        topics_admin.apply(address)
        settings = Settings(data=folder, broker=address)
        delivery = open_delivery(settings, SystemClock(), RandomIdentifiers())
        environment = os.environ | {"MASH_DATA": str(folder), "MASH_BROKER": address}
        with (folder / "worker.log").open("wb") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "mash_triage", "worker"], env=environment, stdout=log, stderr=log
            )
        try:
            yield TriageAlone(address, delivery)
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(30)
            delivery.engine.dispose()


@dataclass
class PoliceSystem:
    """The example as a process, with the checks of the police in a file of its own."""

    broker: str
    file: Path

    @contextmanager
    def running(self, dies: str | None = None) -> Iterator["subprocess.Popen[bytes]"]:
        command = ["-m", "tests.streams.dying_example", dies] if dies else [str(OF_AN_AGENCY)]
        process = subprocess.Popen(
            [sys.executable, *command, "police", str(self.file)],
            env=os.environ | {"KAFKA_CONNECTION": json.dumps({"bootstrap_servers": self.broker})},
            cwd=OF_AN_AGENCY.parents[1],
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def wait_for(self, reference: str) -> None:
        wait_until(
            lambda: bool(self._rows("select 1 from checks where reference = ?", reference)),
            seconds=SECONDS,
            what="the check kept by the police",
        )

    def somebody_writes(self, reference: str, **answer: Any) -> None:
        """Somebody at the police looked, and writes the answer beside the check."""
        said = json.dumps({"answered_by": "intel-4", **answer})
        self._rows("update checks set answer = ? where reference = ?", said, reference)

    def _rows(self, statement: str, *values: str) -> list[Any]:
        with closing(sqlite3.connect(self.file, timeout=30, isolation_level=None)) as database:
            try:
                return database.execute(statement, values).fetchall()
            except sqlite3.OperationalError:
                # Not there yet: the system makes its table when it starts.
                return []


@pytest.fixture
def police(triage: TriageAlone, tmp_path: Path) -> PoliceSystem:
    return PoliceSystem(triage.broker, tmp_path / "checks.db")


def test_what_somebody_at_the_agency_writes_is_their_answer_and_nothing_is_answered_by_itself(
    triage: TriageAlone, police: PoliceSystem
) -> None:
    reference, other = triage.asks_the_police(), triage.asks_the_police()
    with police.running():
        police.wait_for(reference)
        police.wait_for(other)
        police.somebody_writes(reference, outcome="nothing-known")
        triage.wait_for(reference, CheckState.NOTHING_KNOWN)
    (answer,) = triage.check(reference).answers
    assert answer.answered_by == "police:intel-4"
    assert triage.check(other).state is CheckState.AWAITED


def test_killed_between_sending_an_answer_and_marking_it_the_agency_answers_once(
    triage: TriageAlone, police: PoliceSystem
) -> None:
    reference = triage.asks_the_police()
    fact = {"factor": "3A", "basis": "fact", "source": "own-records", "dated": "2026-02-20"}
    with police.running(dies="sent") as process:
        police.wait_for(reference)
        police.somebody_writes(reference, outcome="answered", facts=[fact])
        assert process.wait(SECONDS) == -signal.SIGKILL
    with police.running():
        wait_until(
            lambda: len(triage.said_of(reference, "mash.answers.police")) == 2,
            seconds=SECONDS,
            what="the same answer on the log again",
        )
        triage.wait_for(reference, CheckState.ANSWERED)
    said = triage.said_of(reference, "mash.answers.police")
    assert len({one["ce_id"] for one in said}) == 1
    assert len(triage.check(reference).answers) == 1
    assert triage.set_aside(reference) == []


def test_an_answer_on_another_agency_s_topic_is_set_aside_and_answers_nothing(triage: TriageAlone) -> None:
    reference = triage.asks_the_police()
    answer = a_check_answered(reference, agency=Agency.POLICE)
    send(triage.broker, enveloped(answer), topic="mash.answers.housing")
    wait_until(lambda: bool(triage.set_aside(reference)), seconds=SECONDS, what="the answer in quarantine")
    (quarantined,) = triage.set_aside(reference)
    assert (quarantined.reason, quarantined.origin_topic) == ("other-agency", "mash.answers.housing")
    assert triage.check(reference).state is CheckState.AWAITED
