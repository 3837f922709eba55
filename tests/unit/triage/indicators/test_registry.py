"""Every indicator has a test on both sides, a docstring with its source, and a place in one module."""

import pytest

from mash_triage.domain.indicators.registry import INDICATORS, MODULES
from tests.unit.triage.indicators import (
    test_cumulative_harm,
    test_danger_and_injury,
    test_exploitation_and_missing,
    test_home_and_care,
    test_patterns_over_time,
    test_practice_tools,
)
from tests.unit.triage.indicators.test_signs_and_factors import FACTORS, SIGN_OR_FACTOR, SIGNS, STRENGTHS

STORIES = (
    *test_cumulative_harm.STORIES,
    *test_danger_and_injury.STORIES,
    *test_exploitation_and_missing.STORIES,
    *test_home_and_care.STORIES,
    *test_patterns_over_time.STORIES,
    *test_practice_tools.STORIES,
)
BOTH_SIDES_BY_CODE = {*SIGNS, *FACTORS, *SIGN_OR_FACTOR, *STRENGTHS}


@pytest.mark.parametrize("code", INDICATORS)
def test_every_indicator_is_told_once_as_found_and_once_as_not(code: str) -> None:
    told = {story.found for story in STORIES if story.code == code}

    assert told == {True, False} or code in BOTH_SIDES_BY_CODE


@pytest.mark.parametrize("code", INDICATORS)
def test_every_indicator_says_what_a_practitioner_would_recognise(code: str) -> None:
    assert (INDICATORS[code].__doc__ or "").strip().rstrip("`").endswith(".")


def test_no_indicator_of_one_module_hides_one_of_another() -> None:
    names = [
        name
        for module in MODULES
        for name, member in vars(module).items()
        if getattr(member, "__module__", None) == module.__name__ and not name.startswith("_")
    ]

    assert len(names) == len(INDICATORS)
