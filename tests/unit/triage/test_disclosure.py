"""What an agency that is asked may be told: what it needs, by heading, and nothing of what others said."""

from dataclasses import replace

import pytest

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import Agency
from mash_policy.agency_check_load import CHECK_RULES
from mash_policy.agency_check_model import Identifying
from mash_policy.load import load_edition
from mash_triage.domain.agency_checks import agencies_to_ask
from mash_triage.domain.assessment import Recommendation, assess
from mash_triage.domain.disclosure import A_WORRY, Disclosure, disclosure
from tests.builders.agency_checks import a_check
from tests.builders.pictures import a_picture, a_worry

POLICY = load_edition("2026-11-01")
RULES = CHECK_RULES.load("2026-11-01")
FIRST_RULES = CHECK_RULES.load("2026-01-01")

HIT_AND_HUNGRY = assess(
    a_picture(
        a_worry(AssessmentFactor.DOMESTIC_ABUSE_PARENT), a_worry(AssessmentFactor.NEGLECT, Sign.HUNGRY)
    ),
    POLICY,
)


def told(agency: Agency, recommendation: Recommendation = HIT_AND_HUNGRY) -> Disclosure:
    """What the agency is told of a child about whom it is asked."""
    asked = {one.agency: one for one in agencies_to_ask(recommendation, POLICY, RULES)}
    check = a_check(agency=agency, because=asked[agency].because, rules=RULES.id)
    return disclosure(check, recommendation, POLICY, RULES)


def test_the_police_hear_of_the_violence_and_not_that_the_child_is_hungry() -> None:
    assert told(Agency.POLICE).concerns == ("Violence or control between adults at home",)


def test_a_school_hears_that_a_child_may_be_neglected_and_not_of_the_violence() -> None:
    asked = told(Agency.EDUCATION)

    assert asked.concerns == ("Care, food, home or supervision",)
    assert asked.level is None
    assert asked.identified_by == {Identifying.SCHOOL}


def test_a_landlord_is_asked_about_a_home_and_told_of_no_kind_of_worry() -> None:
    poor_home = assess(a_picture(a_worry(AssessmentFactor.NEGLECT, Sign.DANGEROUS_HOME_CONDITIONS)), POLICY)

    asked = told(Agency.HOUSING, poor_home)

    assert asked.concerns == (A_WORRY,)
    assert asked.questions == (
        "Who lives at this address, its condition, and complaints or visits in the last twelve months",
    )


def test_a_question_about_a_worry_is_put_only_to_an_agency_that_is_told_of_the_worry() -> None:
    asked = told(Agency.POLICE).questions

    assert (
        "Domestic abuse between these adults: how often, how it was graded, bail or orders in force" in asked
    )
    assert not any("Missing episodes" in question for question in asked)


def test_only_an_agency_that_is_told_the_level_can_agree_or_differ() -> None:
    assert told(Agency.POLICE).level is HIT_AND_HUNGRY.level


@pytest.mark.parametrize("agency", sorted(RULES.telling))
def test_every_agency_that_may_be_asked_has_a_question_whatever_the_worry(agency: Agency) -> None:
    assert any(one.agency is agency and not one.concerns for one in RULES.questions)


def test_under_rules_that_do_not_say_an_agency_is_told_least() -> None:
    check = a_check(because=("domestic-abuse",), rules=FIRST_RULES.id)

    asked = disclosure(check, HIT_AND_HUNGRY, POLICY, FIRST_RULES)

    assert asked == Disclosure((A_WORRY,), questions=(), identified_by=frozenset(), level=None)


def test_what_another_agency_found_is_told_to_nobody() -> None:
    """The kinds of worry are those for which this agency is asked, and not all that is known of the child."""
    check = a_check(agency=Agency.HEALTH, because=("hungry",), rules=RULES.id)
    without = replace(HIT_AND_HUNGRY, findings=HIT_AND_HUNGRY.findings[:1])

    assert disclosure(check, HIT_AND_HUNGRY, POLICY, RULES) == disclosure(check, without, POLICY, RULES)
