"""When something is due: office hours, weekends, bank holidays and the changing of the clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mash_contracts.vocabulary import Rag
from mash_policy.load import load_edition
from mash_policy.model import Timescale, TimeUnit
from mash_policy.working_time import (
    bank_holidays,
    deadline,
    is_open,
    is_working_day,
    working_time_between,
)

LONDON = ZoneInfo("Europe/London")
TIMESCALES = load_edition("2026-01-01").timescales
HOURS = TIMESCALES.office_hours


def london(day: str, at: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=LONDON)


def due(start: datetime, amount: int, unit: TimeUnit) -> datetime:
    return deadline(start, Timescale(amount, unit, "a test"), HOURS)


@pytest.mark.parametrize(
    ("telling", "start", "amount", "unit", "expected"),
    [
        (
            "a red at ten to five on a Friday is due that evening",
            london("2026-03-06", "16:50"),
            4,
            TimeUnit.WALL_HOURS,
            london("2026-03-06", "20:50"),
        ),
        (
            "a red runs through Christmas night",
            london("2026-12-24", "23:00"),
            4,
            TimeUnit.WALL_HOURS,
            london("2026-12-25", "03:00"),
        ),
        (
            "a red in the night when the clocks go forward has its full four hours",
            london("2026-03-29", "00:30"),
            4,
            TimeUnit.WALL_HOURS,
            london("2026-03-29", "05:30"),
        ),
        (
            "a red in the night when the clocks go back has no more than four hours",
            london("2026-10-25", "00:30"),
            4,
            TimeUnit.WALL_HOURS,
            london("2026-10-25", "03:30"),
        ),
        (
            "one working day from Wednesday is the close of Thursday",
            london("2026-03-04", "10:00"),
            1,
            TimeUnit.WORKING_DAYS,
            london("2026-03-05", "17:00"),
        ),
        (
            "one working day from Thursday is the earlier close of Friday",
            london("2026-03-05", "10:00"),
            1,
            TimeUnit.WORKING_DAYS,
            london("2026-03-06", "16:30"),
        ),
        (
            "what comes in on Saturday night is due on Monday",
            london("2026-03-07", "23:30"),
            1,
            TimeUnit.WORKING_DAYS,
            london("2026-03-09", "17:00"),
        ),
        (
            "one working day from Maundy Thursday is the Tuesday after Easter",
            london("2026-04-02", "15:00"),
            1,
            TimeUnit.WORKING_DAYS,
            london("2026-04-07", "17:00"),
        ),
        (
            "one working day from Christmas Eve skips the substitute for Boxing Day",
            london("2026-12-24", "09:00"),
            1,
            TimeUnit.WORKING_DAYS,
            london("2026-12-29", "17:00"),
        ),
        (
            "fifteen working days over two bank holidays in May",
            london("2026-04-30", "09:00"),
            15,
            TimeUnit.WORKING_DAYS,
            london("2026-05-22", "16:30"),
        ),
        (
            "four office hours from the middle of the morning",
            london("2026-03-04", "10:00"),
            4,
            TimeUnit.WORKING_HOURS,
            london("2026-03-04", "14:00"),
        ),
        (
            "eight office hours from Friday afternoon end on Monday",
            london("2026-03-06", "15:30"),
            8,
            TimeUnit.WORKING_HOURS,
            london("2026-03-09", "15:30"),
        ),
        (
            "office hours over the weekend when the clocks go forward follow the wall",
            london("2026-03-27", "16:00"),
            1,
            TimeUnit.WORKING_HOURS,
            london("2026-03-30", "09:00"),
        ),
        (
            "office hours that fill the day end when it closes",
            london("2026-03-06", "08:30"),
            8,
            TimeUnit.WORKING_HOURS,
            london("2026-03-06", "16:30"),
        ),
        (
            "office hours from a Sunday begin on Monday",
            london("2026-03-08", "12:00"),
            2,
            TimeUnit.WORKING_HOURS,
            london("2026-03-09", "10:30"),
        ),
        (
            "the same day from the morning is midnight",
            london("2026-03-04", "10:00"),
            4,
            TimeUnit.SAME_DAY,
            london("2026-03-05", "00:00"),
        ),
        (
            "the same day late in the evening still leaves four hours",
            london("2026-03-04", "23:00"),
            4,
            TimeUnit.SAME_DAY,
            london("2026-03-05", "03:00"),
        ),
    ],
)
def test_when_it_is_due(
    telling: str, start: datetime, amount: int, unit: TimeUnit, expected: datetime
) -> None:
    assert due(start, amount, unit) == expected, telling


def test_a_deadline_is_in_utc() -> None:
    assert due(london("2026-07-01", "10:00"), 1, TimeUnit.WALL_HOURS).tzinfo is UTC


def test_a_moment_without_a_zone_has_no_deadline() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        due(datetime(2026, 3, 4, 10, 0), 1, TimeUnit.WALL_HOURS)  # noqa: DTZ001


def test_a_red_on_friday_evening_does_not_wait_for_the_statutory_clock() -> None:
    received = london("2026-03-06", "16:50")

    assert deadline(received, TIMESCALES.rag[Rag.RED], HOURS) < deadline(received, TIMESCALES.decision, HOURS)


@pytest.mark.parametrize("day", ["2020-05-08", "2022-06-03", "2022-09-19", "2023-05-08", "2026-12-28"])
def test_moved_and_extra_bank_holidays_are_known(day: str) -> None:
    assert date.fromisoformat(day) in bank_holidays(int(day[:4]))
    assert not is_working_day(date.fromisoformat(day), HOURS)


def test_there_were_253_working_days_in_2020_21() -> None:
    days = (date(2020, 4, 1) + timedelta(days=count) for count in range(365))

    assert sum(is_working_day(day, HOURS) for day in days) == 253


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        ("2026-03-05", "08:29", False),
        ("2026-03-05", "08:30", True),
        ("2026-03-05", "16:59", True),
        ("2026-03-05", "17:00", False),
        ("2026-03-06", "16:30", False),
        ("2026-03-07", "12:00", False),
        ("2026-04-03", "12:00", False),
    ],
)
def test_the_offices_open_and_close_on_time(day: str, at: str, expected: bool) -> None:
    assert is_open(london(day, at), HOURS) is expected


def test_time_passes_only_while_the_offices_are_open() -> None:
    from_friday, to_monday = london("2026-03-06", "15:30"), london("2026-03-09", "09:30")

    assert working_time_between(from_friday, to_monday, HOURS) == timedelta(hours=2)
    assert working_time_between(to_monday, from_friday, HOURS) == timedelta()
