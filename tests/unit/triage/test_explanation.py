"""A recommendation is said in words a practitioner, and later the child, can read."""

import pytest

from mash_contracts.national_codes import AssessmentFactor as Factor
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import Agency, Basis, ExploitationRisk, OpenCase
from mash_policy.load import load_edition
from mash_triage.domain.assessment import assess
from mash_triage.domain.explanation import evidence_in_words, fact_in_words, headline, reason
from mash_triage.domain.findings import Evidence
from tests.builders.pictures import a_picture, a_worry, seen, years

POLICY = load_edition("2026-01-01")


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("16A", "Neglect"),
        ("hungry", "Hungry, or asks others for food"),
        ("safe-adult", "A safe adult whom the child trusts and sees often"),
        ("missing-episodes:1", "Missing once in 90 days"),
        ("missing-episodes:7", "Missing 7 times in 90 days"),
        ("dash-ticks:14", "DASH: 14 ticks"),
        ("age-under-months:6", "Under 6 months old"),
        ("age-under-months:168", "Under 14 years old"),
        ("safety-scale:2", "Safety scaled at 2 of 10"),
        ("contacts-before-in-12-months:3", "3 contacts before this in 12 months"),
        ("early-help-episodes:1", "1 early help episode"),
        (f"exploitation-risk:{ExploitationRisk.SIGNIFICANT.value}", "Exploitation matrix: significant risk"),
        (f"open-case:{OpenCase.EARLY_HELP.value}", "Open to early help"),
    ],
)
def test_a_coded_fact_is_said_in_words(fact: str, words: str) -> None:
    assert fact_in_words(fact) == words


@pytest.mark.parametrize("fact", ["phase-of-the-moon", "missing-episodes", "missing-episodes:often"])
def test_a_fact_that_no_rule_gives_has_no_words(fact: str) -> None:
    with pytest.raises(LookupError, match=fact):
        fact_in_words(fact)


def test_evidence_says_who_and_whether_it_was_seen() -> None:
    assert evidence_in_words(Evidence("bruise", Agency.HEALTH, Basis.FACT)) == "Bruise or mark (Health, fact)"
    assert (
        evidence_in_words(Evidence("hungry", Agency.REFERRER, Basis.OPINION))
        == "Hungry, or asks others for food (Referrer, opinion)"
    )


def test_a_reason_is_the_sentence_of_the_edition_with_what_it_rests_on() -> None:
    recommendation = assess(
        a_picture(seen(Sign.OLDER_ASSOCIATES, Sign.UNEXPLAINED_GIFTS), age_months=years(15)), POLICY
    )
    (several,) = (each for each in recommendation.findings if each.code == "several-signs-of-exploitation")

    assert reason(several) == (
        "Two or more signs of exploitation come together, even if nobody has named it. "
        "Older boyfriend, girlfriend or friends who worry others (Education, opinion) and "
        "Unexplained money, gifts, phones or travel (Education, opinion)."
    )


def test_the_headline_says_level_urgency_basis_and_teams() -> None:
    firm = assess(a_picture(a_worry(Factor.TRAFFICKING), age_months=years(16)), POLICY)

    assert headline(firm) == (
        "Level 4: specialist, protection; amber; section 47: significant harm; "
        "recommended to Child protection and Child exploitation team."
    )


def test_the_headline_says_when_an_answer_could_raise_it() -> None:
    provisional = assess(a_picture(seen(Sign.BRUISE), age_months=None), POLICY)

    assert headline(provisional).endswith("Provisional: an answer that is still missing could raise it.")
