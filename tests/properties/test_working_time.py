"""What always holds of deadlines, in any year, over every change of the clocks and every bank holiday."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from mash_policy.load import load_edition
from mash_policy.model import Timescale, TimeUnit
from mash_policy.working_time import (
    add_working_hours,
    deadline,
    is_open,
    is_working_day,
    working_time_between,
)

LONDON = ZoneInfo("Europe/London")
HOURS = load_edition("2026-01-01").timescales.office_hours

moments = st.datetimes(
    min_value=datetime(2015, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2035, 12, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
timescales = st.builds(
    Timescale,
    amount=st.integers(min_value=1, max_value=80),
    unit=st.sampled_from(TimeUnit),
    source=st.just("a property"),
)
spans = st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(hours=200))


@given(moments, timescales)
def test_a_deadline_lies_after_its_start(start: datetime, timescale: Timescale) -> None:
    assert deadline(start, timescale, HOURS) > start


@given(moments, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=20)), timescales)
def test_what_starts_later_is_never_due_earlier(
    start: datetime, wait: timedelta, timescale: Timescale
) -> None:
    assert deadline(start + wait, timescale, HOURS) >= deadline(start, timescale, HOURS)


@given(moments, timescales)
def test_the_zone_in_which_a_moment_is_told_changes_nothing(start: datetime, timescale: Timescale) -> None:
    assert deadline(start.astimezone(LONDON), timescale, HOURS) == deadline(start, timescale, HOURS)


@given(moments, st.integers(min_value=1, max_value=100))
def test_wall_hours_are_real_hours_whatever_the_clock_shows(start: datetime, hours: int) -> None:
    red = Timescale(hours, TimeUnit.WALL_HOURS, "a property")

    assert deadline(start, red, HOURS) - start == timedelta(hours=hours)


@given(moments, spans)
def test_office_hours_added_are_the_office_hours_that_pass(start: datetime, amount: timedelta) -> None:
    end = add_working_hours(start, amount, HOURS)

    assert working_time_between(start, end, HOURS) == amount


@given(moments, st.integers(min_value=1, max_value=60))
def test_working_days_end_at_the_close_of_a_working_day(start: datetime, days: int) -> None:
    end = deadline(start, Timescale(days, TimeUnit.WORKING_DAYS, "a property"), HOURS)

    assert is_working_day(end.astimezone(LONDON).date(), HOURS)
    assert not is_open(end, HOURS)
    assert is_open(end - timedelta(seconds=1), HOURS)


@given(moments, st.integers(min_value=1, max_value=60))
def test_as_many_working_days_pass_as_were_given(start: datetime, days: int) -> None:
    end = deadline(start, Timescale(days, TimeUnit.WORKING_DAYS, "a property"), HOURS)
    first, last = start.astimezone(LONDON).date(), end.astimezone(LONDON).date()
    between = (first + timedelta(days=count) for count in range(1, (last - first).days + 1))

    assert sum(is_working_day(day, HOURS) for day in between) == days


@given(moments)
def test_the_same_day_is_the_same_day_unless_it_is_nearly_over(start: datetime) -> None:
    end = deadline(start, Timescale(4, TimeUnit.SAME_DAY, "a property"), HOURS)
    midnight = end.astimezone(LONDON)

    assert end - start >= timedelta(hours=4)
    assert end - start == timedelta(hours=4) or (midnight.hour, midnight.minute) == (0, 0)
