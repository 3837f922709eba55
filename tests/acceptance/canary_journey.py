"""The way of the child with the canaries through a running system."""

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
from mash_contracts.vocabulary import Role
from mash_platform.clock import LONDON
from mash_platform.sign_in.service import open_sign_in
from tests.acceptance.canaries import (
    A_CALL,
    AGAIN,
    APART,
    CHALLENGE,
    CONTACT,
    ERASED,
    FIRST_TYPED,
    HELD,
    HOLD_OVER,
    KEPT_LONGER,
    LEARNING,
    LINKED,
    REASONS,
    SAID,
    SCHOOL_TOLD,
    SENT,
    SPEAKER,
    STRENGTHS,
    WORDS,
    found_in,
)
from tests.running_system import RunningSystem

SECONDS = 60.0


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

    def social_care_knows_nothing(self, reference: str) -> None:
        with self._as("social-care-checks") as client:
            address = f"/api/v1/agency-checks/{reference}/social-care/answers"

            def answered() -> bool | None:
                return client.post(address, json={"outcome": "nothing-known"}).is_success or None

            wait_for("the check at social care", answered, seconds=SECONDS)

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

    def there_is_a_second_manager(self) -> None:
        with open_sign_in(self._settings) as sign_in:
            sign_in.accounts.add(
                sign_in_name="manager-2",
                display_name="Winifred Marsh",
                roles=[Role.MANAGER],
                password="correct-horse-battery-staple",
            )

    def school_is_told(self, reference: str) -> None:
        now = datetime.now(LONDON)
        told = {
            "whom": "school",
            "told-day": str(now.day),
            "told-month": str(now.month),
            "told-year": str(now.year),
            "told_time": f"{now:%H:%M}",
        }
        with self._as("practitioner") as client:

            def recorded() -> bool | None:
                # The minute in which the contact came is before it.
                answer = client.post(
                    f"/triage/{reference}/school-notice", data={**told, "words": SCHOOL_TOLD}
                )
                return answer.status_code == 303 or None

            wait_for("the notice to school", recorded, seconds=SECONDS)

    def is_decided_again_without_who_has_the_child(self, reference: str) -> None:
        """By a manager, below what is recommended: the one team keeps the child, and hears of the other."""
        less = {"level": "3", "rag": "amber", "legal_basis": "s17", "pathways": ["child-in-need"]}
        with self._as("manager") as client:

            def decided() -> bool | None:
                answer = client.post(f"/api/v1/decisions/{reference}", json={**less, "rationale": AGAIN})
                return answer.is_success or None

            wait_for("the child back at the desk", decided, seconds=SECONDS)

    def is_graded(self, reference: str) -> None:
        given = {"grade": "good", "strengths": STRENGTHS, "learning": LEARNING}
        with self._as("manager-2") as client:
            client.post(f"/api/v1/audits/{reference}/2", json=given).raise_for_status()
        with self._as("manager") as client:
            assert "ultramarine-teapot" in client.get("/api/v1/feedback").text

    def is_called_about(self) -> str:
        """The record of a call about the child, kept once with other words before it is sent."""
        with self._as("practitioner") as client:
            (call,) = set(re.findall(r'action="(/calls/[0-9a-f]{32})"', client.get("/calls").text))
            typed = {**A_CALL, "worry-what-happened": FIRST_TYPED}
            assert client.post(call, data={**typed, "do": "keep"}).is_success
            assert "ochre-lighthouse" in client.get(call).text
            answer = client.post(call, data={**A_CALL, "worry-what-happened": SENT, "do": "send"})
            assert answer.status_code == 303, answer.text
            found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", client.get(f"{call}/sent").text)
            assert found
            record = f"{found[0]}-1"
            assert "magenta-wheelbarrow" in client.get(f"/contacts/{found[0]}").text
            return record

    def is_decided_to_need_advice(self, reference: str) -> None:
        advice = {"level": "1", "rag": "green", "legal_basis": "none", "pathways": ["advice"]}
        with self._as("manager") as client:

            def decided() -> bool | None:
                answer = client.post(f"/api/v1/decisions/{reference}", json={**advice, "rationale": AGAIN})
                return answer.is_success or None

            wait_for("the call at the desk", decided, seconds=SECONDS)

    def is_linked_and_separated(self, call: str, reference: str) -> None:
        with self._as("practitioner") as client:

            def person_of(record: str) -> str:
                return client.get(f"/people/of/{record}").headers["location"].rpartition("/")[2]

            known = person_of(reference)
            said = {"taken_for": person_of(call), "choice": known, "why": LINKED}
            assert client.post(f"/people/questions/{call}", data=said).status_code == 303
            assert "sepia-passport" in client.get(f"/people/{known}").text
            answer = client.post(f"/people/{known}/separate/{reference}", data={"why": APART})
            assert answer.status_code == 303
            assert "amaranth-twin" in client.get(f"/people/{person_of(reference)}").text

    def is_kept_longer(self, reference: str) -> None:
        given = {"kind": "looked-after", "why": KEPT_LONGER}
        with self._as("manager") as client:
            assert client.post(f"/erasures/{reference}/keep", data=given).status_code == 303
            assert "mauve-lodge" in client.get(f"/erasures/{reference}").text

    def is_erased(self, reference: str) -> None:
        """On request, by one manager and a second one, when a hold is over."""
        at = f"/erasures/{reference}"
        with self._as("manager") as client:
            hold = client.post(f"{at}/keep", data={"kind": "hold", "why": HELD})
            assert hold.status_code == 303
            number = re.search(rf"{at}/keep/(\d+)/lift", client.get(at).text)
            assert number
            assert client.post(number[0], data={"why": HOLD_OVER}).status_code == 303
            assert {"cobalt-inquiry", "emerald-inquiry"} <= set(found_in(client.get(at).text))

            def asked() -> bool | None:
                return client.post(at, data={"reason": "request"}).status_code == 303 or None

            wait_for("nothing of the call to be open", asked, seconds=SECONDS)
        with self._as("manager-2") as client:
            assert reference in client.get("/erasures").text
            assert client.post(f"{at}/agree").status_code == 303
            for page in (at, "/erasures", f"/contacts/{reference.rpartition('-')[0]}"):
                assert found_in(client.get(page).text, ERASED) == [], page

    def is_allocated(self, team: str, case: str) -> None:
        with self._as(team) as client:
            workers = client.get(f"/api/v1/worklists/{team}/workers").raise_for_status().json()
        self.is_answered(team, case, "allocate", worker=workers[0]["account_id"])
