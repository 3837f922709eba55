"""What a share and a spread say about themselves."""

import pytest

from mash_assurance.domain.figures import Measure, Share, Spread
from mash_assurance.web.words import share_words, span_words, spread_words

MEASURE = Measure("any", "Any", "Something.", "Everything else.")


def share(numerator: int, denominator: int) -> Share:
    return Share(MEASURE, numerator, denominator, "children")


def test_nothing_of_nothing_is_neither_all_nor_none() -> None:
    assert share(0, 0).value is None
    assert share(0, 0).percent is None


def test_a_few_children_get_no_percentage() -> None:
    assert share(3, 9).percent is None
    assert share(3, 10).percent == 30


@pytest.mark.parametrize(("numerator", "percent"), [(0, 0), (1, 1), (500, 50), (999, 99), (1000, 100)])
def test_all_but_one_is_never_rounded_to_all_and_one_never_to_none(numerator: int, percent: int) -> None:
    assert share(numerator, 1000).percent == percent


def test_the_median_and_the_ninetieth_of_a_hundred_children() -> None:
    spread = Spread(MEASURE, "Children", {30: 50, 90: 39, 200: 10, 6000: 1})

    assert spread.within(0.5) == 30
    assert spread.within(0.9) == 200
    assert spread.total == 100


def test_one_child_is_its_own_median() -> None:
    assert Spread(MEASURE, "Children", {45: 1}).within(0.9) == 45


def test_each_child_falls_into_one_span() -> None:
    spread = Spread(MEASURE, "Children", {0: 1, 59: 1, 60: 1, 1440: 1, 4319: 1, 4320: 1})

    assert [children for _, children in spread.spans] == [2, 1, 0, 0, 2, 1]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "less than a minute"),
        (1, "1 minute"),
        (125, "2 hours 5 minutes"),
        (120, "2 hours"),
        (24 * 60 + 5, "1 day"),
        (76 * 60 + 59, "3 days 4 hours"),
    ],
)
def test_a_time_is_told_in_two_units_at_most_and_never_as_more_than_it_was(minutes: int, words: str) -> None:
    assert span_words(minutes) == words


def test_of_a_few_children_only_the_longest_time_is_told() -> None:
    assert spread_words(Spread(MEASURE, "Children", {}), "decided") == ""
    assert spread_words(Spread(MEASURE, "Children", {5: 8, 90: 1}), "decided") == (
        "The longest took 1 hour 30 minutes."
    )
    assert spread_words(Spread(MEASURE, "Children", {5: 8, 90: 2}), "decided") == (
        "Half were decided within 5 minutes, nine in ten within 1 hour 30 minutes."
    )


def test_a_share_is_told_with_its_counts() -> None:
    assert share_words(share(0, 0)) == "None to count yet"
    assert share_words(share(3, 4)) == "3 of 4"
    assert share_words(share(1850, 2000)) == "1,850 of 2,000 (92%)"
