"""Children's stories as practitioners would tell them, and what the hub recommends for each."""

from dataclasses import replace
from typing import Any

import pytest

from mash_contracts.national_codes import AssessmentFactor as Factor
from mash_contracts.national_codes import Disability, ReferralSource
from mash_contracts.signs import Sign, Strength
from mash_contracts.vocabulary import (
    Answer,
    ExploitationRisk,
    Frequency,
    LegalBasis,
    LevelOfNeed,
    OpenCase,
    Rag,
    Severity,
)
from mash_policy.load import load_edition
from mash_triage.domain.assessment import assess
from mash_triage.domain.picture import FourQuestions, Picture
from tests.acceptance.stories_of_harm import AT_HOME, DANGER_AND_INJURY, OUTSIDE_THE_HOME
from tests.builders.pictures import a_picture, a_worry, seen, years
from tests.builders.stories import (
    ADVICE,
    CHILD_IN_NEED,
    EARLY_HELP,
    FACT,
    PROTECTION,
    WITH_CET,
    Story,
    history,
)

POLICY = load_edition("2026-01-01")

CASE_STUDIES = (
    Story(
        "a girl of thirteen, often missing, drunk with older men who may exploit her",
        a_picture(
            a_worry(
                Factor.SEXUAL_EXPLOITATION,
                Sign.OLDER_ASSOCIATES,
                Sign.INTOXICATED_WITH_ADULTS,
                basis=FACT,
                severity=Severity.SERIOUS,
            ),
            a_worry(Factor.MISSING, basis=FACT, frequency=Frequency.OFTEN),
            a_worry(Factor.ALCOHOL_CHILD, basis=FACT),
            age_months=years(13),
            missing_episodes_90_days=7,
            exploitation_risk=ExploitationRisk.SIGNIFICANT,
            source=ReferralSource.POLICE,
        ),
        "4 red s47",
        PROTECTION + WITH_CET,
        ("frequently-missing-and-exploited", "significant-exploitation-risk", "intoxicated-with-adults"),
    ),
    Story(
        "an anonymous caller thinks a girl of six is thin and sad, and her mother drinks and uses drugs",
        Picture(
            age_months=years(6),
            concerns=(
                a_worry(
                    Factor.NEGLECT,
                    Sign.UNDERWEIGHT,
                    Sign.FEARFUL_OR_WITHDRAWN,
                    Sign.POOR_HOME_CONDITIONS,
                    Sign.LATE_OR_ABSENT_FROM_SCHOOL,
                    Sign.MANY_STRANGERS_AT_HOME,
                    frequency=Frequency.OFTEN,
                    severity=Severity.MODERATE,
                ),
                a_worry(Factor.DRUGS_PARENT),
                a_worry(Factor.ALCOHOL_PARENT),
            ),
            four_questions=FourQuestions(substance_misuse=Answer.YES),
            immediate_danger=Answer.NO,
            source=ReferralSource.ANONYMOUS,
            anonymous=True,
        ),
        "2 amber none",
        EARLY_HELP,
        ("neglect", "underweight", "parental-drug-misuse", "many-strangers-at-home"),
    ),
    Story(
        "a family in and out of early help for neglect, where he controls her money and she fears him",
        a_picture(
            a_worry(
                Factor.DOMESTIC_ABUSE_PARENT,
                Sign.CONTROLS_MONEY_OR_MOVEMENT,
                Sign.ISOLATED_FROM_OTHERS,
                Sign.AFRAID_OF_PARTNER,
                basis=FACT,
                frequency=Frequency.CONSTANT,
                severity=Severity.MODERATE,
            ),
            a_worry(Factor.NEGLECT, basis=FACT, frequency=Frequency.SOMETIMES, severity=Severity.MODERATE),
            dash_ticks=9,
            history=history(
                contacts_in_12_months=3,
                early_help_episodes=3,
                same_worry_before=Answer.YES,
                open_case=OpenCase.EARLY_HELP,
            ),
            source=ReferralSource.EARLY_HELP,
        ),
        "3 amber s17",
        CHILD_IN_NEED,
        ("coercive-control", "cumulative-harm", "third-contact-in-twelve-months", "open-to-early-help"),
    ),
)

THE_CHILD = (
    Story(
        "a boy of fourteen has written a goodbye letter",
        a_picture(seen(Sign.SUICIDAL), age_months=years(14)),
        "4 red s17",
        CHILD_IN_NEED,
        ("suicidal",),
    ),
    Story(
        "a girl of fifteen cuts her arms",
        a_picture(a_worry(Factor.SELF_HARM), age_months=years(15)),
        "2 amber none",
        EARLY_HELP,
        ("self-harm",),
    ),
    Story(
        "a girl of ten cooks and cares for her mother",
        a_picture(a_worry(Factor.YOUNG_CARER), age_months=years(10)),
        "2 green none",
        EARLY_HELP,
        ("young-carer",),
    ),
    Story(
        "a deaf boy needs services that nobody gives",
        a_picture(a_worry(Factor.PHYSICAL_ILLNESS_CHILD), disabilities=(Disability.HEARING,)),
        "3 green s17",
        CHILD_IN_NEED,
        ("disabled-child-needs-services",),
    ),
    Story(
        "a girl of sixteen is to be taken abroad to be married",
        a_picture(seen(Sign.FORCED_MARRIAGE), age_months=years(16)),
        "4 red s47",
        PROTECTION,
        ("forced-marriage-or-honour-based-abuse",),
    ),
    Story(
        "a boy of fifteen got off a lorry alone",
        a_picture(a_worry(Factor.UNACCOMPANIED), age_months=years(15)),
        "4 amber s17",
        CHILD_IN_NEED,
        ("unaccompanied-asylum-seeking-child",),
    ),
    Story(
        "a child of ten lives with a family friend for the school year",
        a_picture(a_worry(Factor.PRIVATE_FOSTERING_EDUCATION), age_months=years(10)),
        "3 green s17",
        CHILD_IN_NEED,
        ("private-fostering",),
    ),
)

ONLY_THE_HISTORY_SHOWS = (
    Story(
        "the third contact this year, and each was closed",
        a_picture(a_worry(Factor.OTHER), history=history(contacts_in_12_months=2)),
        "2 amber none",
        EARLY_HELP,
        ("third-contact-in-twelve-months", "worry-changes-its-name"),
    ),
    Story(
        "a small worry about a child with a protection plan",
        a_picture(seen(Sign.HUNGRY), history=history(open_case=OpenCase.CHILD_PROTECTION)),
        "4 amber s47",
        PROTECTION,
        ("open-to-child-protection",),
    ),
    Story(
        "a small worry, and a protection plan two years ago",
        a_picture(seen(Sign.HUNGRY), history=history(earlier_protection_plan=Answer.YES)),
        "3 amber s17",
        CHILD_IN_NEED,
        ("earlier-protection-plan",),
    ),
)

NO_NEED = (
    Story(
        "a grandmother asks where the nearest playgroup is",
        a_picture(strengths=()),
        "1 green none",
        ADVICE,
        ("no-indicator-found",),
    ),
    Story(
        "all that is known is a first name and a street",
        Picture(anonymous=True, source=ReferralSource.ANONYMOUS),
        "1 green none",
        ADVICE,
        ("no-indicator-found",),
    ),
    Story(
        "a school names no factor and says what goes well",
        a_picture(a_worry(Factor.NONE_IDENTIFIED), strengths=(Strength.SAFE_ADULT,)),
        "1 green none",
        ADVICE,
        ("no-factors-identified",),
    ),
)

STORIES = (
    *CASE_STUDIES,
    *DANGER_AND_INJURY,
    *OUTSIDE_THE_HOME,
    *AT_HOME,
    *THE_CHILD,
    *ONLY_THE_HISTORY_SHOWS,
    *NO_NEED,
)


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_what_the_hub_recommends(story: Story) -> None:
    level, rag, legal_basis = story.recommended.split()

    recommendation = assess(story.picture, POLICY)

    assert recommendation.level is LevelOfNeed(level)
    assert recommendation.rag is Rag(rag)
    assert recommendation.legal_basis is LegalBasis(legal_basis)
    assert recommendation.pathways == story.teams
    assert set(story.because) <= set(recommendation.reasons)


@pytest.mark.parametrize(
    "worse",
    [
        {"basis": FACT},
        {"severity": Severity.SERIOUS},
        {"basis": FACT, "frequency": Frequency.OFTEN},
    ],
    ids=["it is seen", "it is serious", "it is seen every week"],
)
def test_the_same_neglect_goes_higher_when_more_than_believed(worse: dict[str, Any]) -> None:
    believed = CASE_STUDIES[1].picture
    known = replace(believed, concerns=(replace(believed.concerns[0], **worse), *believed.concerns[1:]))

    assert assess(believed, POLICY).pathways == EARLY_HELP
    assert assess(known, POLICY).level > LevelOfNeed.EARLY_HELP


def test_an_anonymous_caller_is_believed_no_less_than_one_with_a_name() -> None:
    anonymous = CASE_STUDIES[1].picture
    named = replace(anonymous, anonymous=False, source=ReferralSource.ACQUAINTANCE)

    assert assess(anonymous, POLICY).level is assess(named, POLICY).level


def test_what_is_known_only_by_name_and_street_is_provisional_and_asks() -> None:
    recommendation = assess(NO_NEED[1].picture, POLICY)

    assert recommendation.provisional
    assert {"immediate-danger-not-known", "worry-not-described"} <= {gap.code for gap in recommendation.gaps}
