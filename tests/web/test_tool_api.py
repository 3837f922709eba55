"""The tools of practice for other systems: the same rules as the desk's, and each agency its own."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from mash_contracts.events import PracticeToolCompleted
from mash_contracts.national_codes import AssessmentFactor, ReferralSource
from mash_contracts.vocabulary import Agency, ConsentState, PracticeTool, Role
from mash_platform.clock import MovableClock
from mash_triage.store.practice_tools import GIVEN
from mash_triage.store.records import Record
from tests.builders.practice_tools import a_dash, a_voice, one_of_each
from tests.builders.triage import a_concern, a_contact_received
from tests.builders.triage_web import TriageHub, a_triage_hub
from tests.builders.web import partner

WEDNESDAY_IN_NOVEMBER = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(WEDNESDAY_IN_NOVEMBER)


@pytest.fixture
def hub(tmp_path: Path, clock: MovableClock) -> Iterator[TriageHub]:
    with a_triage_hub(tmp_path, clock, intake_answers=False) as hub:
        yield hub


def a_girl(hub: TriageHub) -> Record:
    """Domestic abuse at home; police and health are asked about her, housing is not."""
    worry = a_concern(factor=AssessmentFactor.DOMESTIC_ABUSE_PARENT, signs=())
    return hub.desk.receives(
        a_contact_received(
            received_at=WEDNESDAY_IN_NOVEMBER,
            age_months=8 * 12,
            referral_source=ReferralSource.POLICE,
            consent=ConsentState.GIVEN,
            concerns=(worry,),
        )
    )


def body_of(given: Any, **more: str) -> dict[str, Any]:
    content = GIVEN[given.tool].dump_python(given, mode="json")
    return {"tool": given.tool.value, **content, **more}


def sends(hub: TriageHub, record: Record, agency: Agency, given: Any) -> Response:
    system = partner(hub.app, f"{agency.value}-system", Role.AGENCY_SYSTEM, agency=agency)
    return system.post(f"/api/v1/practice-tools/{record.reference}", json=body_of(given))


@pytest.mark.parametrize("given", one_of_each(), ids=lambda given: given.tool.value)
def test_an_agencys_system_completes_every_tool(hub: TriageHub, given: Any) -> None:
    answer = sends(hub, a_girl(hub), Agency.POLICE, given)

    assert answer.status_code == 201, answer.text
    shown = answer.json()
    assert (shown["version"], shown["agency"], shown["completed_by_role"]) == (1, "police", "agency-system")
    assert {"tool": shown["tool"], **shown["given"]} == body_of(given)


def test_the_hub_reads_what_every_agency_completed_and_an_agency_its_own(hub: TriageHub) -> None:
    girl = a_girl(hub)
    sends(hub, girl, Agency.POLICE, a_dash(14))
    health = partner(hub.app, "health-system", Role.AGENCY_SYSTEM, agency=Agency.HEALTH)

    at_the_hub = hub.practitioner().open(f"/api/v1/practice-tools/{girl.reference}").json()["tools"]
    at_health = health.get(f"/api/v1/practice-tools/{girl.reference}").json()["tools"]

    assert [one["words"] for one in at_the_hub] == ["High risk: 14 yeses of 24. To MARAC"]
    assert at_health == []


def test_an_agency_that_was_not_asked_completes_nothing_and_reads_nothing(hub: TriageHub) -> None:
    girl = a_girl(hub)
    assert sends(hub, girl, Agency.HOUSING, a_dash(1)).status_code == 404
    housing = partner(hub.app, "housing-2", Role.AGENCY_SYSTEM, agency=Agency.HOUSING)
    assert housing.get(f"/api/v1/practice-tools/{girl.reference}").status_code == 404


def test_no_agency_completes_a_tool_in_anothers_name(hub: TriageHub) -> None:
    girl = a_girl(hub)
    police = partner(hub.app, "police-2", Role.AGENCY_SYSTEM, agency=Agency.POLICE)
    body = body_of(a_dash(1), agency="health")
    assert police.post(f"/api/v1/practice-tools/{girl.reference}", json=body).status_code == 403


def test_the_hub_says_whose_practitioner_completed_it(hub: TriageHub) -> None:
    girl, priya = a_girl(hub), hub.practitioner()

    def sent(**more: str) -> Response:
        return priya.client.post(
            f"/api/v1/practice-tools/{girl.reference}",
            json=body_of(a_voice(), **more),
            headers={"x-csrf-token": priya.csrf()},
        )

    refused = sent()
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["agency"]
    assert sent(agency="education").json()["completed_by_name"] == "Priya Nair"


def test_what_is_sent_again_makes_no_second_version(hub: TriageHub, clock: MovableClock) -> None:
    girl = a_girl(hub)
    assert sends(hub, girl, Agency.POLICE, a_dash(3)).json()["version"] == 1
    police = partner(hub.app, "police-2", Role.AGENCY_SYSTEM, agency=Agency.POLICE)
    address = f"/api/v1/practice-tools/{girl.reference}"

    first, again = (police.post(address, json=body_of(a_dash(4))) for _ in range(2))
    clock.move(timedelta(minutes=11))
    later = police.post(address, json=body_of(a_dash(4)))

    assert [answer.json()["version"] for answer in (first, again, later)] == [2, 2, 3]
    assert len(hub.desk.said(PracticeToolCompleted)) == 3


def test_a_question_that_there_is_not_is_refused_and_not_dropped(hub: TriageHub) -> None:
    girl = a_girl(hub)
    body = body_of(a_dash(1))
    body["answers"]["strangeled"] = "yes"
    police = partner(hub.app, "police-2", Role.AGENCY_SYSTEM, agency=Agency.POLICE)

    answer = police.post(f"/api/v1/practice-tools/{girl.reference}", json=body)

    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"]) == ("question_strangeled", "not-in-this-tool")


def test_a_tool_that_is_not_complete_is_refused_with_what_is_missing(hub: TriageHub) -> None:
    answer = sends(hub, a_girl(hub), Agency.POLICE, a_voice(heard=""))
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["heard"]


def test_a_system_learns_the_codes_of_todays_questions(hub: TriageHub, clock: MovableClock) -> None:
    police = partner(hub.app, "police-2", Role.AGENCY_SYSTEM, agency=Agency.POLICE)
    tools = police.get("/api/v1/practice-tools").json()
    assert tools["id"] == "2026-11-01"
    assert len(tools["dash"]["question"]) == 24

    clock.move(timedelta(days=-60))
    assert police.get("/api/v1/practice-tools").status_code == 409


def test_every_tool_can_be_sent() -> None:
    assert {given.tool for given in one_of_each()} == set(PracticeTool)
