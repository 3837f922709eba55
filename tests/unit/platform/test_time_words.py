from datetime import UTC, date, datetime, timedelta

import pytest

from mash_platform.web.time_words import london, london_date, time_left

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 24, 21, 56, tzinfo=UTC), "24 November 2026 at 9:56pm"),
        (datetime(2026, 7, 1, 23, 5, tzinfo=UTC), "2 July 2026 at 12:05am"),
        (datetime(2026, 7, 1, 11, 0, tzinfo=UTC), "1 July 2026 at 12:00pm"),
    ],
)
def test_times_are_said_as_they_are_in_london_also_in_summer(at: datetime, words: str) -> None:
    assert london(at) == words


def test_a_date_is_the_day_it_is_in_london() -> None:
    assert london_date(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026"
    assert london_date(date(2010, 3, 9)) == "9 March 2010"


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=3, hours=5), "3 days left"),
        (timedelta(hours=47, minutes=59), "47 hours left"),
        (timedelta(hours=2), "2 hours left"),
        (timedelta(hours=1, minutes=1), "1 hour 1 minute left"),
        (timedelta(minutes=20, seconds=59), "20 minutes left"),
        (timedelta(seconds=59), "less than a minute left"),
        (timedelta(0), "due now"),
        (-timedelta(seconds=59), "due now"),
        (-timedelta(minutes=20), "overdue by 20 minutes"),
        (-timedelta(days=2), "overdue by 2 days"),
    ],
)
def test_what_is_left_to_a_deadline_is_said_as_people_say_it(left: timedelta, words: str) -> None:
    assert time_left(NOON + left, NOON) == words
