"""What always holds of the two clocks of a decision, in any year and however a child's urgency goes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from mash_contracts.vocabulary import Rag
from mash_policy.load import load_edition
from mash_policy.working_time import is_open, is_working_day, working_time_between
from mash_triage.domain.clocks import Clocks, Pause, RunningUrgency, clocks
from tests.builders.clocks import a_pause

LONDON = ZoneInfo("Europe/London")
TIMESCALES = load_edition("2026-11-01").timescales
HOURS = TIMESCALES.office_hours

_ANY_TIME = st.datetimes(
    min_value=datetime(2015, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2035, 12, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
_LAST_SUNDAYS = [
    date(year, month, 31 - (date(year, month, 31).isoweekday() % 7))
    for year in range(2015, 2036)
    for month in (3, 10)
]
_AROUND = st.timedeltas(min_value=timedelta(days=-4), max_value=timedelta(days=3))
# Both changes of the clocks, Easter and Christmas are a few days in the year: they are tried on purpose.
_CHANGING = st.builds(
    lambda day, by: datetime(day.year, day.month, day.day, 1, tzinfo=UTC) + by,
    st.sampled_from(_LAST_SUNDAYS),
    _AROUND,
)
_EASTER = st.builds(
    lambda day, by: datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + by,
    st.sampled_from([date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28)]),
    _AROUND,
)
_CHRISTMAS = st.builds(
    lambda year, by: datetime(year, 12, 26, 12, tzinfo=UTC) + by,
    st.integers(2015, 2034),
    st.timedeltas(min_value=timedelta(days=-4), max_value=timedelta(days=9)),
)
moments = st.one_of(_ANY_TIME, _CHANGING, _EASTER, _CHRISTMAS)
rags = st.sampled_from(Rag)
spans = st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=4))

FRIDAY_TEN_TO_FIVE = datetime(2026, 3, 6, 16, 50, tzinfo=UTC)
CLOCKS_GO_FORWARD = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
CLOCKS_GO_BACK = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@st.composite
def courses(draw: st.DrawFn) -> list[RunningUrgency]:
    """How a child's urgency went: from when on it was what."""
    since, course = draw(moments), []
    for _ in range(draw(st.integers(1, 5))):
        course.append(RunningUrgency(since, draw(rags)))
        since += draw(spans)
    return course


@st.composite
def pauses_after(draw: st.DrawFn, start: datetime) -> list[Pause]:
    """Pauses one after the other, of which only the last may still go on."""
    at, found = start, []
    for _ in range(draw(st.integers(0, 3))):
        started = at + draw(spans)
        at = started + draw(spans)
        found.append(a_pause(started_at=started, ended_at=at))
    goes_on = draw(st.booleans())
    if found and goes_on:
        found[-1] = replace(found[-1], ended_at=None, ended_by=None)
    return found


def standing(course: list[RunningUrgency], pauses: list[Pause] | None = None) -> Clocks:
    return clocks(course, pauses or (), TIMESCALES)


@given(moments)
@example(FRIDAY_TEN_TO_FIVE)
@example(CLOCKS_GO_FORWARD)
@example(CLOCKS_GO_BACK)
def test_a_red_has_its_four_real_hours_by_day_by_night_and_over_any_holiday(start: datetime) -> None:
    running = standing([RunningUrgency(start, Rag.RED)])

    assert running.local == start + timedelta(hours=4)
    assert running.due <= start + timedelta(hours=4)


@given(moments, rags)
@example(FRIDAY_TEN_TO_FIVE, Rag.GREEN)
def test_the_statutory_clock_ends_when_the_office_closes_on_the_next_working_day(
    start: datetime, rag: Rag
) -> None:
    ends = standing([RunningUrgency(start, rag)]).statutory

    came_in, day = start.astimezone(LONDON).date(), ends.astimezone(LONDON).date()
    between = [came_in + timedelta(days=days) for days in range(1, (day - came_in).days)]
    assert day > came_in
    assert is_working_day(day, HOURS)
    assert not any(is_working_day(one, HOURS) for one in between)
    assert not is_open(ends, HOURS)
    assert is_open(ends - timedelta(minutes=1), HOURS)


@given(moments, st.sampled_from([Rag.AMBER, Rag.GREEN]))
@example(FRIDAY_TEN_TO_FIVE, Rag.AMBER)
def test_amber_and_green_have_their_hours_in_open_offices_and_no_less(start: datetime, rag: Rag) -> None:
    local = standing([RunningUrgency(start, rag)]).local

    assert local is not None
    assert working_time_between(start, local, HOURS) == timedelta(hours=TIMESCALES.rag[rag].amount)
    assert working_time_between(start, local - timedelta(minutes=1), HOURS) < timedelta(
        hours=TIMESCALES.rag[rag].amount
    )


@given(courses())
def test_what_is_to_be_met_is_never_later_than_either_clock_of_any_urgency(
    course: list[RunningUrgency],
) -> None:
    running = standing(course)

    assert running.due <= running.statutory
    assert all(running.due <= standing([one]).due for one in course)


@given(courses(), rags, spans)
def test_one_more_rating_never_moves_a_deadline_later(
    course: list[RunningUrgency], rag: Rag, later: timedelta
) -> None:
    more = [*course, RunningUrgency(course[-1].since + later, rag)]

    assert standing(more).due <= standing(course).due


@given(courses())
def test_no_rating_after_the_first_touches_the_statutory_clock(course: list[RunningUrgency]) -> None:
    assert standing(course).statutory == standing(course[:1]).statutory


@given(st.data(), courses())
def test_a_pause_moves_neither_the_statutory_clock_nor_a_red_one(
    data: st.DataObject, course: list[RunningUrgency]
) -> None:
    running = standing(course, data.draw(pauses_after(course[0].since)))

    assert running.due <= running.statutory == standing(course).statutory
    reds = [one.since for one in course if one.rag is Rag.RED]
    if reds:
        assert running.local is not None
        assert running.local <= reds[0] + timedelta(hours=4)


@given(st.data(), moments, st.sampled_from([Rag.AMBER, Rag.GREEN]))
def test_with_every_pause_taken_off_the_office_time_is_what_it_would_have_been(
    data: st.DataObject, start: datetime, rag: Rag
) -> None:
    """No pause gives more time than it took, and none takes any away."""
    pauses = data.draw(pauses_after(start))
    before = standing([RunningUrgency(start, rag)]).local
    after = standing([RunningUrgency(start, rag)], pauses).local
    assert before is not None
    if after is None:
        return
    stood = [
        working_time_between(one.started_at, one.ended_at, HOURS)
        for one in pauses
        if one.ended_at is not None and one.started_at < after
    ]
    amount = timedelta(hours=TIMESCALES.rag[rag].amount)

    assert after >= before
    assert working_time_between(start, after, HOURS) == amount + sum(stood, timedelta())


@given(st.data(), moments, st.sampled_from([Rag.AMBER, Rag.GREEN]))
def test_a_clock_stands_still_only_while_somebody_paused_it_with_time_left(
    data: st.DataObject, start: datetime, rag: Rag
) -> None:
    pauses = data.draw(pauses_after(start))
    local = standing([RunningUrgency(start, rag)], pauses).local

    if local is None:
        goes_on = pauses[-1]
        assert goes_on.ended_at is None
        until_then = standing([RunningUrgency(start, rag)], pauses[:-1]).local
        assert until_then is not None
        assert goes_on.started_at < until_then


@given(courses())
def test_the_same_course_always_has_the_same_clocks(course: list[RunningUrgency]) -> None:
    assert standing(course) == standing(list(course))
