"""The period somebody asks for."""

from datetime import UTC, date, datetime

import pytest

from mash_assurance.domain.tallies import EVER, Period
from mash_assurance.web.periods import chosen, day_asked_for
from mash_platform.errors import Rejected

# Half past midnight in London, where summer time has begun.
JUST_AFTER_MIDNIGHT = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)


def test_the_last_seven_days_are_whole_days_in_london_with_today() -> None:
    week = chosen("7-days", None, None, JUST_AFTER_MIDNIGHT)

    assert week.period == Period(start=datetime(2026, 6, 25, 23, 0, tzinfo=UTC))
    assert week.words == "Last 7 days"


def test_without_a_word_the_last_thirty_days_are_meant_and_all_is_all() -> None:
    assert chosen(None, None, None, JUST_AFTER_MIDNIGHT).name == "30-days"
    assert chosen("all", None, None, JUST_AFTER_MIDNIGHT).period == EVER


def test_from_a_day_to_a_day_includes_both_across_the_change_of_clocks() -> None:
    weekend = chosen(None, date(2026, 3, 28), date(2026, 3, 29), JUST_AFTER_MIDNIGHT)

    assert weekend.period == Period(
        datetime(2026, 3, 28, 0, 0, tzinfo=UTC), datetime(2026, 3, 29, 23, 0, tzinfo=UTC)
    )
    assert weekend.words == "From 28 March 2026 to 29 March 2026"
    assert weekend.query == "from=2026-03-28&to=2026-03-29"


@pytest.mark.parametrize(
    ("query", "day"),
    [
        ({}, None),
        ({"from": "2026-03-31"}, date(2026, 3, 31)),
        ({"from-day": " 31 ", "from-month": "3", "from-year": "2026"}, date(2026, 3, 31)),
        ({"from-day": "", "from-month": "", "from-year": ""}, None),
    ],
)
def test_a_day_is_read_from_the_address_or_from_the_boxes(query: dict[str, str], day: date | None) -> None:
    assert day_asked_for(query, "from", "first") == day


@pytest.mark.parametrize(
    "query",
    [
        {"from": "yesterday"},
        {"from": "2026-3"},
        {"from": "2026-02-29"},
        {"from": "99999-01-01"},
        {"from-day": "1"},
        {"from-day": "1", "from-month": "March", "from-year": "2026"},
        {"from-day": "1", "from-month": "3", "from-year": "26"},
    ],
)
def test_what_is_no_day_is_refused_by_name(query: dict[str, str]) -> None:
    with pytest.raises(Rejected) as refused:
        day_asked_for(query, "from", "first")

    assert [(error.field, error.code) for error in refused.value.errors] == [("from", "not-a-date")]
