from datetime import date, timedelta

import pytest

from mash_intake.domain import ages

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("born", "code", "refused"),
    [
        (TODAY, None, None),
        (TODAY + timedelta(days=1), "birth-in-future", True),
        (date(2008, 11, 25), None, None),
        (date(2008, 11, 24), "adult-already", False),
        (date(2007, 11, 25), "adult-already", False),
        (date(2007, 11, 24), "not-a-child", True),
        (date(1918, 9, 14), "not-a-child", True),
    ],
)
def test_the_hub_is_for_people_under_18_and_lets_those_just_18_in(
    born: date, code: str | None, refused: bool | None
) -> None:
    problem = ages.birth_problem(born, TODAY)
    assert (problem.code if problem else None) == code
    assert (problem.refuses if problem else None) == refused


@pytest.mark.parametrize(
    ("days", "code"),
    [(281, "expected-too-far"), (280, None), (0, None), (-28, None), (-29, "expected-long-past")],
)
def test_a_baby_is_expected_within_forty_weeks_and_overdue_for_four_at_most(
    days: int, code: str | None
) -> None:
    problem = ages.expected_problem(TODAY + timedelta(days=days), TODAY)
    assert (problem.code if problem else None) == code


def test_a_child_is_born_or_expected_but_not_both() -> None:
    assert ages.birth_or_expected_problem(TODAY, TODAY) is not None
    assert ages.birth_or_expected_problem(TODAY, None) is None
    assert ages.birth_or_expected_problem(None, TODAY) is None


def test_nobody_was_last_seen_before_they_were_born_or_in_the_future() -> None:
    born = date(2020, 1, 2)
    before, future = (
        ages.seen_problem(date(2020, 1, 1), born, TODAY),
        ages.seen_problem(TODAY + timedelta(days=1), born, TODAY),
    )
    assert before is not None
    assert future is not None
    assert (before.code, future.code) == ("seen-before-birth", "date-in-future")
    assert ages.seen_problem(TODAY, born, TODAY) is None


@pytest.mark.parametrize(
    ("born", "months"),
    [
        (date(2026, 11, 24), 0),
        (date(2026, 10, 25), 0),
        (date(2026, 10, 24), 1),
        (date(2025, 11, 25), 11),
        (date(2025, 11, 24), 12),
        (date(2013, 5, 31), 161),
    ],
)
def test_age_is_counted_in_months_completed(born: date, months: int) -> None:
    assert ages.age_in_months(born, None, TODAY) == months


def test_an_age_that_was_guessed_counts_from_the_birthday_and_an_unknown_age_stays_unknown() -> None:
    assert ages.age_in_months(None, 6, TODAY) == 72
    assert ages.age_in_months(None, 0, TODAY) == 0
    assert ages.age_in_months(None, None, TODAY) is None


@pytest.mark.parametrize(
    ("born", "expected", "years", "words"),
    [
        (date(2013, 3, 1), None, None, "13 years"),
        (date(2026, 6, 20), None, None, "5 months"),
        (date(2026, 10, 24), None, None, "1 month"),
        (date(2026, 11, 23), None, None, "1 day"),
        (TODAY, None, None, "0 days"),
        (None, TODAY + timedelta(weeks=8), None, "due in 8 weeks"),
        (None, TODAY + timedelta(days=1), None, "due in 1 day"),
        (None, TODAY, None, "due today"),
        (None, TODAY - timedelta(days=3), None, "due date passed"),
        (None, None, 6, "about 6 years"),
        (None, None, 1, "about 1 year"),
        (None, None, 0, "under 1 year"),
        (None, None, None, "Age not known"),
    ],
)
def test_an_age_is_said_as_people_say_it(
    born: date | None, expected: date | None, years: int | None, words: str
) -> None:
    assert ages.age_in_words(born, expected, years, TODAY) == words
