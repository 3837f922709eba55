"""Two clocks run on every child: the statutory working day and the local tier; the tighter is shown."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mash_contracts.vocabulary import DecisionClock, Rag
from mash_policy.load import load_edition
from mash_triage.domain.clocks import (
    Clocks,
    Pause,
    PauseReason,
    RunningUrgency,
    clocks,
    decide_by,
    pause_shortcomings,
)
from tests.builders.clocks import a_pause, london

TIMESCALES = load_edition("2026-11-01").timescales
BEFORE_PAUSES = load_edition("2026-01-01").timescales
FRIDAY_TEN_TO_FIVE = datetime(2026, 3, 6, 16, 50, tzinfo=UTC)


def urgency(since: datetime, rag: Rag) -> RunningUrgency:
    return RunningUrgency(since, rag)


def standing(since: datetime, rag: Rag, *pauses: Pause) -> Clocks:
    return clocks([urgency(since, rag)], pauses, TIMESCALES)


def test_a_red_at_ten_to_five_on_a_friday_does_not_wait_for_monday() -> None:
    assert decide_by(FRIDAY_TEN_TO_FIVE, Rag.RED, TIMESCALES) == FRIDAY_TEN_TO_FIVE + timedelta(hours=4)


def test_what_is_not_red_is_due_by_the_close_of_the_next_working_day_at_the_latest() -> None:
    monday_close = datetime(2026, 3, 9, 17, 0, tzinfo=UTC)

    assert decide_by(FRIDAY_TEN_TO_FIVE, Rag.GREEN, TIMESCALES) == monday_close
    assert decide_by(FRIDAY_TEN_TO_FIVE, Rag.AMBER, TIMESCALES) <= monday_close


@pytest.mark.parametrize(
    ("telling", "start", "rag", "statutory", "local"),
    [
        (
            "a red at ten to five on a Friday",
            london("2026-03-06", "16:50"),
            Rag.RED,
            london("2026-03-09", "17:00"),
            london("2026-03-06", "20:50"),
        ),
        (
            "an amber at ten to five on a Friday, when the office has closed",
            london("2026-03-06", "16:50"),
            Rag.AMBER,
            london("2026-03-09", "17:00"),
            london("2026-03-09", "16:30"),
        ),
        (
            "a green on a Wednesday morning, whose own clock ends after the one by law",
            london("2026-03-04", "10:00"),
            Rag.GREEN,
            london("2026-03-05", "17:00"),
            london("2026-03-09", "09:00"),
        ),
        (
            "a red late on a Saturday",
            london("2026-03-07", "23:30"),
            Rag.RED,
            london("2026-03-09", "17:00"),
            london("2026-03-08", "03:30"),
        ),
        (
            "a red in the night in which the clocks go forward",
            london("2026-03-29", "00:30"),
            Rag.RED,
            london("2026-03-30", "17:00"),
            london("2026-03-29", "05:30"),
        ),
        (
            "a red in the night in which the clocks go back",
            london("2026-10-25", "00:30"),
            Rag.RED,
            london("2026-10-26", "17:00"),
            london("2026-10-25", "03:30"),
        ),
        (
            "an amber on the last afternoon before summer time",
            london("2026-03-27", "15:30"),
            Rag.AMBER,
            london("2026-03-30", "17:00"),
            london("2026-03-30", "15:30"),
        ),
        (
            "an amber on the last afternoon of summer time",
            london("2026-10-23", "15:30"),
            Rag.AMBER,
            london("2026-10-26", "17:00"),
            london("2026-10-26", "15:30"),
        ),
        (
            "a red on Good Friday",
            london("2026-04-03", "11:00"),
            Rag.RED,
            london("2026-04-07", "17:00"),
            london("2026-04-03", "15:00"),
        ),
        (
            "an amber on the Thursday before Easter",
            london("2026-04-02", "16:00"),
            Rag.AMBER,
            london("2026-04-07", "17:00"),
            london("2026-04-07", "15:30"),
        ),
        (
            "a red on the evening before Christmas",
            london("2026-12-24", "22:00"),
            Rag.RED,
            london("2026-12-29", "17:00"),
            london("2026-12-25", "02:00"),
        ),
        (
            "an amber on Christmas Eve, with the Monday closed for Boxing Day",
            london("2026-12-24", "15:00"),
            Rag.AMBER,
            london("2026-12-29", "17:00"),
            london("2026-12-29", "14:30"),
        ),
        (
            "a green on the day before New Year",
            london("2026-12-31", "12:00"),
            Rag.GREEN,
            london("2027-01-04", "17:00"),
            london("2027-01-06", "10:30"),
        ),
    ],
)
def test_both_clocks_run_from_when_the_contact_came_in(
    telling: str, start: datetime, rag: Rag, statutory: datetime, local: datetime
) -> None:
    running = standing(start, rag)

    assert (running.statutory, running.local) == (statutory, local), telling
    assert running.due == min(statutory, local), telling
    assert running.due_by(DecisionClock.STATUTORY) == statutory
    assert running.due_by(DecisionClock.LOCAL) == local


def test_a_child_whose_urgency_rises_gets_the_shorter_clock_from_that_moment() -> None:
    morning, noon = london("2026-03-04", "10:00"), london("2026-03-04", "12:00")

    running = clocks([urgency(morning, Rag.GREEN), urgency(noon, Rag.RED)], (), TIMESCALES)

    assert running.local == noon + timedelta(hours=4)
    assert running.local_rag is Rag.RED
    assert running.started_at == morning
    assert running.statutory == standing(morning, Rag.GREEN).statutory


def test_a_child_whose_urgency_falls_is_not_decided_on_later() -> None:
    night = london("2026-03-06", "22:00")

    running = clocks(
        [urgency(night, Rag.RED), urgency(night + timedelta(hours=1), Rag.AMBER)], (), TIMESCALES
    )

    assert running.local == night + timedelta(hours=4)
    assert running.local_rag is Rag.RED


def test_an_amber_about_to_run_out_is_not_given_longer_by_a_later_red() -> None:
    amber = london("2026-03-04", "08:30")
    red = london("2026-03-04", "16:00")

    running = clocks([urgency(amber, Rag.AMBER), urgency(red, Rag.RED)], (), TIMESCALES)

    assert running.local == london("2026-03-04", "16:30")
    assert running.local_rag is Rag.AMBER


def test_found_to_be_red_again_is_still_due_by_the_first() -> None:
    start = london("2026-03-07", "10:00")
    again = [urgency(start + timedelta(hours=hours), Rag.RED) for hours in (0, 1, 3)]

    assert clocks(again, (), TIMESCALES).local == start + timedelta(hours=4)


def test_the_local_clock_stands_still_while_it_is_paused_and_the_statutory_one_goes_on() -> None:
    start = london("2026-03-04", "10:00")

    running = standing(start, Rag.AMBER, a_pause(started_at=london("2026-03-04", "11:00")))

    assert running.local is None
    assert running.due == running.statutory == standing(start, Rag.AMBER).statutory
    assert running.local_rag is Rag.AMBER


def test_what_was_left_of_office_time_is_left_after_the_pause() -> None:
    start = london("2026-03-04", "10:00")
    before = standing(start, Rag.AMBER).local
    paused = a_pause(started_at=london("2026-03-04", "12:00"), ended_at=london("2026-03-04", "14:00"))

    after = standing(start, Rag.AMBER, paused).local

    assert before == london("2026-03-05", "09:30")
    assert after == london("2026-03-05", "11:30")


def test_a_pause_over_the_night_costs_only_its_office_time() -> None:
    start = london("2026-03-04", "10:00")
    overnight = a_pause(started_at=london("2026-03-04", "16:30"), ended_at=london("2026-03-05", "08:30"))

    assert standing(start, Rag.AMBER, overnight).local == london("2026-03-05", "10:00")


def test_a_pause_wholly_in_closed_hours_moves_nothing() -> None:
    start = london("2026-03-04", "10:00")
    evening = a_pause(started_at=london("2026-03-04", "18:00"), ended_at=london("2026-03-04", "22:00"))

    assert standing(start, Rag.AMBER, evening).local == standing(start, Rag.AMBER).local


def test_two_pauses_move_the_clock_by_both() -> None:
    start = london("2026-03-04", "08:30")
    first = a_pause(started_at=london("2026-03-04", "09:00"), ended_at=london("2026-03-04", "10:00"))
    second = a_pause(started_at=london("2026-03-04", "12:00"), ended_at=london("2026-03-04", "13:30"))

    assert standing(start, Rag.AMBER).local == london("2026-03-04", "16:30")
    assert standing(start, Rag.AMBER, first, second).local == london("2026-03-05", "10:30")


def test_a_pause_never_stops_a_red() -> None:
    start = london("2026-03-07", "10:00")

    assert standing(start, Rag.RED, a_pause(started_at=start)).local == start + timedelta(hours=4)


def test_under_an_edition_that_knows_no_pauses_nothing_stands_still() -> None:
    start = london("2026-03-04", "10:00")
    paused = [a_pause(started_at=london("2026-03-04", "11:00"))]

    assert clocks([urgency(start, Rag.AMBER)], paused, BEFORE_PAUSES).local == london("2026-03-05", "09:30")


def test_a_child_found_to_be_red_while_the_clock_is_paused_waits_for_nobody() -> None:
    start, red = london("2026-03-04", "10:00"), london("2026-03-04", "12:00")
    paused = [a_pause(started_at=london("2026-03-04", "11:00"))]

    running = clocks([urgency(start, Rag.AMBER), urgency(red, Rag.RED)], paused, TIMESCALES)

    assert running.due == running.local == red + timedelta(hours=4)


def test_a_green_that_became_amber_while_it_was_paused_has_the_clock_of_amber() -> None:
    start, amber = london("2026-03-04", "10:00"), london("2026-03-04", "12:00")
    paused = [a_pause(started_at=london("2026-03-04", "11:00"))]

    running = clocks([urgency(start, Rag.GREEN), urgency(amber, Rag.AMBER)], paused, TIMESCALES)

    assert running.local == standing(amber, Rag.AMBER).local
    assert running.local_rag is Rag.AMBER


def test_a_pause_after_the_clock_ran_out_does_not_bring_it_back() -> None:
    start = london("2026-03-04", "08:30")
    late = a_pause(started_at=london("2026-03-04", "17:00"))

    assert standing(start, Rag.AMBER, late).local == london("2026-03-04", "16:30")


def test_nobody_asks_for_the_clocks_of_a_child_who_does_not_wait() -> None:
    with pytest.raises(ValueError, match="waits"):
        clocks([], (), TIMESCALES)


MORNING = london("2026-03-04", "10:00")


@pytest.mark.parametrize(
    ("telling", "rag", "pauses", "reason", "words", "minutes", "codes"),
    [
        ("with a reason and words", Rag.AMBER, (), PauseReason.VISIT, "Back by noon.", 30, []),
        ("green as well", Rag.GREEN, (), PauseReason.FAMILY, "Back by noon.", 30, []),
        ("red never", Rag.RED, (), PauseReason.VISIT, "Back by noon.", 30, ["may-not-pause"]),
        ("not without a reason", Rag.AMBER, (), None, "Back by noon.", 30, ["required"]),
        ("not without words", Rag.AMBER, (), PauseReason.VISIT, "  ", 30, ["required"]),
        ("nor in too many", Rag.AMBER, (), PauseReason.VISIT, "a" * 20_001, 30, ["too-long"]),
        (
            "not twice",
            Rag.AMBER,
            (a_pause(started_at=MORNING),),
            PauseReason.VISIT,
            "Back by noon.",
            30,
            ["paused-already"],
        ),
        ("not to hide a breach", Rag.AMBER, (), PauseReason.VISIT, "Back soon.", 60 * 48, ["run-out"]),
    ],
)
def test_when_a_clock_may_be_paused(
    telling: str,
    rag: Rag,
    pauses: tuple[Pause, ...],
    reason: PauseReason | None,
    words: str,
    minutes: int,
    codes: list[str],
) -> None:
    now = MORNING + timedelta(minutes=minutes)
    found = pause_shortcomings(reason, words, standing(MORNING, rag, *pauses), pauses, TIMESCALES, now)

    assert [one.code for one in found] == codes, telling


def test_london_times_in_these_stories_are_london_s() -> None:
    assert london("2026-07-01", "09:00") == datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
    assert london("2026-07-01", "09:00").tzinfo == ZoneInfo("Europe/London")
