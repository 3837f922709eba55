"""The tools of practice as the hub meets them: completing, reading, putting by, the tracker, school."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from mash_contracts.national_codes import AssessmentFactor, ReferralSource
from mash_contracts.submission import ContactSubmission
from mash_contracts.vocabulary import ExploitationRisk
from mash_platform.clock import MovableClock
from mash_policy.practice_tool_load import PRACTICE_TOOLS
from mash_triage.store.records import Record
from tests.builders.contacts import a_child, a_concern, a_referrer, an_adult
from tests.builders.triage_desk import MARY
from tests.builders.triage_web import TriageHub, a_triage_hub

WEDNESDAY_IN_NOVEMBER = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(WEDNESDAY_IN_NOVEMBER)


@pytest.fixture
def hub(tmp_path: Path, clock: MovableClock) -> Iterator[TriageHub]:
    with a_triage_hub(tmp_path, clock) as hub:
        yield hub


def a_child_at_the_desk(hub: TriageHub) -> Record:
    """Police tell of domestic abuse at the home of a girl of eight."""
    (record,) = hub.both.takes_in(
        ContactSubmission(
            referrer=a_referrer(source=ReferralSource.POLICE),
            children=(a_child(),),
            adults=(an_adult(),),
            concerns=(a_concern(factor=AssessmentFactor.DOMESTIC_ABUSE_PARENT, signs=()),),
        )
    )
    return record


def a_dash(*yeses: str, **given: str) -> dict[str, str | list[str]]:
    tools = PRACTICE_TOOLS.on(date(2026, 11, 25))
    assert tools is not None
    answers = {f"question_{one.code}": "yes" if one.code in yeses else "no" for one in tools.dash.question}
    return {**answers, "agency": "police", **given}


def test_a_completed_dash_is_read_on_one_page_with_its_red_flag(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()

    priya.send(f"/triage/{record.reference}/tools/dash", **a_dash("strangled"))
    page = priya.open(f"/triage/{record.reference}/tools/dash/1").text

    assert "Medium risk: 1 yes of 24, 1 red flag" in page
    assert "<strong>Red flag</strong>" in page
    assert "raised the recommendation" in page


def test_a_question_that_was_not_answered_is_asked_for_and_nothing_is_lost(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()

    given = a_dash(words="She asked for her sister to be rung.")
    del given["question_strangled"]
    answer = priya.send(f"/triage/{record.reference}/tools/dash", **given)

    assert answer.status_code == 422
    assert "Answer question 15, or say it is not known" in answer.text
    assert "She asked for her sister to be rung." in answer.text


def test_a_half_filled_tool_is_put_by_and_gone_on_with(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()

    half = {"question_injured": "yes", "words": "Half done.", "later": "yes"}
    priya.send(f"/triage/{record.reference}/tools/dash", **half)

    assert "You put one by" in priya.open(f"/triage/{record.reference}/tools").text
    assert "Half done." in priya.open(f"/triage/{record.reference}/tools/dash").text


def test_every_form_opens_empty(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()

    for tool in (
        "voice",
        "signs-of-safety",
        "harm-matrix",
        "dash",
        "exploitation-matrix",
        "graded-care-profile",
    ):
        page = priya.open(f"/triage/{record.reference}/tools/{tool}")
        assert page.status_code == 200, tool
        assert "checked" not in page.text, tool


def test_the_notice_owed_to_school_is_on_the_list_until_somebody_records_it(
    hub: TriageHub, clock: MovableClock
) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()
    assert record.reference in priya.open("/school-notices/").text

    clock.move(timedelta(minutes=5))
    told = {
        "whom": "school",
        "told-day": "25",
        "told-month": "11",
        "told-year": "2026",
        "told_time": "15:02",
        "words": "Priya rang the deputy head.",
    }
    priya.send(f"/triage/{record.reference}/school-notice", **told)

    assert record.reference not in priya.open("/school-notices/").text
    assert "Priya rang the deputy head." in priya.open(f"/triage/{record.reference}/tools").text


def test_only_a_manager_lowers_a_grade_on_the_tracker(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()
    tools = PRACTICE_TOOLS.on(date(2026, 11, 25))
    assert tools is not None
    matrix = {f"seen_{one.code}": "no" for one in tools.exploitation_matrix.situation}
    matrix |= {
        "seen_online": "often",
        "severity_online": "serious",
        "level": "significant",
        "agency": "police",
    }
    priya.send(
        f"/triage/{record.reference}/tools/exploitation-matrix", **{**matrix, "reason": "A man of 30."}
    )
    assert "Significant risk" in priya.open("/vulnerability-tracker/").text

    lowered = {"grade": "low", "reason": "He is in custody and she sees her worker each week."}
    refused = priya.send(f"/triage/{record.reference}/tracker-grade", **lowered)
    assert refused.status_code == 422
    with hub.desk.delivery.transaction() as transaction:
        hub.desk.handlers.tools.lower_grade(
            transaction, record.reference, ExploitationRisk.LOW, lowered["reason"], MARY
        )
    assert "Low risk" in priya.open(f"/triage/{record.reference}/tools").text
