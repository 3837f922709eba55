"""What must hold of every tool about every child: it raises or informs, and never lowers."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.vocabulary import Agency, Answer, Basis, ExploitationRisk, Frequency, Severity
from mash_policy.load import load_edition
from mash_policy.practice_tool_model import DashBand, Incident
from mash_triage.domain.assessment import assess
from mash_triage.domain.picture import Picture
from mash_triage.domain.practice_tools.dash import DashGiven
from mash_triage.domain.practice_tools.exploitation_matrix import (
    ExploitationMatrixGiven,
    SituationJudged,
    least_level,
)
from mash_triage.domain.practice_tools.graded_care_profile import AreaGraded, GradedCareGiven
from mash_triage.domain.practice_tools.harm_matrix import HarmMatrixGiven, IncidentTold
from mash_triage.domain.practice_tools.results import ToolGiven
from mash_triage.domain.practice_tools.signs_of_safety import Scaling, SignsOfSafetyGiven
from mash_triage.domain.practice_tools.voice import Asked, VoiceGiven
from tests.builders.drawn_pictures import pictures
from tests.builders.practice_tools import TOOLS
from tests.properties.test_recommendations import assert_not_lower

POLICY = load_edition("2026-11-01")
QUESTIONS = [one.code for one in TOOLS.dash.question]
RED_FLAGS = [one.code for one in TOOLS.dash.question if one.red_flag]

dashes = st.builds(
    DashGiven,
    answers=st.fixed_dictionaries(dict.fromkeys(QUESTIONS, st.sampled_from(Answer))),
    marac_by_judgement=st.booleans(),
)
judged = st.builds(
    SituationJudged, st.sampled_from(Answer), st.sampled_from(Frequency), st.sampled_from(Severity)
)
matrices = st.builds(
    ExploitationMatrixGiven,
    situations=st.fixed_dictionaries({one.code: judged for one in TOOLS.exploitation_matrix.situation}),
    level=st.sampled_from(ExploitationRisk),
)
profiles = st.builds(
    GradedCareGiven,
    areas=st.fixed_dictionaries(
        {
            one.code: st.builds(AreaGraded, st.none() | st.integers(1, 5))
            for one in TOOLS.graded_care_profile.area
        }
    ),
)
mappings = st.builds(
    SignsOfSafetyGiven,
    scales=st.lists(st.builds(Scaling, st.just("Mother"), st.none() | st.integers(0, 10)), max_size=6).map(
        tuple
    ),
)
harm_matrices = st.builds(
    HarmMatrixGiven,
    factor=st.sampled_from(AssessmentFactor),
    basis=st.sampled_from(Basis),
    frequency=st.sampled_from(Frequency),
    incidents=st.fixed_dictionaries(
        {one: st.builds(IncidentTold, severity=st.sampled_from(Severity)) for one in Incident}
    ),
)
voices = st.builds(
    VoiceGiven, asked=st.sampled_from(Asked), lived=st.sampled_from(["", "She gets up alone."])
)
tools = st.one_of(dashes, matrices, profiles, mappings, harm_matrices, voices)
agencies = st.sampled_from([agency for agency in Agency if agency is not Agency.REFERRER])


@given(pictures, tools, agencies)
def test_no_tool_lowers_anything(picture: Picture, tool: ToolGiven, agency: Agency) -> None:
    told = tool.told(picture, TOOLS, agency)
    assert_not_lower(assess(told, POLICY), assess(picture, POLICY))


@given(pictures, st.lists(tools, max_size=3), agencies)
def test_no_tool_takes_back_what_an_earlier_one_said(
    picture: Picture, earlier: list[ToolGiven], agency: Agency
) -> None:
    for tool in earlier:
        before, picture = picture, tool.told(picture, TOOLS, agency)
        assert set(before.tools) <= set(picture.tools)
        assert set(before.concerns) <= set(picture.concerns)


@given(pictures, tools, agencies)
def test_the_same_tool_told_twice_says_nothing_new(picture: Picture, tool: ToolGiven, agency: Agency) -> None:
    once = tool.told(picture, TOOLS, agency)
    assert tool.told(once, TOOLS, agency) == once


@given(dashes, st.sampled_from(QUESTIONS))
def test_one_more_yes_never_lowers_the_band_of_a_dash(dash: DashGiven, code: str) -> None:
    more = replace(dash, answers={**dash.answers, code: Answer.YES})
    assert more.yeses >= dash.yeses
    assert more.band(TOOLS.dash) >= dash.band(TOOLS.dash)
    assert more.goes_to_marac(TOOLS.dash) >= dash.goes_to_marac(TOOLS.dash)


@given(dashes, st.sampled_from(RED_FLAGS))
def test_a_red_flag_raises_the_band_and_never_lowers_it(dash: DashGiven, flag: str) -> None:
    flagged = replace(dash, answers={**dash.answers, flag: Answer.YES})
    assert flagged.band(TOOLS.dash) >= max(dash.band(TOOLS.dash), DashBand.MEDIUM)


@given(dashes)
def test_fourteen_yeses_or_judgement_go_to_marac_and_nothing_else_does(dash: DashGiven) -> None:
    assert dash.goes_to_marac(TOOLS.dash) == (dash.yeses >= 14 or dash.marac_by_judgement)
    if dash.goes_to_marac(TOOLS.dash):
        assert dash.band(TOOLS.dash) is DashBand.HIGH


@given(dashes)
def test_what_is_not_known_could_only_make_it_more(dash: DashGiven) -> None:
    assert dash.could_be(TOOLS.dash) >= dash.band(TOOLS.dash)


@given(matrices, st.integers(0, 17))
def test_one_more_situation_never_lowers_the_least_level(matrix: ExploitationMatrixGiven, years: int) -> None:
    rules, judged_before = TOOLS.exploitation_matrix, dict(matrix.situations)
    more = (*judged_before.values(), SituationJudged(Answer.YES))
    before = least_level(tuple(judged_before.values()), years * 12, rules)
    assert least_level(more, years * 12, rules) >= before


@given(profiles, st.sampled_from([one.code for one in TOOLS.graded_care_profile.area]), st.integers(1, 5))
def test_a_worse_grade_anywhere_never_makes_the_highest_less(
    profile: GradedCareGiven, area: str, grade: int
) -> None:
    known = profile.areas[area].grade or 0
    worse = replace(profile, areas={**profile.areas, area: AreaGraded(max(known, grade))})
    assert (worse.highest or 0) >= (profile.highest or 0)
