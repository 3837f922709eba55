"""What must hold of every recommendation for every child, under every edition."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign, Strength
from mash_contracts.vocabulary import (
    MAIN_PATHWAYS,
    Answer,
    Basis,
    ConsentState,
    ExploitationRisk,
    Frequency,
    LegalBasis,
    LevelOfNeed,
    OpenCase,
    Pathway,
    Rag,
    Severity,
)
from mash_policy.files import editions
from mash_policy.load import load_edition
from mash_triage.domain.assessment import Recommendation, assess
from mash_triage.domain.explanation import fact_in_words, headline, reason, rise_in_words
from mash_triage.domain.indicators.registry import INDICATORS
from mash_triage.domain.missing_answers import is_higher, rises
from mash_triage.domain.picture import Concern, Picture
from tests.builders.drawn_pictures import concerns, pictures

any_edition = st.sampled_from(editions())


def recommend(picture: Picture, edition: str) -> Recommendation:
    return assess(picture, load_edition(edition))


def main_pathway(recommendation: Recommendation) -> Pathway:
    (main,) = set(recommendation.pathways) & set(MAIN_PATHWAYS)
    return main


def assert_not_lower(after: Recommendation, before: Recommendation) -> None:
    """Level, urgency, legal basis and main team are no less, and CET is not lost."""
    assert after.level >= before.level
    assert after.rag >= before.rag
    assert after.legal_basis >= before.legal_basis
    assert main_pathway(after) >= main_pathway(before)
    assert set(before.pathways) - set(MAIN_PATHWAYS) <= set(after.pathways)


def with_first(picture: Picture, **changed: Any) -> Picture:
    """The picture with its first concern changed, which there has to be."""
    return replace(picture, concerns=(replace(picture.concerns[0], **changed), *picture.concerns[1:]))


worried = pictures.filter(lambda picture: bool(picture.concerns))


def acute(recommendation: Recommendation) -> bool:
    return recommendation.rag is Rag.RED and recommendation.legal_basis is LegalBasis.S47


REACHED: dict[str, Callable[[Picture, str], bool]] = {
    "a child in acute danger who has strengths": lambda picture, edition: bool(
        picture.strengths and acute(recommend(picture, edition))
    ),
    "a child who needs no help": lambda picture, edition: (
        recommend(picture, edition).level is LevelOfNeed.UNIVERSAL
    ),
    "a recommendation that an answer could raise": lambda picture, edition: (
        recommend(picture, edition).provisional
    ),
    "a concern without which the level would be lower": lambda picture, edition: (
        recommend(picture, edition).level > recommend(replace(picture, concerns=()), edition).level
    ),
}


ANY_ONE = settings(
    max_examples=5_000, database=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck)
)
"""Any example will do: it need not be the smallest."""


@pytest.mark.parametrize("edition", editions())
@pytest.mark.parametrize("what", REACHED)
def test_the_children_that_are_drawn_are_such_that_the_properties_say_something(
    what: str, edition: str
) -> None:
    assert find(pictures, lambda picture: REACHED[what](picture, edition), settings=ANY_ONE)


def test_what_only_the_latest_edition_knows_is_drawn_as_well() -> None:
    latest, first = editions()[-1], editions()[0]
    newer = load_edition(latest).indicators.keys() - load_edition(first).indicators.keys()
    assert find(
        pictures, lambda picture: bool(newer & set(recommend(picture, latest).reasons)), settings=ANY_ONE
    )


@pytest.mark.parametrize("edition", editions())
def test_everything_that_protects_together_leaves_a_child_who_told_of_abuse_at_red(edition: str) -> None:
    told = Picture(concerns=(Concern(AssessmentFactor.SEXUAL_ABUSE_BY_ADULT, (Sign.DISCLOSURE_SEXUAL,)),))

    alone = recommend(told, edition)
    protected = recommend(replace(told, strengths=tuple(Strength)), edition)

    assert acute(alone)
    assert acute(protected)
    assert any(finding.protective for finding in protected.findings)
    assert protected.reasons == alone.reasons


@given(pictures, concerns, any_edition)
def test_adding_a_concern_never_lowers_anything(picture: Picture, concern: Concern, edition: str) -> None:
    with_concern = replace(picture, concerns=(*picture.concerns, concern))

    assert_not_lower(recommend(with_concern, edition), recommend(picture, edition))


@given(worried, st.sampled_from(Sign), any_edition)
def test_adding_a_sign_never_lowers_anything(picture: Picture, sign: Sign, edition: str) -> None:
    with_sign = with_first(picture, signs=(*picture.concerns[0].signs, sign))

    assert_not_lower(recommend(with_sign, edition), recommend(picture, edition))


@given(worried, st.sampled_from(Severity), any_edition)
def test_raising_the_severity_never_lowers_anything(
    picture: Picture, severity: Severity, edition: str
) -> None:
    raised = with_first(picture, severity=max(severity, picture.concerns[0].severity))

    assert_not_lower(recommend(raised, edition), recommend(picture, edition))


@given(worried, st.sampled_from(Frequency), any_edition)
def test_happening_more_often_never_lowers_anything(
    picture: Picture, frequency: Frequency, edition: str
) -> None:
    raised = with_first(picture, frequency=max(frequency, picture.concerns[0].frequency))

    assert_not_lower(recommend(raised, edition), recommend(picture, edition))


@given(worried, any_edition)
def test_an_opinion_that_turns_out_to_be_fact_never_lowers_anything(picture: Picture, edition: str) -> None:
    assert_not_lower(
        recommend(with_first(picture, basis=Basis.FACT), edition),
        recommend(with_first(picture, basis=Basis.OPINION), edition),
    )


@given(pictures, any_edition)
def test_danger_now_is_always_red_and_always_child_protection(picture: Picture, edition: str) -> None:
    recommendation = recommend(replace(picture, immediate_danger=Answer.YES), edition)

    assert recommendation.rag is Rag.RED
    assert recommendation.legal_basis is LegalBasis.S47
    assert main_pathway(recommendation) is Pathway.CHILD_PROTECTION


def asked(**answers: Any) -> Callable[[Picture], Picture]:
    return lambda picture: replace(picture, **answers)


def asked_of_history(**answers: Any) -> Callable[[Picture], Picture]:
    return lambda picture: replace(picture, history=replace(picture.history, **answers))


def asked_of_the_four(**answers: Any) -> Callable[[Picture], Picture]:
    return lambda picture: replace(picture, four_questions=replace(picture.four_questions, **answers))


UNKNOWN_AND_REASSURING = (
    (asked(immediate_danger=Answer.UNKNOWN), asked(immediate_danger=Answer.NO)),
    (asked(age_months=None), asked(age_months=17 * 12)),
    (asked(missing_episodes_90_days=None), asked(missing_episodes_90_days=0)),
    (
        asked(exploitation_risk=ExploitationRisk.NOT_ASSESSED),
        asked(exploitation_risk=ExploitationRisk.NONE),
    ),
    (asked(dash_ticks=None), asked(dash_ticks=0)),
    (asked(safety_scale=None), asked(safety_scale=10)),
    (asked(last_seen_days=None), asked(last_seen_days=0)),
    (asked_of_history(contacts_in_12_months=None), asked_of_history(contacts_in_12_months=0)),
    (asked_of_history(early_help_episodes=None), asked_of_history(early_help_episodes=0)),
    (asked_of_history(same_worry_before=None), asked_of_history(same_worry_before=Answer.NO)),
    (asked_of_history(earlier_protection_plan=None), asked_of_history(earlier_protection_plan=Answer.NO)),
    (asked_of_history(open_case=OpenCase.UNKNOWN), asked_of_history(open_case=OpenCase.NONE)),
    *(
        (asked_of_the_four(**{question: unanswered}), asked_of_the_four(**{question: Answer.NO}))
        for question in ("domestic_abuse", "mental_illness", "substance_misuse", "learning_difficulties")
        for unanswered in (None, Answer.UNKNOWN)
    ),
)


@settings(max_examples=300)
@given(pictures, st.sampled_from(UNKNOWN_AND_REASSURING), any_edition)
def test_not_knowing_never_lowers_what_the_most_reassuring_answer_would_give(
    picture: Picture,
    answers: tuple[Callable[[Picture], Picture], Callable[[Picture], Picture]],
    edition: str,
) -> None:
    unknown, reassuring = answers

    assert_not_lower(recommend(unknown(picture), edition), recommend(reassuring(picture), edition))


@given(worried, any_edition)
def test_not_knowing_how_serious_or_how_often_never_lowers_anything(picture: Picture, edition: str) -> None:
    unknown = with_first(picture, severity=Severity.UNKNOWN, frequency=Frequency.UNKNOWN)
    reassuring = with_first(picture, severity=Severity.LOW, frequency=Frequency.ONCE)

    assert_not_lower(recommend(unknown, edition), recommend(reassuring, edition))


@given(pictures, st.lists(st.sampled_from(Strength), unique=True), any_edition)
def test_no_strength_ever_cancels_a_finding(
    picture: Picture, strengths: list[Strength], edition: str
) -> None:
    without = recommend(replace(picture, strengths=()), edition)
    with_strengths = recommend(replace(picture, strengths=tuple(strengths)), edition)

    assert with_strengths.reasons == without.reasons
    assert_not_lower(with_strengths, without)
    assert_not_lower(without, with_strengths)


@given(pictures, any_edition)
def test_the_same_picture_and_edition_give_the_same_answer(picture: Picture, edition: str) -> None:
    assert recommend(picture, edition) == recommend(replace(picture), edition)


@given(worried, any_edition)
def test_the_order_in_which_concerns_are_told_changes_nothing_that_is_recommended(
    picture: Picture, edition: str
) -> None:
    one = recommend(picture, edition)
    other = recommend(replace(picture, concerns=picture.concerns[::-1]), edition)

    assert_not_lower(one, other)
    assert_not_lower(other, one)
    assert one.reasons == other.reasons


@given(pictures, any_edition)
def test_every_recommendation_has_a_reason_with_evidence_and_a_source(picture: Picture, edition: str) -> None:
    recommendation = recommend(picture, edition)

    assert recommendation.reasons
    assert recommendation.deciding_findings
    assert all(finding.evidence and finding.source for finding in recommendation.findings)


@given(pictures, any_edition)
def test_everything_in_a_recommendation_can_be_said_in_words(picture: Picture, edition: str) -> None:
    recommendation = recommend(picture, edition)

    assert headline(recommendation)
    assert all(reason(finding) for finding in recommendation.findings)
    assert all(fact_in_words(piece.fact) for each in recommendation.findings for piece in each.evidence)


@given(pictures, any_edition)
def test_a_recommendation_is_exactly_what_its_findings_say(picture: Picture, edition: str) -> None:
    recommendation = recommend(picture, edition)
    findings = recommendation.findings

    assert recommendation.level is max(finding.level for finding in findings)
    assert recommendation.rag is max(finding.rag for finding in findings)
    assert recommendation.legal_basis is max(finding.legal_basis for finding in findings)
    assert recommendation.pathways[0] in MAIN_PATHWAYS
    assert set(recommendation.pathways[1:]) <= {Pathway.CET}


@given(worried)
def test_no_factor_and_no_sign_is_ever_ignored(picture: Picture) -> None:
    named = {piece.fact for rule in INDICATORS.values() for piece in rule(picture)}
    told: set[AssessmentFactor | Sign] = {concern.factor for concern in picture.concerns}
    told |= {sign for concern in picture.concerns for sign in concern.signs}

    assert {each.value for each in told} <= named


@given(pictures, any_edition)
def test_a_gap_said_to_change_nothing_changes_nothing(picture: Picture, edition: str) -> None:
    recommendation = recommend(picture, edition)
    told = replace(
        picture,
        voice_recorded=True,
        lived_experience_recorded=True,
        children_in_household=9,
        adults_in_household=9,
        consent=ConsentState.REFUSED,
        strengths=tuple(Strength),
    )

    assert recommend(told, edition).reasons == recommendation.reasons


@settings(max_examples=50)
@given(pictures, any_edition)
def test_an_answer_said_to_raise_a_recommendation_does_raise_it(picture: Picture, edition: str) -> None:
    now = recommend(picture, edition)

    for code, of_one in rises(picture, load_edition(edition)).items():
        assert code in {gap.code for gap in now.gaps if gap.could_change_level}
        for rise in of_one:
            assert rise.answers
            assert is_higher(rise.to, now)
            assert rise_in_words(rise, now).startswith("If ")


@settings(max_examples=50)
@given(pictures, any_edition)
def test_a_recommendation_that_an_answer_could_raise_is_always_provisional(
    picture: Picture, edition: str
) -> None:
    if rises(picture, load_edition(edition)):
        assert recommend(picture, edition).provisional
