"""Discussions, differences and audits for other systems: the same rules as on the pages."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from mash_contracts.vocabulary import Agency, Role
from mash_platform.clock import MovableClock
from mash_triage.store.records import Record
from tests.builders.triage import BELOW, WEDNESDAY_MORNING, a_child_in_danger, a_contact_received
from tests.builders.triage_desk import AMIRA, BEN, following
from tests.builders.triage_web import TriageHub, a_triage_hub
from tests.builders.web import Visitor, partner


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(WEDNESDAY_MORNING + timedelta(minutes=30))


@pytest.fixture
def hub(tmp_path: Path, clock: MovableClock) -> Iterator[TriageHub]:
    with a_triage_hub(tmp_path, clock, intake_answers=False) as hub:
        yield hub


def posts(visitor: Visitor, path: str, **body: Any) -> Response:
    return visitor.client.post(path, json=body, headers={"x-csrf-token": visitor.csrf()})


def fields_in(answer: Response) -> set[str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return {error["field"] for error in answer.json()["errors"]}


def a_view(agency: str, **given: Any) -> dict[str, Any]:
    return {
        "agency": agency,
        "role": "Safeguarding lead",
        "name": "Somebody",
        "words": f"What {agency} thinks.",
        "stance": "agrees",
        **given,
    }


STRATEGY: dict[str, Any] = {
    "kind": "strategy",
    "held_at": WEDNESDAY_MORNING.isoformat(),
    "views": [a_view("social-care"), a_view("police"), a_view("health")],
    "decision": "She is seen at school today.",
    "rationale": "What she told fits what the nurse saw.",
    "family_told": "Mother is told after that.",
    "referrer_told": "School is told at once.",
    "outcome": "s47-joint",
}
DIFFERS = {"subject": "handling", "ground": "enquiry", "words": "We want to speak to her first."}


def a_step_down(hub: TriageHub) -> Record:
    waiting = hub.desk.receives(a_contact_received())
    return hub.desk.looks_again(
        hub.desk.decides(waiting, following(waiting, **BELOW), person=AMIRA), person=BEN
    )


def test_a_strategy_discussion_is_recorded_and_its_clocks_are_told(hub: TriageHub) -> None:
    record, priya = hub.desk.receives(a_child_in_danger()), hub.practitioner()
    (due,) = priya.open("/api/v1/strategy-discussions").json()["strategy_discussions"]
    assert (due["reference"], due["high_risk"], due["overdue"]) == (record.reference, True, False)

    recorded = posts(priya, f"/api/v1/discussions/{record.reference}", **STRATEGY).json()

    assert (recorded["number"], recorded["missing"]) == (1, [])
    shown = priya.open(f"/api/v1/discussions/{record.reference}").json()
    assert shown["strategy_discussions"][0]["state"] == "held"
    assert shown["enquiry_by"].startswith("2026-03-12")
    assert shown["discussions"][0]["revisions"][0]["views"][1]["words"] == "What police thinks."
    assert priya.open("/api/v1/strategy-discussions").json()["total"] == 0


def test_without_the_police_it_tells_who_was_missing_and_takes_no_outcome(hub: TriageHub) -> None:
    record, priya = hub.desk.receives(a_child_in_danger()), hub.practitioner()
    views = [a_view("social-care"), a_view("health")]

    refused = posts(priya, f"/api/v1/discussions/{record.reference}", **{**STRATEGY, "views": views})
    kept = posts(
        priya, f"/api/v1/discussions/{record.reference}", **{**STRATEGY, "views": views, "outcome": None}
    )

    assert (refused.status_code, fields_in(refused)) == (422, {"outcome"})
    assert kept.json()["missing"] == ["police"]
    assert priya.open("/api/v1/strategy-discussions").json()["total"] == 1


def test_a_correction_names_the_revision_that_was_seen(hub: TriageHub) -> None:
    record, priya = hub.desk.receives(a_child_in_danger()), hub.practitioner()
    posts(priya, f"/api/v1/discussions/{record.reference}", **STRATEGY)
    address = f"/api/v1/discussions/{record.reference}/1/corrections"

    assert fields_in(posts(priya, address, **STRATEGY, revision=1)) == {"correction"}
    corrected = posts(priya, address, **STRATEGY, revision=1, correction="A name.")
    late = posts(priya, address, **STRATEGY, revision=1, correction="Another name.")

    assert len(corrected.json()["revisions"]) == 2
    assert late.status_code == 409


def test_an_agencys_own_system_raises_a_difference_and_takes_it_on(hub: TriageHub) -> None:
    record = hub.desk.receives(a_child_in_danger())
    police = partner(hub.app, "police-records", Role.AGENCY_SYSTEM, agency=Agency.POLICE)
    home = "/api/v1/professional-differences"

    raised = police.post(f"{home}/{record.reference}", json=DIFFERS).json()
    assert (raised["agency"], raised["stage"], raised["version"]) == ("police", "1", 1)
    escalated = police.post(
        f"{home}/{record.reference}/1/steps", json={"step": "escalate", "words": "We still differ."}
    ).json()

    assert (escalated["stage"], escalated["steps"][0]["by_agency"]) == ("2", "police")
    listed = police.get(home).json()
    assert [one["reference"] for one in listed["differences"]] == [record.reference]
    again = police.post(
        f"{home}/{record.reference}/1/steps", json={"step": "note", "words": "Late.", "version": 1}
    )
    assert again.status_code == 409


def test_an_agency_gets_no_other_agencys_difference_and_no_child_it_has_nothing_to_do_with(
    hub: TriageHub,
) -> None:
    record = hub.desk.receives(a_child_in_danger())
    home = "/api/v1/professional-differences"
    posts(hub.practitioner(), f"{home}/{record.reference}", **DIFFERS, agency="education")
    police = partner(hub.app, "police-records", Role.AGENCY_SYSTEM, agency=Agency.POLICE)
    housing = partner(hub.app, "housing-records", Role.AGENCY_SYSTEM, agency=Agency.HOUSING)

    assert police.get(f"{home}/{record.reference}/1").status_code == 403
    assert police.get(f"{home}?agency=education").json()["total"] == 0
    step = {"step": "escalate", "words": "Not ours."}
    assert police.post(f"{home}/{record.reference}/1/steps", json=step).status_code == 403
    assert (
        police.post(f"{home}/{record.reference}", json={**DIFFERS, "agency": "education"}).status_code == 403
    )
    assert housing.post(f"{home}/{record.reference}", json=DIFFERS).status_code == 403


def test_a_manager_grades_what_was_drawn_and_who_decided_reads_it(hub: TriageHub) -> None:
    record, manager = a_step_down(hub), hub.manager()
    (drawn,) = manager.open("/api/v1/audits").json()["to_grade"]
    assert (drawn["reference"], drawn["because"]) == (record.reference, "below")
    address = f"/api/v1/audits/{record.reference}/{drawn['number']}"

    assert fields_in(posts(manager, address, grade="good")) == {"strengths", "learning"}
    graded = posts(manager, address, grade="good", strengths="Her voice.", learning="Nothing: it was whole.")

    assert graded.json()["grade"] == "good"
    assert manager.open("/api/v1/audits").json()["total"] == 0
    assert manager.open("/api/v1/feedback").json()["total"] == 0
    assert posts(manager, address, grade="good", strengths="x", learning="x").status_code == 409
