"""The highest finding wins; strengths are shown and lower nothing; what is not known lowers nothing."""

from dataclasses import replace
from typing import Any

from mash_contracts.national_codes import AssessmentFactor as Factor
from mash_contracts.signs import Sign, Strength
from mash_contracts.vocabulary import Answer, LegalBasis, LevelOfNeed, Pathway, Rag
from mash_policy.load import load_edition
from mash_policy.model import NO_INDICATOR_FOUND
from mash_triage.domain.assessment import (
    Recommendation,
    assess,
    rules_without_meaning,
)
from mash_triage.domain.indicators.registry import INDICATORS
from mash_triage.domain.picture import Concern
from tests.builders.pictures import a_picture, a_worry, seen, years

POLICY = load_edition("2026-01-01")


def recommended(*worries: Concern, **given: Any) -> Recommendation:
    return assess(a_picture(*worries, **given), POLICY)


def test_the_highest_finding_decides_and_many_small_ones_add_nothing() -> None:
    many = recommended(
        *(a_worry(factor) for factor in (Factor.ALCOHOL_PARENT, Factor.YOUNG_CARER)), seen(Sign.HUNGRY)
    )
    one = recommended(seen(Sign.STRANGLED_OR_SUFFOCATED))

    assert many.level is LevelOfNeed.EARLY_HELP
    assert one.level is LevelOfNeed.SPECIALIST


def test_level_urgency_and_legal_basis_may_come_from_different_findings() -> None:
    unaccompanied_and_suicidal = recommended(
        a_worry(Factor.UNACCOMPANIED), seen(Sign.SUICIDAL), seen(Sign.IMPLEMENT_USED)
    )

    assert unaccompanied_and_suicidal.rag is Rag.RED
    assert unaccompanied_and_suicidal.legal_basis is LegalBasis.S47
    assert [finding.code for finding in unaccompanied_and_suicidal.red_findings] == ["suicidal"]


def test_the_exploitation_team_stands_beside_the_main_team() -> None:
    recommendation = recommended(a_worry(Factor.SEXUAL_EXPLOITATION), age_months=years(16))

    assert recommendation.pathways == (Pathway.CHILD_IN_NEED, Pathway.CET)


def test_the_team_that_is_added_stays_when_another_finding_raises_the_level() -> None:
    recommendation = recommended(
        a_worry(Factor.SEXUAL_EXPLOITATION), immediate_danger=Answer.YES, age_months=years(16)
    )

    assert recommendation.pathways == (Pathway.CHILD_PROTECTION, Pathway.CET)


def test_when_nothing_is_found_that_is_the_finding() -> None:
    recommendation = recommended(strengths=())

    assert recommendation.level is LevelOfNeed.UNIVERSAL
    assert recommendation.pathways == (Pathway.ADVICE,)
    assert [finding.code for finding in recommendation.findings] == [NO_INDICATOR_FOUND]
    assert recommendation.findings[0].evidence


def test_strengths_alone_are_not_a_reason() -> None:
    recommendation = recommended(strengths=(Strength.SAFE_ADULT, Strength.SAFETY_PLAN))

    assert recommendation.reasons == (NO_INDICATOR_FOUND,)
    assert {finding.code for finding in recommendation.findings if finding.protective} == {
        "safe-adult",
        "safety-plan",
    }


def test_every_strength_together_cancels_nothing() -> None:
    danger = {"immediate_danger": Answer.YES}
    with_strengths = recommended(strengths=tuple(Strength), **danger)

    assert with_strengths.rag is Rag.RED
    assert with_strengths.reasons == recommended(strengths=(), **danger).reasons


def test_findings_come_most_serious_first_and_strengths_last() -> None:
    recommendation = recommended(seen(Sign.HUNGRY), seen(Sign.ABANDONED), strengths=(Strength.SAFE_ADULT,))

    assert recommendation.findings[0].code == "abandoned"
    assert recommendation.findings[-1].code == "safe-adult"
    assert recommendation.reasons[0] == "abandoned"


def test_the_findings_that_decide_are_those_at_the_level() -> None:
    recommendation = recommended(seen(Sign.HUNGRY), seen(Sign.STALKING))

    assert [finding.code for finding in recommendation.deciding_findings] == ["stalking"]


def test_a_finding_carries_its_sentence_source_and_question_from_the_edition() -> None:
    (finding,) = (each for each in recommended(seen(Sign.STALKING)).findings if each.code == "stalking")
    indicator = POLICY.indicator("stalking")

    assert (finding.title, finding.sentence) == (indicator.title, indicator.why)
    assert (finding.source, finding.ask) == (indicator.source, indicator.ask)
    assert finding.pathways == (Pathway.CHILD_IN_NEED,)


def test_the_same_fact_from_the_same_agency_is_shown_once() -> None:
    recommendation = recommended(seen(Sign.STALKING), seen(Sign.STALKING))

    assert len(recommendation.findings[0].evidence) == 1


def test_the_edition_and_its_digest_are_on_the_recommendation() -> None:
    recommendation = recommended()

    assert (recommendation.policy_edition, recommendation.policy_digest) == (POLICY.id, POLICY.digest)


def test_a_whole_picture_is_not_provisional() -> None:
    recommendation = recommended(a_worry(Factor.NEGLECT))

    assert recommendation.gaps == ()
    assert not recommendation.provisional


def test_a_gap_that_could_raise_the_level_makes_it_provisional() -> None:
    recommendation = recommended(a_worry(Factor.NEGLECT), immediate_danger=Answer.UNKNOWN)

    assert [gap.code for gap in recommendation.gaps] == ["immediate-danger-not-known"]
    assert recommendation.gaps[0].question.endswith("?")
    assert recommendation.provisional


def test_a_gap_that_raises_nothing_is_shown_and_leaves_it_firm() -> None:
    recommendation = recommended(a_worry(Factor.NEGLECT), voice_recorded=False)

    assert [gap.code for gap in recommendation.gaps] == ["voice-not-recorded"]
    assert not recommendation.provisional


def test_the_same_picture_gives_the_same_digest_and_another_gives_another() -> None:
    picture = a_picture(a_worry(Factor.NEGLECT))

    assert picture.digest == a_picture(a_worry(Factor.NEGLECT)).digest
    assert picture.digest != replace(picture, age_months=80).digest


def test_a_rule_that_came_after_the_edition_changes_no_answer_under_it() -> None:
    later = {**INDICATORS, "phase-of-the-moon": lambda picture: picture.stated("full", given=True)}
    picture = a_picture(a_worry(Factor.NEGLECT))

    assert assess(picture, POLICY, later) == assess(picture, POLICY)


def test_the_edition_in_force_gives_every_rule_a_meaning() -> None:
    assert rules_without_meaning(POLICY) == ()


def test_rules_without_a_meaning_are_named() -> None:
    indicators = {code: POLICY.indicators[code] for code in POLICY.indicators if code != "hungry"}
    questions = {code: POLICY.questions[code] for code in POLICY.questions if code != "age-not-known"}
    shortened = replace(POLICY, indicators=indicators, questions=questions)

    assert rules_without_meaning(shortened) == ("age-not-known", "hungry")
