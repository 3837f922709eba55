"""What each tool asks for before it is complete, what it says, and what it tells the rules."""

from dataclasses import replace
from typing import Any

import pytest

from mash_contracts.signs import Sign
from mash_contracts.vocabulary import Agency, Answer, ExploitationRisk, Frequency, Severity
from mash_policy.practice_tool_model import DashBand, Incident
from mash_triage.domain.decision import LONGEST_RATIONALE
from mash_triage.domain.picture import ToldByTool, ToolFact
from mash_triage.domain.practice_tools.dash import DashGiven, band_of
from mash_triage.domain.practice_tools.exploitation_matrix import SituationJudged, least_level
from mash_triage.domain.practice_tools.graded_care_profile import AreaGraded, GradedCareGiven
from mash_triage.domain.practice_tools.harm_matrix import HarmMatrixGiven, IncidentTold
from mash_triage.domain.practice_tools.results import ToolGiven
from mash_triage.domain.practice_tools.signs_of_safety import Danger, Scaling, SignsOfSafetyGiven
from mash_triage.domain.practice_tools.voice import Asked, VoiceGiven
from tests.builders.pictures import a_picture
from tests.builders.practice_tools import (
    TOOLS,
    a_care_profile,
    a_dash,
    a_harm_matrix,
    a_mapping,
    a_matrix,
    a_voice,
    one_of_each,
)

A_GIRL = a_picture()


def missing(given: ToolGiven, **picture: Any) -> dict[str, str]:
    """What is still asked for: code by field."""
    return {one.field: one.code for one in given.shortcomings(TOOLS, replace(A_GIRL, **picture))}


def facts(given: ToolGiven) -> set[ToolFact]:
    told = given.told(A_GIRL, TOOLS, Agency.HEALTH)
    assert all(isinstance(one, ToldByTool) and one.agency is Agency.HEALTH for one in told.tools)
    return {one.fact for one in told.tools}


@pytest.mark.parametrize("given", one_of_each(), ids=lambda given: given.tool.value)
def test_a_completed_tool_asks_for_nothing_more(given: ToolGiven) -> None:
    assert missing(given) == {}


@pytest.mark.parametrize(
    "given",
    [VoiceGiven(), SignsOfSafetyGiven(), HarmMatrixGiven(), DashGiven(), GradedCareGiven()],
    ids=lambda given: given.tool.value,
)
def test_an_empty_tool_is_not_complete(given: ToolGiven) -> None:
    assert missing(given)


@pytest.mark.parametrize(
    ("yeses", "band"),
    [(0, "standard"), (9, "standard"), (10, "medium"), (13, "medium"), (14, "high"), (24, "high")],
)
def test_the_bands_of_a_dash_are_those_that_are_published(yeses: int, band: str) -> None:
    assert band_of(yeses, TOOLS.dash).value == band


def test_thirteen_yeses_go_to_marac_only_by_judgement() -> None:
    assert not a_dash(13).goes_to_marac(TOOLS.dash)
    assert a_dash(13, marac_by_judgement=True, reason="She will be killed.").goes_to_marac(TOOLS.dash)
    assert a_dash(14).goes_to_marac(TOOLS.dash)


def test_one_red_flag_is_medium_and_two_are_high() -> None:
    assert a_dash(0, "strangled").band(TOOLS.dash) is DashBand.MEDIUM
    assert a_dash(0, "strangled", "threats-to-kill").band(TOOLS.dash) is DashBand.HIGH


def test_a_dash_tells_its_yeses_its_red_flag_and_what_they_are_signs_of() -> None:
    told = a_dash(2, "strangled").told(A_GIRL, TOOLS, Agency.POLICE)
    assert told.dash_ticks == 3
    assert {ToolFact.DASH_TICKS, ToolFact.DASH_RED_FLAG} <= {one.fact for one in told.tools}
    assert Sign.STRANGULATION_OF_PARENT in told.concerns[-1].signs


def test_no_yes_tells_no_sign() -> None:
    assert a_dash(0).told(A_GIRL, TOOLS, Agency.POLICE).concerns == A_GIRL.concerns


@pytest.mark.parametrize(
    ("judged", "age_in_months", "least"),
    [
        ([], 15 * 12, "none"),
        ([SituationJudged(Answer.NO, severity=Severity.CRITICAL)], 15 * 12, "none"),
        ([SituationJudged(Answer.UNKNOWN)], 15 * 12, "none"),
        ([SituationJudged(Answer.YES)], 15 * 12, "low"),
        ([SituationJudged(Answer.YES)] * 3, 15 * 12, "moderate"),
        ([SituationJudged(Answer.YES, severity=Severity.SERIOUS)], 15 * 12, "moderate"),
        ([SituationJudged(Answer.YES, severity=Severity.CRITICAL)], 15 * 12, "significant"),
        ([SituationJudged(Answer.YES)], 14 * 12 - 1, "significant"),
        ([SituationJudged(Answer.YES)], None, "low"),
    ],
)
def test_what_was_found_gives_the_least_level(
    judged: list[SituationJudged], age_in_months: int | None, least: str
) -> None:
    assert least_level(tuple(judged), age_in_months, TOOLS.exploitation_matrix).value == least


def test_judgement_goes_above_what_was_found_and_never_below() -> None:
    fifteen = {"age_months": 15 * 12}
    assert missing(a_matrix(ExploitationRisk.SIGNIFICANT, "online"), **fifteen) == {}
    three = a_matrix(ExploitationRisk.LOW, "online", "money-or-gifts", "drugs-or-debt")
    assert missing(three, **fifteen) == {"level": "below-what-was-found"}


def test_a_lower_matrix_takes_nothing_back() -> None:
    known = replace(A_GIRL, exploitation_risk=ExploitationRisk.SIGNIFICANT)
    assert a_matrix(ExploitationRisk.NONE).told(known, TOOLS, Agency.POLICE) == known


def test_a_matrix_without_a_level_says_nothing() -> None:
    with pytest.raises(ValueError, match="without a level"):
        replace(a_matrix(ExploitationRisk.LOW), level=None).result(TOOLS)


def test_the_highest_grade_of_concern_is_told_and_good_care_cancels_nothing() -> None:
    profile = a_care_profile(1, 1, 4, 1)
    assert profile.highest == 4
    assert profile.result(TOOLS).words == "Grade 4 in Love"
    assert facts(profile) == {ToolFact.CARE_GRADE_FOUR}
    assert profile.told(A_GIRL, TOOLS, Agency.HEALTH).concerns[-1].severity is Severity.SERIOUS


def test_a_profile_in_which_nothing_is_graded_is_not_complete() -> None:
    nothing = a_care_profile(None, None, None, None)
    assert list(missing(nothing).values()) == ["nothing-graded"]
    with pytest.raises(ValueError, match="nothing is graded"):
        nothing.result(TOOLS)


def test_a_grade_says_what_was_seen() -> None:
    area = TOOLS.graded_care_profile.area[0].code
    profile = a_care_profile(3, None, None, None)
    unseen = replace(profile, areas={**profile.areas, area: AreaGraded(3)})
    assert missing(unseen) == {f"words_{area}": "required"}


def test_a_grade_that_there_is_not_is_asked_for_again() -> None:
    area = TOOLS.graded_care_profile.area[0].code
    assert missing(a_care_profile(7, 1, 1, 1)) == {f"grade_{area}": "required"}


def test_a_danger_without_a_goal_and_a_goal_without_a_danger_are_asked_for() -> None:
    halves = a_mapping(dangers=(Danger("She is hurt."), Danger("", "She sleeps.")))
    assert set(missing(halves)) == {"danger_1_goal", "danger_2_statement"}


def test_a_scale_runs_from_nought_to_ten() -> None:
    assert missing(a_mapping(Scaling("School", 11))) == {"scale_1_scale": "not-on-the-scale"}
    assert missing(a_mapping(Scaling("School", 0), Scaling("Mother", 10))) == {}


def test_the_lowest_place_on_the_scale_is_told() -> None:
    mapping = a_mapping(Scaling("Mother", 9), Scaling("School", 3), Scaling("Father"))
    assert mapping.told(A_GIRL, TOOLS, Agency.EDUCATION).safety_scale == 3
    known = replace(A_GIRL, safety_scale=1)
    assert mapping.told(known, TOOLS, Agency.EDUCATION) == known
    assert mapping.result(TOOLS).not_known == 1


def test_three_and_eight_are_far_apart() -> None:
    assert a_mapping(Scaling("Mother", 8), Scaling("School", 3)).is_far_apart(TOOLS.signs_of_safety)
    assert not a_mapping(Scaling("Mother", 4), Scaling("School", 3)).is_far_apart(TOOLS.signs_of_safety)
    assert not a_mapping().is_far_apart(TOOLS.signs_of_safety)


def test_a_mapping_that_nobody_scaled_says_so() -> None:
    assert a_mapping().result(TOOLS).code == "not-scaled"


def test_harm_that_gets_worse_is_told_and_not_known_is_no_change() -> None:
    assert facts(a_harm_matrix(Severity.LOW, Severity.SERIOUS, Severity.SERIOUS)) == {
        ToolFact.HARM_GETTING_WORSE
    }
    assert facts(a_harm_matrix(Severity.UNKNOWN, Severity.SERIOUS, Severity.SERIOUS)) == set()
    assert facts(a_harm_matrix(Severity.SERIOUS, Severity.SERIOUS, Severity.LOW)) == set()


def test_the_worst_of_three_incidents_counts_whichever_it_stands_under() -> None:
    matrix = a_harm_matrix(Severity.CRITICAL, Severity.LOW, Severity.LOW)
    told = matrix.told(A_GIRL, TOOLS, Agency.HEALTH).concerns[-1]
    assert (told.severity, told.frequency) == (Severity.CRITICAL, Frequency.OFTEN)


def test_each_incident_of_a_harm_matrix_is_described() -> None:
    matrix = a_harm_matrix()
    two: dict[Incident, IncidentTold] = {
        code: one for code, one in matrix.incidents.items() if code is not Incident.WORST
    }
    assert set(missing(replace(matrix, incidents=two))) == {
        "worst_behaviour",
        "worst_severity",
        "worst_impact",
    }


def test_a_child_who_was_heard_is_in_the_picture() -> None:
    silent = replace(A_GIRL, voice_recorded=False, lived_experience_recorded=False)
    heard = a_voice().told(silent, TOOLS, Agency.EDUCATION)
    assert (heard.voice_recorded, heard.lived_experience_recorded) == (True, True)
    not_yet = VoiceGiven(Asked.NOT_YET, not_yet="Asleep; school asks on Monday.")
    assert not_yet.told(silent, TOOLS, Agency.EDUCATION).voice_recorded is False


def test_why_a_child_was_not_asked_is_asked_for() -> None:
    assert missing(VoiceGiven(Asked.NOT_YET)) == {"not_yet": "required"}
    assert set(missing(VoiceGiven(Asked.SAID))) == {"asked_by", "asked_when", "heard"}


def test_words_have_an_end() -> None:
    endless = "a" * (LONGEST_RATIONALE + 1)
    assert missing(a_voice(heard=endless)) == {"heard": "too-long"}
    assert missing(a_dash(1, words=endless)) == {"words": "too-long"}


@pytest.mark.parametrize("given", one_of_each(), ids=lambda given: given.tool.value)
def test_what_was_written_is_in_no_repr(given: ToolGiven) -> None:
    for words in ("School fears", "quiet room", "in my coat", "held her", "beyond the count", "seen at home"):
        assert words not in repr(given)
