"""An agency is told no more than the rules of its day let it be told, on its page as by its system."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_contracts.submission import Address, Consent, ContactSubmission
from mash_contracts.vocabulary import Agency, ConsentState, Role
from mash_platform.clock import MovableClock
from mash_triage.store.records import Record
from tests.builders.contacts import a_child, a_concern, a_referrer, an_adult
from tests.builders.triage_web import TriageHub, a_triage_hub
from tests.builders.web import someone

WEDNESDAY_IN_NOVEMBER = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
HOME = Address(street="4 Elm Row", town="Durham", postcode="DH1 1AA")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[TriageHub]:
    with a_triage_hub(tmp_path, MovableClock(WEDNESDAY_IN_NOVEMBER)) as hub:
        yield hub


@pytest.fixture
def hub_without_intake(tmp_path: Path) -> Iterator[TriageHub]:
    with a_triage_hub(tmp_path, MovableClock(WEDNESDAY_IN_NOVEMBER), intake_answers=False) as hub:
        yield hub


def a_hungry_child_who_sees_violence(hub: TriageHub) -> Record:
    """The parents agree that the agencies are asked."""
    submission = ContactSubmission(
        referrer=a_referrer(),
        children=(a_child(address=HOME, school="Elm Primary", nhs_number="9990000018"),),
        adults=(an_adult(name="Dana Testcase", date_of_birth=date(1990, 5, 1)),),
        concerns=(
            a_concern(factor=AssessmentFactor.DOMESTIC_ABUSE_PARENT, signs=()),
            a_concern(factor=AssessmentFactor.NEGLECT, signs=(Sign.HUNGRY,)),
        ),
        consent=Consent(state=ConsentState.GIVEN),
    )
    (record,) = hub.both.takes_in(submission)
    return record


def page_of(hub: TriageHub, record: Record, agency: Agency) -> str:
    member = someone(hub.app, Role.AGENCY_MEMBER, agency=agency, display_name=f"Somebody at {agency.label}")
    page = member.open(f"/agency-checks/{record.reference}/{agency.value}")
    assert page.status_code == 200
    main = page.text[page.text.index("<main") : page.text.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def by_api(hub: TriageHub, record: Record, agency: Agency) -> Any:
    system = someone(hub.app, Role.AGENCY_MEMBER, agency=agency)
    answered = system.open(f"/api/v1/agency-checks/{record.reference}/{agency.value}")
    assert answered.status_code == 200, answered.text
    return answered.json()


def test_the_police_page_says_who_lives_there_and_what_is_asked_and_nothing_of_hunger(hub: TriageHub) -> None:
    page = page_of(hub, a_hungry_child_who_sees_violence(hub), Agency.POLICE)

    assert "Rowan Testcase" in page
    assert "4 Elm Row, Durham, DH1 1AA" in page
    assert "Dana Testcase, born 1 May 1990" in page
    assert "Violence or control between adults at home" in page
    assert "Incidents at this address" in page
    for untold in ("Elm Primary", "9990000018", "Care, food", "ungry"):
        assert untold not in page


def test_a_schools_page_says_neither_where_the_child_lives_nor_with_whom(hub: TriageHub) -> None:
    page = page_of(hub, a_hungry_child_who_sees_violence(hub), Agency.EDUCATION)

    assert "Elm Primary" in page
    assert "Attendance and lateness" in page
    for untold in ("4 Elm Row", "Dana", "Violence", "The hub sees", "disagree"):
        assert untold not in page


def test_what_nobody_may_tell_a_school_is_not_on_the_form_it_fills_in_either(hub: TriageHub) -> None:
    record = a_hungry_child_who_sees_violence(hub)
    school = someone(hub.app, Role.AGENCY_MEMBER, agency=Agency.EDUCATION)

    form = school.open(f"/agency-checks/{record.reference}/education?outcome=answered").text

    assert "We disagree with what the hub sees" not in form
    assert "4 Elm Row" not in form


def test_an_agencys_system_is_told_the_same_as_its_page(hub: TriageHub) -> None:
    record = a_hungry_child_who_sees_violence(hub)

    police, school = by_api(hub, record, Agency.POLICE), by_api(hub, record, Agency.EDUCATION)

    assert police["concerns"] == ["Violence or control between adults at home"]
    assert police["child"]["adults"] == [{"name": "Dana Testcase", "date_of_birth": "1990-05-01"}]
    assert police["child"]["nhs_number"] is None
    assert police["check"]["state"] == "awaited"
    assert school["child"]["school"] == "Elm Primary"
    assert (school["child"]["address"], school["child"]["adults"], school["level"]) == (None, [], None)


def test_an_agencys_system_is_refused_another_agencys_check_and_finds_none_that_was_not_asked(
    hub: TriageHub,
) -> None:
    record = a_hungry_child_who_sees_violence(hub)
    housing = someone(hub.app, Role.AGENCY_MEMBER, agency=Agency.HOUSING)

    assert housing.open(f"/api/v1/agency-checks/{record.reference}/police").status_code == 403
    assert housing.open(f"/api/v1/agency-checks/{record.reference}/housing").status_code == 404


def test_a_system_that_asks_while_intake_is_away_still_hears_what_is_asked(
    hub_without_intake: TriageHub,
) -> None:
    record = a_hungry_child_who_sees_violence(hub_without_intake)

    asked = by_api(hub_without_intake, record, Agency.POLICE)

    assert asked["child"] is None
    assert asked["questions"]
