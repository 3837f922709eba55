"""Who is asked about a child, how long they have, and what an answer that is missing means."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import Agency, CheckDeclineReason, CheckOutcome, Rag, Severity
from mash_policy.agency_check_load import CHECK_RULES
from mash_policy.load import load_edition
from mash_triage.domain.agency_checks import (
    AnswerGiven,
    CheckState,
    Wanted,
    agencies_to_ask,
    answer_shortcomings,
    clock_from,
    concerns_told,
    is_provisional,
    missing_answers,
    state_after,
    tightened,
)
from mash_triage.domain.assessment import assess
from mash_triage.domain.picture import Picture
from tests.builders.agency_checks import a_check, a_fact, an_answer, answer_of
from tests.builders.pictures import a_picture, a_worry, seen
from tests.builders.triage import WEDNESDAY_MORNING

POLICY = load_edition("2026-01-01")
RULES = CHECK_RULES.load("2026-01-01")
TODAY = date(2026, 3, 4)
HOURS = POLICY.timescales.office_hours


def asked(picture: Picture) -> dict[Agency, Wanted]:
    return {one.agency: one for one in agencies_to_ask(assess(picture, POLICY), POLICY, RULES)}


def test_a_child_without_a_need_is_looked_up_in_the_hubs_own_records_and_nobody_else_is_asked() -> None:
    wanted = asked(a_picture())

    assert wanted.keys() == {Agency.SOCIAL_CARE}
    assert wanted[Agency.SOCIAL_CARE].own_records


def test_a_hungry_child_is_asked_about_at_health_and_school_and_not_at_the_police() -> None:
    wanted = asked(a_picture(a_worry(AssessmentFactor.NEGLECT, Sign.HUNGRY)))

    assert {Agency.HEALTH, Agency.EDUCATION} <= wanted.keys()
    assert Agency.POLICE not in wanted
    assert Agency.PROBATION not in wanted


def test_domestic_abuse_is_asked_about_at_the_police() -> None:
    wanted = asked(a_picture(a_worry(AssessmentFactor.DOMESTIC_ABUSE_PARENT)))

    assert Agency.POLICE in wanted
    assert wanted[Agency.POLICE].because
    assert Agency.HOUSING not in wanted


def test_at_significant_harm_those_of_a_strategy_discussion_are_asked_whatever_the_worry() -> None:
    wanted = asked(a_picture(seen(Sign.DISCLOSURE_SEXUAL)))

    assert {Agency.SOCIAL_CARE, Agency.POLICE, Agency.HEALTH} <= wanted.keys()


def test_no_picture_has_every_agency_asked_for_one_worry() -> None:
    for factor in AssessmentFactor:
        assert len(asked(a_picture(a_worry(factor, severity=Severity.SERIOUS)))) < len(Agency) - 1


def test_a_red_check_runs_through_the_night() -> None:
    friday_evening = WEDNESDAY_MORNING + timedelta(days=2, hours=8)

    clock = clock_from(friday_evening, Rag.RED, RULES, HOURS)

    assert clock.answer_by == friday_evening + timedelta(hours=2)
    assert clock.due_soon_at == friday_evening + timedelta(hours=1)


def test_a_green_check_of_friday_afternoon_is_due_on_monday() -> None:
    friday_afternoon = WEDNESDAY_MORNING + timedelta(days=2, hours=6)

    clock = clock_from(friday_afternoon, Rag.GREEN, RULES, HOURS)

    assert clock.answer_by.date() == date(2026, 3, 9)


def test_a_child_who_becomes_more_urgent_gets_the_earlier_time_and_never_a_later_one() -> None:
    green = clock_from(WEDNESDAY_MORNING, Rag.GREEN, RULES, HOURS)
    red = clock_from(WEDNESDAY_MORNING + timedelta(minutes=10), Rag.RED, RULES, HOURS)

    assert tightened(green, red) == red == tightened(red, green)


def test_an_awaited_check_is_due_soon_and_then_overdue_and_stays_missing() -> None:
    check = a_check()

    assert not check.is_due_soon(WEDNESDAY_MORNING)
    assert check.is_due_soon(WEDNESDAY_MORNING + timedelta(hours=1))
    assert check.is_overdue(WEDNESDAY_MORNING + timedelta(hours=2))
    assert not check.is_due_soon(WEDNESDAY_MORNING + timedelta(hours=2))
    assert check.is_missing


@pytest.mark.parametrize("state", [CheckState.HELD, CheckState.NOT_SHARED, CheckState.DECLINED])
def test_who_was_not_asked_or_declined_is_missing_and_never_late(state: CheckState) -> None:
    check = a_check(state=state)

    assert missing_answers([check]) == (Agency.POLICE,)
    assert not check.is_overdue(WEDNESDAY_MORNING + timedelta(days=30))


def test_nothing_known_is_an_answer() -> None:
    assert missing_answers([a_check(an_answer())]) == ()


def test_a_missing_answer_keeps_the_recommendation_provisional() -> None:
    complete = assess(a_picture(a_worry()), POLICY)
    assert not complete.provisional

    assert is_provisional(complete, [a_check()])
    assert not is_provisional(complete, [a_check(an_answer())])


def test_what_was_missing_when_somebody_decided_is_known_for_ever() -> None:
    before, after = WEDNESDAY_MORNING, WEDNESDAY_MORNING + timedelta(hours=3)
    answered = replace(a_check(an_answer()), answers=(answer_of(an_answer(), at=after),))

    assert answered.was_missing(before)
    assert not answered.was_missing(after)
    assert not answered.was_missing(before - timedelta(minutes=1))
    assert a_check(AnswerGiven(CheckOutcome.DECLINED)).was_missing(after)


def test_what_an_agency_tells_becomes_a_concern_with_its_source_and_its_age() -> None:
    check = a_check(an_answer(a_fact(dated=date(2026, 3, 1)), a_fact(dated=None)))

    recent, undated = concerns_told([check], TODAY)

    assert recent.agency is Agency.POLICE
    assert recent.days_since == 3
    assert undated.days_since is None


def test_who_declined_or_knew_nothing_may_know_something_later() -> None:
    for before in (CheckState.DECLINED, CheckState.NOTHING_KNOWN, CheckState.AWAITED, CheckState.ANSWERED):
        assert state_after(before, CheckOutcome.ANSWERED) is CheckState.ANSWERED


def test_what_was_told_is_not_taken_back() -> None:
    assert state_after(CheckState.ANSWERED, CheckOutcome.NOTHING_KNOWN) is None
    assert state_after(CheckState.ANSWERED, CheckOutcome.DECLINED) is None
    assert state_after(CheckState.NOTHING_KNOWN, CheckOutcome.DECLINED) is None


def test_an_agency_that_was_not_asked_has_nothing_to_answer() -> None:
    assert state_after(CheckState.HELD, CheckOutcome.ANSWERED) is None
    assert state_after(CheckState.NOT_SHARED, CheckOutcome.NOTHING_KNOWN) is None


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        (AnswerGiven(), "outcome", "required"),
        (AnswerGiven(CheckOutcome.ANSWERED), "facts", "required"),
        (AnswerGiven(CheckOutcome.DECLINED), "decline_reason", "required"),
        (AnswerGiven(CheckOutcome.NOTHING_KNOWN, (a_fact(),)), "outcome", "contradicts-facts"),
        (an_answer(a_fact(dated=date(2026, 3, 5))), "facts", "in-the-future"),
        (an_answer(words="x" * 20_001), "words", "too-long"),
        (an_answer(*[a_fact()] * 21), "facts", "too-many"),
    ],
)
def test_what_is_not_complete_is_no_answer(given: AnswerGiven, field: str, code: str) -> None:
    (found,) = answer_shortcomings(given, TODAY)

    assert (found.field, found.code) == (field, code)


def test_a_complete_answer_has_no_shortcoming() -> None:
    declined = AnswerGiven(CheckOutcome.DECLINED, decline_reason=CheckDeclineReason.NOT_LAWFUL)

    assert not answer_shortcomings(declined, TODAY)
    assert not answer_shortcomings(an_answer(a_fact()), TODAY)
    assert not answer_shortcomings(an_answer(), TODAY)
