"""A child with a canary in every field, and the way of the child through a running system."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx

from mash_command.client import client_as
from mash_command.settings import MachineSettings
from mash_command.waiting import wait_for
from tests.builders.contacts import A_UPN
from tests.running_system import RunningSystem

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
    "saffron-caravan",
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
SPEAKER = "Ottoline Thrushcross"
SAID = "The periwinkle-shed, she told the nurse."
CHALLENGE = "Nobody asked about the saffron-caravan."
NAMES_OF_STAFF = ("Peter Hall", "Priya Nair", "Michael Adeyemi", "Sarah Lindqvist")
OF_THE_STAFF = (
    "vermilion-ledger",
    "heliotrope-aunt",
    "cerulean-notebook",
    "periwinkle-shed",
    SPEAKER,
    *NAMES_OF_STAFF,
)
CANARIES = OF_THE_CONTACT + OF_THE_STAFF


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
        """Its record; the code for the status page is kept."""
        with self._as("referrer") as client:
            answer = client.post("/api/v1/contacts", json=CONTACT)
            assert answer.status_code == 201, answer.text
            (record,) = answer.json()["records"]
            self.status_code = str(answer.json()["status_code"])
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

    def is_talked_about(self, reference: str) -> None:
        """Social care, police and health; health does not agree."""
        at = datetime.now(UTC).isoformat()
        view = {
            "role": "Periwinkle-shed officer",
            "name": "Ottoline Thrushcross",
            "words": SAID,
            "level": "4",
        }
        views = [
            {**view, "agency": "social-care", "stance": "agrees"},
            {**view, "agency": "police", "stance": "agrees"},
            {**view, "agency": "health", "stance": "dissents", "reason": SAID},
        ]
        told = dict.fromkeys(("decision", "rationale", "family_told", "referrer_told"), SAID)
        given = {"kind": "multi-agency", "held_at": at, "views": views, **told}
        with self._as("practitioner") as client:
            client.post(f"/api/v1/discussions/{reference}", json=given).raise_for_status()
            assert "periwinkle-shed" in client.get(f"/triage/{reference}/discussions/1").text

    def is_asked_the_dash(self, reference: str) -> None:
        with self._as("police-checks") as client:
            questions = client.get("/api/v1/practice-tools").raise_for_status().json()["dash"]["question"]
            answers = {question["code"]: "unknown" for question in questions}
            given = {
                "tool": "dash",
                "answers": answers,
                "marac_by_judgement": True,
                "reason": SAID,
                "words": SAID,
            }
            answer = client.post(f"/api/v1/practice-tools/{reference}", json=given)
            assert answer.is_success, answer.text

    def the_police_differ_and_come_round(self, reference: str) -> None:
        address = f"/api/v1/professional-differences/{reference}"
        given = {"subject": "handling", "ground": "other", "words": SAID}
        steps: tuple[tuple[str, dict[str, str]], ...] = (
            ("police-checks", {"step": "escalate", "words": SAID}),
            (
                "manager",
                {
                    "step": "resolve",
                    "words": SAID,
                    "outcome": "stands",
                    "accepted_by": SPEAKER,
                },
            ),
        )
        with self._as("police-checks") as client:
            number = client.post(address, json=given).raise_for_status().json()["number"]
        for who, step in steps:
            with self._as(who) as client:
                answer = client.post(f"{address}/{number}/steps", json=step)
                assert answer.is_success, answer.text

    def is_acknowledged(self, reference: str) -> None:
        contact = reference.rpartition("-")[0]
        with self._as("practitioner") as client:
            answer = client.post("/acknowledgements", data={"contact": contact})
            assert answer.status_code in (200, 303), answer.text

    def is_challenged_by_who_reported(self, reference: str, code: str) -> None:
        """On the status page, by the reference and the code that came with the contact."""
        known = {"reference": reference.rpartition("-")[0], "code": code, "child": reference}
        with httpx.Client(base_url=self._settings.address, trust_env=False) as visitor:
            token = re.search(r'name="csrf" value="([0-9a-f]+)"', visitor.get("/report/status").text)
            assert token

            def challenged() -> bool | None:
                given = {"csrf": token.group(1), "ground": "threshold", "words": CHALLENGE, "send": "yes"}
                page = visitor.post("/report/status/challenge", data={**known, **given})
                return "Your challenge has reached the hub" in page.text or None

            wait_for("the outcome on the status page", challenged, seconds=SECONDS)

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

    def read_by(self, name: str, *addresses: str) -> Iterator[tuple[str, str]]:
        """What each address answers this account, well or with an error."""
        with self._as(name) as client:
            for address in addresses:
                yield address, client.get(address).text

    def is_answered(self, team: str, case: str, answer: str, **given: object) -> None:
        with self._as(team) as client:
            client.post(f"/api/v1/cases/{case}/{answer}", json=given).raise_for_status()

    def is_allocated(self, team: str, case: str) -> None:
        with self._as(team) as client:
            workers = client.get(f"/api/v1/worklists/{team}/workers").raise_for_status().json()
        self.is_answered(team, case, "allocate", worker=workers[0]["account_id"])
