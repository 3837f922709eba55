"""Agency checks as hub and agencies meet them: the board, the answer, consent, and what is missing."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from httpx2 import Response

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_contracts.submission import Consent, ContactSubmission
from mash_contracts.vocabulary import Agency, ConsentReason, ConsentState, Role
from mash_platform.clock import MovableClock
from mash_triage.domain.agency_checks import AgencyCheck, CheckState
from mash_triage.store import agency_checks
from mash_triage.store.records import Record
from tests.builders.contacts import a_child, a_concern, a_referrer, an_adult
from tests.builders.triage import WEDNESDAY_MORNING
from tests.builders.triage_web import TriageHub, a_triage_hub
from tests.builders.web import Visitor, nobody, someone


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(WEDNESDAY_MORNING + timedelta(minutes=30))


@pytest.fixture
def hub(tmp_path: Path, clock: MovableClock) -> Iterator[TriageHub]:
    with a_triage_hub(tmp_path, clock) as hub:
        yield hub


@pytest.fixture
def hub_without_intake(tmp_path: Path, clock: MovableClock) -> Iterator[TriageHub]:
    with a_triage_hub(tmp_path, clock, intake_answers=False) as hub:
        yield hub


AGREED = Consent(state=ConsentState.GIVEN)
VIOLENCE_AT_HOME = {
    "referrer": a_referrer(),
    "children": (a_child(),),
    "adults": (an_adult(),),
    "concerns": (a_concern(factor=AssessmentFactor.DOMESTIC_ABUSE_PARENT, signs=()),),
}


def a_child_at_the_desk(hub: TriageHub, **given: object) -> Record:
    (record,) = hub.both.takes_in(ContactSubmission(**{"consent": AGREED, **VIOLENCE_AT_HOME, **given}))
    return record


def an_agency(hub: TriageHub, agency: Agency = Agency.POLICE) -> Visitor:
    return someone(hub.app, Role.AGENCY_MEMBER, agency=agency, display_name=f"Somebody at {agency.label}")


def text_of(page: Response) -> str:
    assert page.status_code in (200, 409, 422), page.status_code
    main = page.text[page.text.index("<main") : page.text.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def checks(hub: TriageHub, record: Record) -> dict[Agency, AgencyCheck]:
    with hub.desk.delivery.reading() as session:
        return {check.agency: check for check in agency_checks.checks_of(session, record.reference)}


A_FACT = {
    "outcome": "answered",
    "fact_1_factor": AssessmentFactor.SEXUAL_ABUSE_BY_ADULT.value,
    "fact_1_sign": Sign.DISCLOSURE_SEXUAL.value,
    "fact_1_basis": "fact",
    "fact_1_source": "child",
    "fact_1_date-day": "1",
    "fact_1_date-month": "3",
    "fact_1_date-year": "2026",
}


def test_an_agency_sees_its_own_checks_and_nobody_elses(hub: TriageHub) -> None:
    record = a_child_at_the_desk(hub)

    police = text_of(an_agency(hub).open("/agency-checks/"))
    housing = text_of(an_agency(hub, Agency.HOUSING).open("/agency-checks/?agency=police"))

    assert record.reference in police
    assert "Rowan Testcase" in police
    assert record.reference not in housing


def test_the_hub_sees_every_open_check_and_can_look_at_one_agency(hub: TriageHub) -> None:
    a_child_at_the_desk(hub)

    everything = text_of(hub.practitioner().open("/agency-checks/"))
    police = text_of(hub.practitioner().open("/agency-checks/?agency=police"))

    assert "Police Awaited" in everything
    assert "Children's social care Awaited" in everything
    assert "Children's social care Awaited" not in police


def test_an_agency_cannot_look_at_the_desk_or_at_another_agencys_check(hub: TriageHub) -> None:
    record = a_child_at_the_desk(hub)
    police = an_agency(hub)

    for address in (
        "/triage/",
        f"/triage/{record.reference}",
        f"/triage/{record.reference}/sharing",
        f"/agency-checks/{record.reference}/social-care",
    ):
        assert police.open(address).status_code == 403, address
    assert (
        police.send(f"/agency-checks/{record.reference}/social-care", outcome="nothing-known").status_code
        == 403
    )
    assert checks(hub, record)[Agency.SOCIAL_CARE].state is CheckState.AWAITED


def test_an_agency_that_was_not_asked_is_shown_nothing_of_the_child(hub: TriageHub) -> None:
    record = a_child_at_the_desk(hub, consent=Consent(state=ConsentState.REFUSED))

    assert an_agency(hub).open(f"/agency-checks/{record.reference}/police").status_code == 404
    assert record.reference not in an_agency(hub).open("/agency-checks/").text
    assert (
        an_agency(hub, Agency.HOUSING).open(f"/agency-checks/{record.reference}/housing").status_code == 404
    )


def test_an_answer_with_a_fact_raises_the_child_and_stands_on_the_record(hub: TriageHub) -> None:
    record = a_child_at_the_desk(hub)

    sent = an_agency(hub).send(
        f"/agency-checks/{record.reference}/police",
        **A_FACT,
        view="4",
        dissents="yes",
        words="Arrested in 2024; we think this cannot wait.",
    )

    assert sent.status_code == 303
    text = text_of(hub.practitioner().open(f"/triage/{record.reference}"))
    assert "Police: answered" in text
    assert "They disagree with what the hub recommends" in text
    assert "Arrested in 2024" in text
    assert "Section 47" in text
    assert hub.desk.record(record.reference).recommended.rag.value == "red"


def test_nothing_is_chosen_for_an_agency_and_an_empty_form_says_what_is_missing(hub: TriageHub) -> None:
    record = a_child_at_the_desk(hub)
    police = an_agency(hub)
    address = f"/agency-checks/{record.reference}/police"

    assert " checked" not in police.open(address).text
    date = {"fact_2_date-day": "31", "fact_2_date-month": "2", "fact_2_date-year": "2026"}
    refused = police.send(address, fact_2_factor="99Z", **date)

    assert refused.status_code == 422
    assert date.keys() <= set(re.findall(r'name="([^"]+)"', refused.text)), "the page asks by these names"
    text = text_of(refused)
    assert "Select what fact 2 is about" in text
    assert "The date of fact 2 must be a real date" in text
    assert checks(hub, record)[Agency.POLICE].state is CheckState.AWAITED


def test_what_was_typed_is_still_there_when_something_is_missing(hub: TriageHub) -> None:
    record = a_child_at_the_desk(hub)

    refused = an_agency(hub).send(
        f"/agency-checks/{record.reference}/police", words="Three calls since May.", fact_1_basis="fact"
    )

    assert refused.status_code == 422
    assert "Three calls since May." in refused.text
    assert "#fact_1_factor" in refused.text


def test_an_agency_that_declines_is_shown_as_missing_where_somebody_decides(hub: TriageHub) -> None:
    record = a_child_at_the_desk(hub)

    an_agency(hub).send(
        f"/agency-checks/{record.reference}/police", outcome="declined", decline_reason="not-lawful"
    )

    text = text_of(hub.practitioner().open(f"/triage/{record.reference}/decision"))
    assert "Police: declined" in text
    assert "No answer does not mean that nothing is known" in text


def test_a_late_check_is_called_overdue_on_the_board_and_where_somebody_decides(
    hub: TriageHub, clock: MovableClock
) -> None:
    record = a_child_at_the_desk(hub)
    clock.move(timedelta(days=3))

    assert "Awaited, overdue" in text_of(hub.practitioner().open("/agency-checks/"))
    decision = text_of(hub.practitioner().open(f"/triage/{record.reference}/decision"))
    assert "Police: awaited, overdue" in decision


def test_what_was_told_is_not_taken_back_and_the_words_are_kept(hub: TriageHub) -> None:
    record = a_child_at_the_desk(hub)
    police, address = an_agency(hub), f"/agency-checks/{record.reference}/police"
    police.send(address, **A_FACT)

    again = police.send(address, outcome="nothing-known", words="A second look.")

    assert again.status_code == 409
    assert "A second look." in again.text


def test_consent_that_is_missing_is_said_and_a_named_person_may_go_on_without_it(hub: TriageHub) -> None:
    record = a_child_at_the_desk(
        hub, consent=Consent(state=ConsentState.NOT_SOUGHT, reason=ConsentReason.INCREASES_RISK)
    )
    priya, address = hub.practitioner(), f"/triage/{record.reference}/sharing"
    page = priya.open(address)
    assert "No consent is recorded" in text_of(page)
    assert " checked" not in page.text
    assert "Enter why" in text_of(priya.send(address, choice="dispense", reason="increases-risk"))

    sent = priya.send(address, choice="dispense", reason="increases-risk", words="He reads her telephone.")

    assert sent.status_code == 303
    assert checks(hub, record)[Agency.POLICE].state is CheckState.AWAITED
    text = text_of(priya.open(f"/triage/{record.reference}"))
    assert "He reads her telephone." in text
    assert "Priya Nair" in text


def test_the_record_says_of_whom_nothing_was_known_when_somebody_decided(hub: TriageHub) -> None:
    record = a_child_at_the_desk(hub)
    hub.desk.decides(hub.desk.record(record.reference))

    text = text_of(hub.practitioner().open(f"/triage/{record.reference}"))

    assert "Decided without knowing what these could tell" in text
    assert "police" in text


def test_a_check_can_be_answered_while_intake_is_away(hub_without_intake: TriageHub) -> None:
    record = a_child_at_the_desk(hub_without_intake)
    police = an_agency(hub_without_intake)

    assert "Ring the hub before you answer" in text_of(
        police.open(f"/agency-checks/{record.reference}/police")
    )
    sent = police.send(f"/agency-checks/{record.reference}/police", outcome="nothing-known")

    assert sent.status_code == 303


def test_an_agencys_system_answers_by_the_api_under_its_members_account(hub: TriageHub) -> None:
    record = a_child_at_the_desk(hub)
    police = an_agency(hub)
    listed = police.open("/api/v1/agency-checks").json()
    assert [one["reference"] for one in listed["checks"]] == [record.reference]

    fact = {"factor": "3B", "basis": "fact", "source": "own-records", "dated": "2026-02-01"}
    token = {"x-csrf-token": police.csrf()}
    address = f"/api/v1/agency-checks/{record.reference}/police/answers"
    answered = police.client.post(address, json={"outcome": "answered", "facts": [fact]}, headers=token)

    assert answered.status_code == 200, answered.text
    assert answered.json()["state"] == "answered"
    other = f"/api/v1/agency-checks/{record.reference}/social-care/answers"
    assert police.client.post(other, json={"outcome": "nothing-known"}, headers=token).status_code == 403


def test_nobody_sees_a_check_without_signing_in(hub: TriageHub) -> None:
    record = a_child_at_the_desk(hub)

    assert nobody(hub.app).open("/agency-checks/").status_code == 303
    assert nobody(hub.app).open(f"/agency-checks/{record.reference}/police").status_code == 303
