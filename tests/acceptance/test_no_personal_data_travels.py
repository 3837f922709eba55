"""One child with a canary in every field goes the whole way; no canary leaves the services that own it."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from kafka import KafkaConsumer

from mash_command.client import client_as
from mash_command.settings import MachineSettings
from mash_command.waiting import wait_for
from mash_contracts.events import (
    ALL_EVENTS,
    AcknowledgementOverdue,
    AgencyCheckDueSoon,
    AgencyCheckOverdue,
    CaseReply,
    CheckAnswered,
    ChildLinked,
    ChildSeparated,
    DeadlineBreached,
    DecisionAudited,
    DiscussionRecorded,
    OutcomeChallenged,
    PracticeToolCompleted,
    ProfessionalDifferenceEscalated,
    ProfessionalDifferenceOverdue,
    ProfessionalDifferenceRaised,
    ProfessionalDifferenceResolved,
    ReferralWithdrawn,
    ReferrerAcknowledged,
    SchoolNoticeDelivered,
    SchoolNoticeOverdue,
    SchoolNoticeRequested,
    StrategyDiscussionDueSoon,
    StrategyDiscussionOverdue,
)
from mash_contracts.submission import Address, Child, ContactSubmission
from tests.builders.contacts import A_UPN
from tests.running_system import RunningSystem, running_system
from tests.streams.processes import records

NHS_NUMBER = "9434765919"
SECONDS = 60.0

CHILD = {
    "first_names": "Zephaniah-Quill",
    "family_name": "Larkspurfold",
    "description": "Wears a tangerine-balaclava in all weathers.",
    "date_of_birth": "2013-02-27",
    "sex": "F",
    "nhs_number": NHS_NUMBER,
    "upn": A_UPN,
    "address": {"street": "77 Pangolin-Parade", "town": "Umberwick", "postcode": "DH9 9QX"},
    "school": "Quincetree Academy",
    "language": "Volapük",
    "what_the_child_said": "She said the marmalade-cat hides when he shouts.",
    "lived_experience": "She sleeps in the airing-cupboard most nights.",
    "last_seen": "2026-01-19",
}
ADULT = {
    "name": "Barnabas Wigglesworth-Ox",
    "relationship": "Stepfather-of-sorts",
    "date_of_birth": "1981-08-08",
    "lives_with_child": "yes",
    "may_pose_risk": "yes",
}
CONTACT: dict[str, Any] = {
    "channel": "phone",
    "referrer": {
        "source": "6",
        "name": "Philippa Nettlebed",
        "role": "Peregrine-constable",
        "organisation": "Umberwick Constabulary",
        "phone": "01632 960 777",
        "email": "p.nettlebed@example.org",
        "feedback_wanted": True,
    },
    "consent": {"state": "not-sought", "reason": "increases-risk", "note": "He reads her gooseberry-diary."},
    "children": [CHILD],
    "adults": [ADULT],
    "concerns": [
        {
            "factor": "11A",
            "signs": ["older-associates", "unexplained-gifts"],
            "what_happened": "Found in a turquoise-van at three in the morning.",
            "basis": "fact",
            "frequency": "often",
            "severity": "serious",
            "most_recent": "2026-01-18",
        }
    ],
    "immediate_danger": "no",
    "exploitation": {
        "risk": "significant",
        "missing_episodes_90_days": 5,
        "note": "Met at the kumquat-kiosk.",
    },
    "signs_of_safety": {
        "worried_about": "That the xylophone-man finds her.",
        "working_well": "Her gran’s rhubarb-crumble evenings.",
        "needs_to_happen": "A ptarmigan-plan for tonight.",
        "scale": 2,
    },
}
OF_THE_CONTACT = (
    "Zephaniah",
    "Larkspurfold",
    "tangerine-balaclava",
    "2013-02-27",
    NHS_NUMBER,
    A_UPN,
    "Pangolin",
    "Umberwick",
    "9QX",
    "Quincetree",
    "Peregrine-constable",
    "Volap",
    "marmalade-cat",
    "airing-cupboard",
    "2026-01-19",
    "Barnabas",
    "Wigglesworth",
    "Stepfather-of-sorts",
    "1981-08-08",
    "Nettlebed",
    "960 777",
    "gooseberry-diary",
    "turquoise-van",
    "2026-01-18",
    "kumquat-kiosk",
    "xylophone-man",
    "rhubarb-crumble",
    "ptarmigan-plan",
)
CHOSEN_FROM_A_LIST = {
    *(
        "source",
        "anonymous",
        "email_is_safe",
        "feedback_wanted",
        "state",
        "reason",
        "age_years",
        "expected_date",
        "sex",
    ),
    *(
        "ethnicity",
        "disabilities",
        "no_fixed_address",
        "lives_with_child",
        "may_pose_risk",
        "factor",
        "signs",
    ),
    *("basis", "frequency", "severity", "children", "risk", "missing_episodes_90_days", "scale"),
}
WORDS = "He keeps a cerulean-notebook."
REASONS, NOTE = "Because of the vermilion-ledger.", "Ask the heliotrope-aunt first."
OF_THE_STAFF = (
    "vermilion-ledger",
    "heliotrope-aunt",
    "cerulean-notebook",
    "Peter Hall",
    "Priya Nair",
    "Michael Adeyemi",
    "Sarah Lindqvist",
)
CANARIES = OF_THE_CONTACT + OF_THE_STAFF

ELSEWHERE = (CaseReply, CheckAnswered)
"""Said by the own systems of teams and agencies."""
BROUGHT_BY_HOURS = (
    AgencyCheckDueSoon,
    AgencyCheckOverdue,
    DeadlineBreached,
    StrategyDiscussionDueSoon,
    StrategyDiscussionOverdue,
    ProfessionalDifferenceOverdue,
    SchoolNoticeOverdue,
    AcknowledgementOverdue,
)
OF_ANOTHER_JOURNEY = (
    ChildLinked,
    ChildSeparated,
    ReferrerAcknowledged,
    OutcomeChallenged,
    ReferralWithdrawn,
    PracticeToolCompleted,
    SchoolNoticeRequested,
    SchoolNoticeDelivered,
    DiscussionRecorded,
    ProfessionalDifferenceRaised,
    ProfessionalDifferenceEscalated,
    ProfessionalDifferenceResolved,
    DecisionAudited,
)
"""This child needs none of these."""


def found_in(text: str, canaries: tuple[str, ...] = CANARIES) -> list[str]:
    lowered = text.lower()
    return [canary for canary in canaries if canary.lower() in lowered]


class Journey:
    """The contact on its way through a running system, by its public API."""

    def __init__(self, system: RunningSystem) -> None:
        self._settings = MachineSettings(
            data=system.data,
            port=int(system.environment["MASH_PORT"]),
            broker_port=int(system.environment["MASH_BROKER_PORT"]),
        )

    @contextmanager
    def _as(self, name: str) -> Iterator[httpx.Client]:
        with client_as(name, self._settings) as client:
            yield client

    def is_refused_with(self, body: dict[str, Any] | bytes) -> None:
        with self._as("referrer") as client:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            answer = client.post(
                "/api/v1/contacts", content=content, headers={"content-type": "application/json"}
            )
            assert 400 <= answer.status_code < 500, answer.text

    def is_handed_in(self) -> str:
        with self._as("referrer") as client:
            answer = client.post("/api/v1/contacts", json=CONTACT)
            assert answer.status_code == 201, answer.text
            (record,) = answer.json()["records"]
            return str(record)

    def is_given_files(self, reference: str) -> None:
        """Sound and refused ones, whose names tell who the child is; and a letter that waits for a person."""
        contact = reference.rpartition("-")[0]
        name, words = "Zephaniah Larkspurfold", b"Zephaniah Larkspurfold was late."
        with self._as("referrer") as client:
            address = f"/api/v1/contacts/{contact}/attachments"
            assert client.post(address, files={"files": (f"{name}.txt", words)}).status_code == 201
            assert client.post(address, files={"files": (f"{name}.docm", words)}).status_code == 422
        with self._as("practitioner") as client:
            for file in (f"{name}.txt", f"{name}.pdf"):
                answer = client.post("/api/v1/imports", files={"files": (file, words)})
                assert answer.status_code == 200
                assert found_in(answer.text) == []

    def is_decided_as_recommended(self, reference: str) -> None:
        with self._as("practitioner") as client:

            def assessed() -> dict[str, Any] | None:
                answer = client.get(f"/api/v1/triage/records/{reference}")
                return None if answer.status_code == 404 else dict(answer.raise_for_status().json())

            advised = wait_for("the recommendation", assessed, seconds=SECONDS)["recommendation"]
            chosen = {name: advised[name] for name in ("level", "rag", "legal_basis", "pathways")}
            answer = client.post(f"/api/v1/decisions/{reference}", json={**chosen, "rationale": REASONS})
            assert answer.is_success, answer.text
            for page in (f"/triage/records/{reference}", "/triage", "/contacts"):
                client.get(page)

    def police_answer(self, reference: str) -> None:
        fact = {"factor": "11A", "basis": "fact", "source": "own-worker", "dated": "2026-01-20"}
        answer = {"outcome": "answered", "facts": [fact], "view": "4", "dissents": True, "words": WORDS}
        with self._as("police-checks") as client:

            def asked() -> bool | None:
                checks = client.get("/api/v1/agency-checks").raise_for_status().json()["checks"]
                return any(check["reference"] == reference for check in checks) or None

            wait_for("the check at the police", asked, seconds=SECONDS)
            address = f"/agency-checks/{reference}/police"
            assert "Zephaniah" in client.get(address).text, "the police are shown whom they are asked about"
            client.post(f"/api/v1{address}/answers", json=answer).raise_for_status()

    def parents_are_not_told(self, reference: str) -> None:
        given = {"choice": "do-not-inform-parents", "reason": "increases-risk", "words": WORDS}
        with self._as("practitioner") as client:
            client.post(f"/api/v1/sharing/{reference}", json=given).raise_for_status()

    def reaches(self, team: str, reference: str) -> str:
        """The id of the team's case for the referral."""
        with self._as(team) as client:

            def look() -> str | None:
                cases = client.get(f"/api/v1/worklists/{team}").raise_for_status().json()["cases"]
                own = [c for c in cases if c["reference"] == reference and c["purpose"] == "referral"]
                return own[0]["case_id"] if own else None

            case = wait_for(f"a case of {team}", look, seconds=SECONDS)
            detail = client.get(f"/api/v1/records/{reference}").raise_for_status()
            assert "Zephaniah" in detail.text, "the team is shown whom it is to help"
            return case

    def is_answered(self, team: str, case: str, answer: str, **given: object) -> None:
        with self._as(team) as client:
            client.post(f"/api/v1/cases/{case}/{answer}", json=given).raise_for_status()

    def is_allocated(self, team: str, case: str) -> None:
        with self._as(team) as client:
            workers = client.get(f"/api/v1/worklists/{team}/workers").raise_for_status().json()
        self.is_answered(team, case, "allocate", worker=workers[0]["account_id"])


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """A system in which the child was handed in, decided on, helped by one team and declined by another."""
    with running_system(tmp_path_factory.mktemp("travels") / "var") as running:
        journey = Journey(running)
        journey.is_refused_with({**CONTACT, "Zephaniah": "Larkspurfold"})
        journey.is_refused_with(
            {**CONTACT, "children": [{**CHILD, "sex": "Wigglesworth", "upn": "Pangolin"}]}
        )
        journey.is_refused_with(b'{"children": [{"first_names": "Zephaniah", Larkspurfold')
        reference = journey.is_handed_in()
        journey.is_given_files(reference)
        journey.police_answer(reference)
        journey.parents_are_not_told(reference)
        journey.is_decided_as_recommended(reference)
        protecting = journey.reaches("child-protection", reference)
        journey.is_answered("child-protection", protecting, "accept")
        journey.is_allocated("child-protection", protecting)
        journey.is_answered("child-protection", protecting, "close", reason="RC8")
        exploitation = journey.reaches("cet", reference)
        journey.is_answered("cet", exploitation, "decline", reason="more-information", note=NOTE)
        settled = running.mash("reconcile", "--wait", "60", "--json")
        assert settled.returncode == 0, settled.stdout + running.logs()
        assert found_in(settled.stdout) == []
        wait_for("every kind of event on the log", lambda: _kinds(running) or None, seconds=SECONDS)
        yield running


def _everything_on_the_log(system: RunningSystem) -> dict[str, list[Any]]:
    with closing(KafkaConsumer(bootstrap_servers=[system.broker])) as consumer:
        topics = sorted(consumer.topics())
    return {topic: records(system.broker, topic) for topic in topics}


def _kinds(system: RunningSystem) -> bool:
    said = {
        dict(record.headers)["ce_type"].decode()
        for on_topic in _everything_on_the_log(system).values()
        for record in on_topic
    }
    not_here = ELSEWHERE + BROUGHT_BY_HOURS + OF_ANOTHER_JOURNEY
    return said >= {event.TYPE for event in ALL_EVENTS if not issubclass(event, not_here)}


def _dump(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        return "\n".join(connection.iterdump())


def test_every_field_of_free_text_and_every_identifier_of_the_contact_carries_a_canary() -> None:
    """So that a field that is added later is not forgotten here."""
    given = ContactSubmission.model_validate(CONTACT)
    parts = (given.referrer, given.consent, *given.children, *given.adults, given.exploitation)
    for part in (*parts, given.children[0].address, given.signs_of_safety, *given.concerns):
        for name, value in part:
            if name in CHOSEN_FROM_A_LIST or isinstance(value, Address | Child):
                continue
            assert found_in(str(value), OF_THE_CONTACT), f"{type(part).__name__}.{name}"


def test_intake_keeps_what_was_handed_in(system: RunningSystem) -> None:
    """And so the tests below would find it if it had gone further."""
    kept = _dump(system.data / "intake.db")
    assert set(OF_THE_CONTACT) - set(found_in(kept)) == set()
    at_triage = ["vermilion-ledger", "cerulean-notebook", "Peter Hall", "Priya Nair"]
    assert found_in(_dump(system.data / "triage.db")) == at_triage


def test_nobody_else_on_the_machine_can_read_what_is_kept(system: RunningSystem) -> None:
    files = [path for path in system.data.rglob("*") if path.is_file()]
    assert {"intake.db", "triage.log"} <= {path.name for path in files}
    assert [path.name for path in files if path.stat().st_mode & 0o077] == []


def test_no_message_on_any_topic_tells_who_the_child_is(system: RunningSystem) -> None:
    for topic, on_topic in _everything_on_the_log(system).items():
        for record in on_topic:
            for part in (record.key, record.value, *(bit for header in record.headers for bit in header)):
                text = part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part or "")
                assert found_in(text) == [], f"{topic} {dict(record.headers).get('ce_type')}"


def test_no_log_line_of_any_process_tells_who_the_child_is(system: RunningSystem) -> None:
    logs = sorted((system.data / "log").iterdir())
    assert len(logs) == 7
    for log in (*logs, system.output):
        assert found_in(log.read_text()) == [], log.name


def test_no_metric_of_any_process_tells_who_the_child_is(system: RunningSystem) -> None:
    first = int(system.environment["MASH_PORT"])
    for port in range(first + 1, first + 7):
        for page in ("metrics", "health"):
            shown = httpx.get(f"http://127.0.0.1:{port}/{page}", trust_env=False)
            assert shown.is_success
            assert found_in(shown.text) == [], f"{page} on {port}"


def test_assurance_and_routing_do_not_know_who_the_child_is(system: RunningSystem) -> None:
    assert found_in(_dump(system.data / "assurance.db")) == []
    assert found_in(_dump(system.data / "routing.db"), OF_THE_CONTACT) == []
