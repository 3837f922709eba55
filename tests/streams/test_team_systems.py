"""A team's own system reads what is routed to it and answers by event: the example that teams copy, and kcat.

The same is asked with the embedded broker and with Apache Kafka; each test looks only at its own children.
"""

import json
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mash_contracts.events import ReferralAccepted
from mash_contracts.vocabulary import Pathway
from mash_platform.clock import SystemClock
from mash_platform.delivery.quarantine import Quarantined, list_quarantined
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import RandomIdentifiers
from mash_platform.streams import topics_admin
from mash_routing import store
from mash_routing.domain.case_state import CaseState
from mash_routing.service import open_delivery
from mash_routing.settings import Settings
from mash_routing.store import Case
from tests.broker_process import wait_until
from tests.builders.routing import a_decision, enveloped
from tests.requirements import need
from tests.streams.processes import records, send
from tests.streams.some_broker import broker_of
from tests.streams.team_system import TeamSystem

pytestmark = pytest.mark.timeout(300)
SECONDS = 60.0


@dataclass
class RoutingAlone:
    """Routing's worker as a process over a database of its own."""

    broker: str
    delivery: Delivery

    def asks_the_exploitation_team(self) -> Case:
        """A practitioner decided; the case is on the team's topic."""
        decision = a_decision(pathways=(Pathway.CET,))
        send(self.broker, enveloped(decision), topic="mash.triage")
        wait_until(
            lambda: self._on_the_topic(decision.reference), seconds=SECONDS, what="the case on its topic"
        )
        with self.delivery.reading() as session:
            (case,) = store.cases_of(session, decision.reference)
        return case

    def _on_the_topic(self, reference: str) -> bool:
        return reference.encode() in {record.key for record in records(self.broker, "mash.routed.cet")}

    def state(self, case: Case) -> CaseState:
        with self.delivery.reading() as session:
            return store.find(session, case.case_id).state

    def wait_for_state(self, case: Case, state: CaseState) -> None:
        wait_until(lambda: self.state(case) is state, seconds=SECONDS, what=f"a case that is {state.value}")

    def said_of(self, case: Case, topic: str) -> list[dict[str, str]]:
        """The headers of what a topic holds about the child, in order."""
        return [
            {name: value.decode() for name, value in record.headers}
            for record in records(self.broker, topic)
            if record.key == case.reference.encode()
        ]

    def set_aside(self, case: Case) -> list[Quarantined]:
        return [one for one in list_quarantined(self.broker) if one.reference == case.reference]


@pytest.fixture(scope="module", params=["embedded", "kafka"])
def routing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RoutingAlone]:
    folder = tmp_path_factory.mktemp("routing")
    with broker_of(request, folder) as address:
        topics_admin.apply(address)
        settings = Settings(data=folder, broker=address)
        delivery = open_delivery(settings, SystemClock(), RandomIdentifiers())
        environment = os.environ | {"MASH_DATA": str(folder), "MASH_BROKER": address}
        with (folder / "worker.log").open("wb") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "mash_routing", "worker"], env=environment, stdout=log, stderr=log
            )
        try:
            yield RoutingAlone(address, delivery)
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(30)
            delivery.engine.dispose()


@pytest.fixture
def team(routing: RoutingAlone, tmp_path: Path) -> TeamSystem:
    return TeamSystem(routing.broker, tmp_path / "cases.db")


def test_a_case_is_kept_and_accepted_by_the_team_s_own_system(
    routing: RoutingAlone, team: TeamSystem
) -> None:
    case = routing.asks_the_exploitation_team()
    with team.running():
        routing.wait_for_state(case, CaseState.ACCEPTED)
    assert team.kept(case.case_id) == 1


@pytest.mark.parametrize("place", ["kept", "answered"])
def test_killed_between_its_work_and_its_commit_it_does_both_once(
    routing: RoutingAlone, team: TeamSystem, place: str
) -> None:
    case = routing.asks_the_exploitation_team()
    with team.running(dies=place) as process:
        assert process.wait(SECONDS) == -signal.SIGKILL
    assert team.kept(case.case_id) == 1
    later = routing.asks_the_exploitation_team()
    with team.running():
        routing.wait_for_state(later, CaseState.ACCEPTED)
        routing.wait_for_state(case, CaseState.ACCEPTED)
    assert (team.kept(case.case_id), team.kept(later.case_id)) == (1, 1)
    replies = routing.said_of(case, "mash.replies.cet")
    assert len(replies) == (1 if place == "kept" else 2)
    assert len({reply["ce_id"] for reply in replies}) == 1
    wait_until(lambda: bool(accepted(routing, case)), seconds=SECONDS, what="the answer told to everybody")
    assert len(accepted(routing, case)) == 1
    assert routing.set_aside(case) == []


def accepted(routing: RoutingAlone, case: Case) -> list[dict[str, str]]:
    said = routing.said_of(case, "mash.routing")
    return [headers for headers in said if headers["ce_type"] == ReferralAccepted.TYPE]


def kcat(broker: str, *arguments: str, given: str | None = None) -> str:
    command = ["kcat", "-q", "-b", broker, *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, timeout=60, check=True).stdout


def reply_by_kcat(routing: RoutingAlone, event: str, topic: str, data: Mapping[str, Any]) -> None:
    attributes = {"specversion": "1.0", "id": str(uuid.uuid4()), "source": "/kcat", "type": event}
    attributes |= {"eventversion": "1", "time": "2026-03-04T11:05:00Z"}
    headers = [option for name, value in attributes.items() for option in ("-H", f"ce_{name}={value}")]
    headers += ["-H", "content-type=application/json"]
    key = str(data["reference"])
    kcat(routing.broker, "-P", "-t", topic, "-k", key, *headers, given=json.dumps(data))


def test_kcat_shows_a_case_with_its_key_and_attributes(routing: RoutingAlone) -> None:
    need("kcat")
    case = routing.asks_the_exploitation_team()
    lines = kcat(routing.broker, "-C", "-t", "mash.routed.cet", "-e", "-f", "%k\t%h\t%s\n").splitlines()
    ((headers, value),) = [line.split("\t")[1:] for line in lines if line.startswith(f"{case.reference}\t")]
    said = dict(header.split("=", 1) for header in headers.split(","))
    assert said["ce_specversion"] == "1.0"
    assert said["ce_type"] == "referral.routed"
    assert said["ce_dataschema"] == "urn:mash:schema:referral.routed:1"
    assert said["content-type"] == "application/json"
    assert json.loads(value)["case_id"] == case.case_id


def test_a_reply_written_with_kcat_is_an_answer(routing: RoutingAlone) -> None:
    need("kcat")
    case = routing.asks_the_exploitation_team()
    said = {"reference": case.reference, "case_id": case.case_id, "pathway": "cet"}
    reply_by_kcat(routing, "case.accepted", "mash.replies.cet", {**said, "accepted_by": "duty-2"})
    routing.wait_for_state(case, CaseState.ACCEPTED)
    allocated = {**said, "allocated_by": "duty-2", "worker": "1042"}
    reply_by_kcat(routing, "case.allocated", "mash.replies.cet", allocated)
    routing.wait_for_state(case, CaseState.ALLOCATED)


def test_a_reply_on_another_team_s_topic_is_set_aside_and_answers_nothing(routing: RoutingAlone) -> None:
    need("kcat")
    case = routing.asks_the_exploitation_team()
    said = {"reference": case.reference, "case_id": case.case_id, "pathway": "cet", "accepted_by": "duty-2"}
    reply_by_kcat(routing, "case.accepted", "mash.replies.advice", said)
    wait_until(lambda: bool(routing.set_aside(case)), seconds=SECONDS, what="the reply in quarantine")
    (quarantined,) = routing.set_aside(case)
    assert (quarantined.reason, quarantined.origin_topic) == ("other-team", "mash.replies.advice")
    assert routing.state(case) is CaseState.ROUTED
