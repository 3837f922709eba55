"""Immediate danger, serious harm, injuries and sexual harm, as stories."""

import pytest

from mash_contracts.national_codes import AssessmentFactor as Factor
from mash_contracts.national_codes import Disability
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import Answer, Basis, Severity
from tests.builders.pictures import a_picture, a_worry, seen, years
from tests.unit.triage.indicators.stories import Story, found, not_found

FACT = Basis.FACT

STORIES = (
    found(
        "immediate-danger", "a neighbour hears the child scream now", a_picture(immediate_danger=Answer.YES)
    ),
    not_found(
        "immediate-danger",
        "nobody knows whether the child is safe",
        a_picture(immediate_danger=Answer.UNKNOWN),
    ),
    found(
        "critical-harm",
        "an unnamed worry that puts the child's life at stake",
        a_picture(a_worry(severity=Severity.CRITICAL)),
    ),
    not_found("critical-harm", "harm without danger to life", a_picture(a_worry(severity=Severity.SERIOUS))),
    found(
        "serious-harm-seen",
        "a teacher saw emotional abuse that harms the child",
        a_picture(a_worry(Factor.EMOTIONAL_ABUSE, basis=FACT, severity=Severity.SERIOUS)),
    ),
    not_found(
        "serious-harm-seen",
        "a neighbour believes it",
        a_picture(a_worry(Factor.EMOTIONAL_ABUSE, severity=Severity.SERIOUS)),
    ),
    not_found(
        "serious-harm-seen",
        "a parent's serious illness is not itself harm to the child",
        a_picture(a_worry(Factor.PHYSICAL_ILLNESS_PARENT, basis=FACT, severity=Severity.SERIOUS)),
    ),
    found(
        "serious-harm",
        "a neighbour believes the child is harmed",
        a_picture(a_worry(severity=Severity.SERIOUS)),
    ),
    not_found("serious-harm", "the child is affected", a_picture(a_worry(severity=Severity.MODERATE))),
    not_found("serious-harm", "nobody said how serious", a_picture(a_worry(severity=Severity.UNKNOWN))),
    found("low-safety-scale", "a health visitor scales safety at two", a_picture(safety_scale=2)),
    not_found("low-safety-scale", "a health visitor scales safety at three", a_picture(safety_scale=3)),
    not_found("low-safety-scale", "nobody scaled it", a_picture(safety_scale=None)),
    found("not-seen-recently", "nobody saw the child for four weeks", a_picture(last_seen_days=28)),
    not_found("not-seen-recently", "seen last week", a_picture(last_seen_days=7)),
    found(
        "injury-to-a-non-mobile-baby", "a bruise at five months", a_picture(seen(Sign.BRUISE), age_months=5)
    ),
    not_found(
        "injury-to-a-non-mobile-baby", "a bruise at six months", a_picture(seen(Sign.BRUISE), age_months=6)
    ),
    found(
        "injury-to-a-baby-under-one",
        "a burn at eleven months",
        a_picture(seen(Sign.BURN_OR_SCALD), age_months=11),
    ),
    not_found(
        "injury-to-a-baby-under-one",
        "a burn on the first birthday",
        a_picture(seen(Sign.BURN_OR_SCALD), age_months=12),
    ),
    not_found(
        "injury-to-a-baby-under-one",
        "no injury at eleven months",
        a_picture(seen(Sign.HUNGRY), age_months=11),
    ),
    found(
        "injury-to-a-child-of-unknown-age",
        "a bruise, and the caller does not know how old",
        a_picture(seen(Sign.BRUISE), age_months=None),
    ),
    not_found("injury-to-a-child-of-unknown-age", "a bruise at seven", a_picture(seen(Sign.BRUISE))),
    found(
        "injury-to-a-disabled-child",
        "a bruise on a child who cannot speak",
        a_picture(seen(Sign.BRUISE), disabilities=(Disability.COMMUNICATION,)),
    ),
    not_found(
        "injury-to-a-disabled-child",
        "a bruise on a child without a disability",
        a_picture(seen(Sign.BRUISE), disabilities=(Disability.NONE,)),
    ),
    found(
        "injury-and-child-says-an-adult-did-it",
        "a bruise seen by the nurse, and the child told the teacher",
        a_picture(seen(Sign.BRUISE), seen(Sign.HIT_BY_ADULT)),
    ),
    not_found(
        "injury-and-child-says-an-adult-did-it",
        "told the teacher, and nobody saw an injury",
        a_picture(seen(Sign.HIT_BY_ADULT)),
    ),
    found(
        "physical-abuse-by-adult-seen",
        "a passer-by saw the father hit her",
        a_picture(a_worry(Factor.PHYSICAL_ABUSE_BY_ADULT, basis=FACT)),
    ),
    not_found(
        "physical-abuse-by-adult-seen",
        "a neighbour thinks so",
        a_picture(a_worry(Factor.PHYSICAL_ABUSE_BY_ADULT)),
    ),
    found(
        "sexual-abuse-by-adult-seen",
        "the child told her grandmother",
        a_picture(a_worry(Factor.SEXUAL_ABUSE_BY_ADULT, basis=FACT)),
    ),
    not_found(
        "sexual-abuse-by-adult-seen",
        "the grandmother has a feeling",
        a_picture(a_worry(Factor.SEXUAL_ABUSE_BY_ADULT)),
    ),
    found(
        "sexualised-behaviour-under-ten",
        "a nine-year-old who knows too much",
        a_picture(seen(Sign.SEXUALISED_BEHAVIOUR), age_months=years(9)),
    ),
    found(
        "sexualised-behaviour-under-ten",
        "nobody knows how old",
        a_picture(seen(Sign.SEXUALISED_BEHAVIOUR), age_months=None),
    ),
    not_found(
        "sexualised-behaviour-under-ten",
        "a ten-year-old",
        a_picture(seen(Sign.SEXUALISED_BEHAVIOUR), age_months=years(10)),
    ),
    found(
        "infection-or-pregnancy-under-16",
        "pregnant at fifteen",
        a_picture(seen(Sign.INFECTION_OR_PREGNANCY), age_months=years(15)),
    ),
    found(
        "infection-or-pregnancy-under-16",
        "nobody knows how old",
        a_picture(seen(Sign.INFECTION_OR_PREGNANCY), age_months=None),
    ),
    not_found(
        "infection-or-pregnancy-under-16",
        "pregnant at sixteen",
        a_picture(seen(Sign.INFECTION_OR_PREGNANCY), age_months=years(16)),
    ),
    found(
        "infection-or-pregnancy-under-13",
        "an infection at twelve",
        a_picture(seen(Sign.INFECTION_OR_PREGNANCY), age_months=years(13) - 1),
    ),
    not_found(
        "infection-or-pregnancy-under-13",
        "an infection on the thirteenth birthday",
        a_picture(seen(Sign.INFECTION_OR_PREGNANCY), age_months=years(13)),
    ),
)


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_danger_and_injury(story: Story) -> None:
    story.check()
