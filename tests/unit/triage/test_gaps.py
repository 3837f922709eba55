"""What is not known is named, and only where somebody has reason to ask."""

from dataclasses import replace
from typing import Any

import pytest

from mash_contracts.national_codes import AssessmentFactor as Factor
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import (
    Answer,
    ConsentState,
    ExploitationRisk,
    Frequency,
    OpenCase,
    Severity,
)
from mash_triage.domain.gaps import GAPS, gaps_in
from mash_triage.domain.picture import Picture
from tests.builders.pictures import a_picture, a_worry, all_answered, nothing_known, seen, years

WORRY = a_worry(Factor.NEGLECT)


def missing(**given: Any) -> Picture:
    return a_picture(WORRY, **given)


def history(**given: Any) -> Picture:
    return missing(history=replace(nothing_known(), **given))


GAP_OF: dict[str, Picture] = {
    "immediate-danger-not-known": missing(immediate_danger=Answer.UNKNOWN),
    "worry-not-described": a_picture(),
    "age-not-known": missing(age_months=None),
    "how-serious-not-known": a_picture(a_worry(Factor.NEGLECT, severity=Severity.UNKNOWN)),
    "how-often-not-known": a_picture(a_worry(Factor.NEGLECT, frequency=Frequency.UNKNOWN)),
    "voice-not-recorded": missing(voice_recorded=False),
    "lived-experience-not-recorded": missing(lived_experience_recorded=False),
    "last-seen-not-known": missing(last_seen_days=None),
    "domestic-abuse-not-asked": missing(four_questions=all_answered(domestic_abuse=None)),
    "domestic-abuse-not-known": missing(four_questions=all_answered(domestic_abuse=Answer.UNKNOWN)),
    "mental-illness-not-asked": missing(four_questions=all_answered(mental_illness=None)),
    "mental-illness-not-known": missing(four_questions=all_answered(mental_illness=Answer.UNKNOWN)),
    "substance-misuse-not-asked": missing(four_questions=all_answered(substance_misuse=None)),
    "substance-misuse-not-known": missing(four_questions=all_answered(substance_misuse=Answer.UNKNOWN)),
    "learning-difficulties-not-asked": missing(four_questions=all_answered(learning_difficulties=None)),
    "learning-difficulties-not-known": missing(
        four_questions=all_answered(learning_difficulties=Answer.UNKNOWN)
    ),
    "dash-not-done": a_picture(seen(Sign.AFRAID_OF_PARTNER), dash_ticks=None),
    "exploitation-matrix-not-done": a_picture(
        seen(Sign.OLDER_ASSOCIATES), exploitation_risk=ExploitationRisk.NOT_ASSESSED
    ),
    "missing-episodes-not-known": a_picture(a_worry(Factor.MISSING), missing_episodes_90_days=None),
    "earlier-contacts-not-known": history(contacts_in_12_months=None),
    "earlier-early-help-not-known": history(early_help_episodes=None),
    "same-worry-not-known": history(early_help_episodes=1, same_worry_before=None),
    "earlier-protection-plan-not-known": history(earlier_protection_plan=Answer.UNKNOWN),
    "open-case-not-known": history(open_case=OpenCase.UNKNOWN),
    "household-not-known": missing(adults_in_household=None),
    "working-well-not-known": missing(strengths=()),
    "safety-scale-not-given": missing(safety_scale=None),
    "consent-not-known": missing(consent=ConsentState.UNKNOWN),
}


def test_a_whole_picture_has_no_gap() -> None:
    assert gaps_in(missing()) == ()


@pytest.mark.parametrize("code", GAPS)
def test_what_is_missing_is_named_and_nothing_else(code: str) -> None:
    assert gaps_in(GAP_OF[code]) == (code,)


def test_a_dash_is_not_missed_where_there_is_no_domestic_abuse() -> None:
    assert gaps_in(missing(dash_ticks=None)) == ()


def test_a_matrix_is_not_missed_where_nothing_points_to_exploitation() -> None:
    not_done = {"exploitation_risk": ExploitationRisk.NOT_ASSESSED, "missing_episodes_90_days": None}

    assert gaps_in(missing(**not_done)) == ()


def test_a_child_who_goes_missing_needs_the_matrix_looked_at() -> None:
    picture = missing(
        missing_episodes_90_days=1,
        exploitation_risk=ExploitationRisk.NOT_ASSESSED,
        age_months=years(14),
    )

    assert gaps_in(picture) == ("exploitation-matrix-not-done",)


def test_nobody_asks_what_an_unborn_baby_says_or_how_old_it_is() -> None:
    unborn = missing(unborn=True, age_months=None, voice_recorded=False, last_seen_days=None)

    assert gaps_in(unborn) == ()


def test_an_anonymous_caller_with_a_first_name_leaves_nearly_everything_to_ask() -> None:
    assert len(gaps_in(Picture(anonymous=True))) > 15
