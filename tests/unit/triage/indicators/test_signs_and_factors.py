"""Indicators that are seen by a single sign or factor: found by exactly these, and by no other."""

import pytest

from mash_contracts.national_codes import AssessmentFactor as Factor
from mash_contracts.national_codes import ReferralSource
from mash_contracts.signs import Sign, Strength
from mash_contracts.vocabulary import Agency, Answer, Basis
from mash_triage.domain.findings import Evidence
from mash_triage.domain.indicators.registry import INDICATORS
from mash_triage.domain.picture import Concern, Picture
from tests.builders.pictures import a_picture, a_worry, all_answered, seen

SIGNS: dict[str, tuple[Sign, ...]] = {
    "bruise-or-mark": (Sign.BRUISE,),
    "serious-injury": (Sign.BURN_OR_SCALD, Sign.FRACTURE_OR_HEAD_INJURY, Sign.BITE_MARK),
    "repeated-injuries": (Sign.REPEATED_INJURY,),
    "unexplained-injury": (Sign.INJURY_UNEXPLAINED,),
    "child-says-an-adult-hurt-them": (Sign.HIT_BY_ADULT,),
    "implement-used": (Sign.IMPLEMENT_USED,),
    "strangled-or-suffocated": (Sign.STRANGLED_OR_SUFFOCATED,),
    "fabricated-illness": (Sign.FABRICATED_ILLNESS,),
    "sexual-abuse-disclosed": (Sign.DISCLOSURE_SEXUAL,),
    "sexual-activity-under-13": (Sign.SEXUAL_ACTIVITY_UNDER_13,),
    "sexualised-behaviour": (Sign.SEXUALISED_BEHAVIOUR,),
    "infection-or-pregnancy": (Sign.INFECTION_OR_PREGNANCY,),
    "contact-with-sex-offender": (Sign.CONTACT_WITH_SEX_OFFENDER,),
    "indecent-images": (Sign.INDECENT_IMAGES,),
    "person-in-a-position-of-trust": (Sign.POSITION_OF_TRUST,),
    "hungry": (Sign.HUNGRY,),
    "underweight": (Sign.UNDERWEIGHT,),
    "poor-clothing-or-hygiene": (Sign.DIRTY_OR_UNSUITABLE_CLOTHES,),
    "poor-home-conditions": (Sign.POOR_HOME_CONDITIONS,),
    "dangerous-home-conditions": (Sign.DANGEROUS_HOME_CONDITIONS,),
    "medical-needs-unmet": (Sign.MEDICAL_NEEDS_UNMET,),
    "late-or-absent-from-school": (Sign.LATE_OR_ABSENT_FROM_SCHOOL,),
    "not-in-education": (Sign.NOT_IN_EDUCATION,),
    "left-alone": (Sign.LEFT_ALONE,),
    "abandoned": (Sign.ABANDONED,),
    "unsafe-sleeping": (Sign.UNSAFE_SLEEPING,),
    "many-strangers-at-home": (Sign.MANY_STRANGERS_AT_HOME,),
    "parent-assaulted": (Sign.PARENT_ASSAULTED,),
    "child-saw-or-heard-abuse": (Sign.CHILD_PRESENT,),
    "strangulation-of-a-parent": (Sign.STRANGULATION_OF_PARENT,),
    "threats-to-kill": (Sign.THREATS_TO_KILL,),
    "weapon-at-home": (Sign.WEAPON_AT_HOME,),
    "stalking": (Sign.STALKING,),
    "recent-separation": (Sign.RECENT_SEPARATION,),
    "escalating-abuse": (Sign.ESCALATING_ABUSE,),
    "controlling-behaviour": (
        Sign.CONTROLS_MONEY_OR_MOVEMENT,
        Sign.ISOLATED_FROM_OTHERS,
        Sign.AFRAID_OF_PARTNER,
    ),
    "abused-while-pregnant-or-with-a-baby": (Sign.PREGNANT_AND_ABUSED,),
    "older-associates": (Sign.OLDER_ASSOCIATES,),
    "unexplained-gifts": (Sign.UNEXPLAINED_GIFTS,),
    "seen-in-strange-cars": (Sign.SEEN_IN_STRANGE_CARS,),
    "groomed-online": (Sign.GROOMED_ONLINE,),
    "carries-drugs-or-owes-a-debt": (Sign.CARRIES_DRUGS_OR_DEBT,),
    "found-out-of-area": (Sign.FOUND_OUT_OF_AREA,),
    "carries-or-hurt-by-a-weapon": (Sign.CARRIES_WEAPON,),
    "intoxicated-with-adults": (Sign.INTOXICATED_WITH_ADULTS,),
    "drawn-to-extremism": (Sign.RADICALISED,),
    "suicidal": (Sign.SUICIDAL,),
    "eating-distress": (Sign.EATING_DISTRESS,),
    "fearful-or-withdrawn": (Sign.FEARFUL_OR_WITHDRAWN,),
    "afraid-to-go-home": (Sign.AFRAID_TO_GO_HOME,),
    "parent-intoxicated": (Sign.PARENT_INTOXICATED,),
    "parent-with-psychosis": (Sign.PARENT_PSYCHOTIC,),
    "parent-low-or-anxious": (Sign.PARENT_LOW_OR_ANXIOUS,),
    "scapegoated": (Sign.SCAPEGOATED,),
    "family-refuses-help": (Sign.REFUSES_HELP,),
    "earlier-child-removed": (Sign.EARLIER_CHILD_REMOVED,),
    "concealed-pregnancy": (Sign.CONCEALED_PREGNANCY,),
    "money-or-housing-trouble": (Sign.MONEY_OR_HOUSING_TROUBLE,),
    "forced-marriage-or-honour-based-abuse": (Sign.FORCED_MARRIAGE,),
}

FACTORS: dict[str, tuple[Factor, ...]] = {
    "neglect": (Factor.NEGLECT,),
    "physical-abuse-by-adult": (Factor.PHYSICAL_ABUSE_BY_ADULT,),
    "physical-abuse-by-child": (Factor.PHYSICAL_ABUSE_BY_CHILD,),
    "sexual-abuse-by-adult": (Factor.SEXUAL_ABUSE_BY_ADULT,),
    "sexual-abuse-by-child": (Factor.SEXUAL_ABUSE_BY_CHILD,),
    "sexual-exploitation": (Factor.SEXUAL_EXPLOITATION,),
    "criminal-exploitation": (Factor.CRIMINAL_EXPLOITATION,),
    "trafficking": (Factor.TRAFFICKING,),
    "domestic-abuse-of-the-child": (Factor.DOMESTIC_ABUSE_CHILD,),
    "domestic-abuse-of-a-parent": (Factor.DOMESTIC_ABUSE_PARENT,),
    "domestic-abuse-of-another": (Factor.DOMESTIC_ABUSE_OTHER,),
    "parental-alcohol-misuse": (Factor.ALCOHOL_PARENT,),
    "parental-drug-misuse": (Factor.DRUGS_PARENT,),
    "parental-mental-ill-health": (Factor.MENTAL_HEALTH_PARENT,),
    "parental-learning-disability": (Factor.LEARNING_DISABILITY_PARENT,),
    "parental-illness-or-disability": (Factor.PHYSICAL_ILLNESS_PARENT,),
    "substance-misuse-in-the-household": (Factor.ALCOHOL_OTHER, Factor.DRUGS_OTHER),
    "mental-ill-health-in-the-household": (Factor.MENTAL_HEALTH_OTHER,),
    "learning-disability-in-the-household": (Factor.LEARNING_DISABILITY_OTHER,),
    "illness-or-disability-in-the-household": (Factor.PHYSICAL_ILLNESS_OTHER,),
    "emotional-abuse": (Factor.EMOTIONAL_ABUSE,),
    "child-mental-ill-health": (Factor.MENTAL_HEALTH_CHILD,),
    "child-alcohol-misuse": (Factor.ALCOHOL_CHILD,),
    "child-drug-misuse": (Factor.DRUGS_CHILD,),
    "child-learning-disability": (Factor.LEARNING_DISABILITY_CHILD,),
    "child-illness-or-disability": (Factor.PHYSICAL_ILLNESS_CHILD,),
    "private-fostering": (
        Factor.PRIVATE_FOSTERING_RETURNING,
        Factor.PRIVATE_FOSTERING_STAYING,
        Factor.PRIVATE_FOSTERING_EDUCATION,
        Factor.PRIVATE_FOSTERING_FAMILY,
        Factor.PRIVATE_FOSTERING_OTHER,
    ),
    "unaccompanied-asylum-seeking-child": (Factor.UNACCOMPANIED,),
    "other-worry": (Factor.OTHER,),
    "no-factors-identified": (Factor.NONE_IDENTIFIED,),
}

SIGN_OR_FACTOR: dict[str, tuple[Sign, Factor]] = {
    "gang-involvement": (Sign.GANG_LINKS, Factor.GANGS),
    "self-harm": (Sign.SELF_HARMS, Factor.SELF_HARM),
    "young-carer": (Sign.CARES_FOR_OTHERS, Factor.YOUNG_CARER),
    "harmful-behaviour-towards-others": (Sign.HURTS_OTHERS, Factor.SOCIALLY_UNACCEPTABLE_BEHAVIOUR),
    "female-genital-mutilation": (Sign.FGM_RISK, Factor.FGM),
    "abuse-linked-to-faith-or-belief": (Sign.FAITH_ABUSE, Factor.FAITH_OR_BELIEF),
}

STRENGTHS: dict[str, Strength] = {
    "safe-adult": Strength.SAFE_ADULT,
    "family-network": Strength.FAMILY_NETWORK,
    "family-engages": Strength.ENGAGES,
    "attends-school": Strength.ATTENDS_SCHOOL,
    "safety-plan": Strength.SAFETY_PLAN,
    "abuser-has-left": Strength.ABUSER_LEFT,
    "parent-in-treatment": Strength.IN_TREATMENT,
}


def found_by(code: str, worry: Concern) -> bool:
    return bool(INDICATORS[code](a_picture(worry)))


@pytest.mark.parametrize("code", SIGNS)
def test_a_sign_is_found_by_its_indicator_and_by_no_other_sign(code: str) -> None:
    assert [sign for sign in Sign if found_by(code, seen(sign))] == list(SIGNS[code])


@pytest.mark.parametrize("code", FACTORS)
def test_a_factor_is_found_by_its_indicator_and_by_no_other_factor(code: str) -> None:
    assert {factor for factor in Factor if found_by(code, a_worry(factor))} == set(FACTORS[code])


@pytest.mark.parametrize("code", SIGN_OR_FACTOR)
def test_what_has_both_a_sign_and_a_factor_is_found_by_either(code: str) -> None:
    sign, factor = SIGN_OR_FACTOR[code]

    assert [each for each in Sign if found_by(code, seen(each))] == [sign]
    assert [each for each in Factor if found_by(code, a_worry(each))] == [factor]


@pytest.mark.parametrize("code", STRENGTHS)
def test_what_is_working_well_is_found_and_named(code: str) -> None:
    rule = INDICATORS[code]

    assert rule(a_picture(strengths=(STRENGTHS[code],)))
    assert not rule(a_picture(strengths=tuple(each for each in Strength if each is not STRENGTHS[code])))


def test_evidence_says_which_sign_who_noticed_it_and_whether_it_was_seen() -> None:
    noticed = seen(Sign.HUNGRY, Sign.BRUISE, basis=Basis.FACT, agency=Agency.HEALTH)
    believed = seen(Sign.HUNGRY, basis=Basis.OPINION, agency=Agency.HOUSING)

    assert INDICATORS["hungry"](a_picture(noticed, believed)) == (
        Evidence("hungry", Agency.HEALTH, Basis.FACT),
        Evidence("hungry", Agency.HOUSING, Basis.OPINION),
    )


def test_what_is_counted_is_a_fact_of_whoever_made_the_contact() -> None:
    told_by_police = Picture(source=ReferralSource.POLICE, missing_episodes_90_days=4)

    assert INDICATORS["going-missing"](told_by_police) == (
        Evidence("missing-episodes:4", Agency.POLICE, Basis.FACT),
    )


def test_what_is_only_answered_is_not_called_a_fact() -> None:
    told_by_a_stranger = Picture(
        source=ReferralSource.ANONYMOUS, four_questions=all_answered(substance_misuse=Answer.YES)
    )

    assert INDICATORS["substance-misuse-reported"](told_by_a_stranger) == (
        Evidence("substance-misuse:yes", Agency.REFERRER, Basis.OPINION),
    )


@pytest.mark.parametrize("sign", Sign)
def test_no_sign_is_ignored_even_under_a_factor_that_says_nothing(sign: Sign) -> None:
    picture = a_picture(a_worry(Factor.NONE_IDENTIFIED, sign))

    assert any(piece.fact == sign.value for rule in INDICATORS.values() for piece in rule(picture))


@pytest.mark.parametrize("factor", Factor)
def test_no_factor_is_ignored(factor: Factor) -> None:
    picture = a_picture(a_worry(factor))

    assert any(piece.fact == factor.value for rule in INDICATORS.values() for piece in rule(picture))
