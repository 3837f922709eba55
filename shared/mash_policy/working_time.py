"""When something is due: office hours, weekends and English bank holidays, in Europe/London.

Pure functions. Moments go in and come out aware; results are in UTC. Adding to a moment in UTC keeps the
hours real when the clocks change; opening times follow the clock on the wall.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from mash_policy.model import OfficeHours, Timescale, TimeUnit

LONDON = ZoneInfo("Europe/London")


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """England's bank holidays in a year, with their substitute days."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date, office_hours: OfficeHours) -> bool:
    """A day on which the offices open: neither closed by the week nor a bank holiday."""
    return day.weekday() in office_hours.opening and day not in bank_holidays(day.year)


def is_open(moment: datetime, office_hours: OfficeHours) -> bool:
    """Whether the offices are open; at the moment of closing they are closed."""
    local = moment.astimezone(LONDON)
    if not is_working_day(local.date(), office_hours):
        return False
    opens, closes = _opening(local.date(), office_hours)
    return opens <= moment < closes


def closing_after_working_days(start: datetime, days: int, office_hours: OfficeHours) -> datetime:
    """The close of the offices on the `days`-th working day after the day on which it started.

    What comes in on a Saturday is due, at one working day, by the close of Monday, as is what came in on
    Friday: the day of receipt never counts.
    """
    day = start.astimezone(LONDON).date()
    remaining = days
    while remaining:
        day += timedelta(days=1)
        remaining -= is_working_day(day, office_hours)
    return _opening(day, office_hours)[1]


def add_working_hours(start: datetime, amount: timedelta, office_hours: OfficeHours) -> datetime:
    """The moment by which the offices have been open for `amount` since `start`."""
    day = start.astimezone(LONDON).date()
    remaining = amount
    while True:
        if is_working_day(day, office_hours):
            opens, closes = _opening(day, office_hours)
            begins = max(opens, start.astimezone(UTC))
            if begins < closes:
                if remaining <= closes - begins:
                    return begins + remaining
                remaining -= closes - begins
        day += timedelta(days=1)


def working_time_between(start: datetime, end: datetime, office_hours: OfficeHours) -> timedelta:
    """How long the offices are open between two moments; nothing when the end is not after the start."""
    total = timedelta()
    day = start.astimezone(LONDON).date()
    last = end.astimezone(LONDON).date()
    while day <= last:
        if is_working_day(day, office_hours):
            opens, closes = _opening(day, office_hours)
            total += max(timedelta(), min(closes, end) - max(opens, start))
        day += timedelta(days=1)
    return total


def deadline(start: datetime, timescale: Timescale, office_hours: OfficeHours) -> datetime:
    """When what started at `start` is due under a timescale, in UTC."""
    if start.tzinfo is None:
        raise ValueError("a moment without a time zone has no deadline")
    match timescale.unit:
        case TimeUnit.WALL_HOURS:
            return start.astimezone(UTC) + timedelta(hours=timescale.amount)
        case TimeUnit.WORKING_HOURS:
            return add_working_hours(start, timedelta(hours=timescale.amount), office_hours)
        case TimeUnit.WORKING_DAYS:
            return closing_after_working_days(start, timescale.amount, office_hours)
        case TimeUnit.SAME_DAY:
            return max(_end_of_day(start), start.astimezone(UTC) + timedelta(hours=timescale.amount))


def _opening(day: date, office_hours: OfficeHours) -> tuple[datetime, datetime]:
    opens, closes = office_hours.opening[day.weekday()]
    return _in_utc(day, opens), _in_utc(day, closes)


def _end_of_day(moment: datetime) -> datetime:
    return _in_utc(moment.astimezone(LONDON).date() + timedelta(days=1), time())


def _in_utc(day: date, at: time) -> datetime:
    return datetime.combine(day, at, LONDON).astimezone(UTC)
