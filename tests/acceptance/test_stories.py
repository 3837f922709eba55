"""Children's stories as practitioners would tell them, and what the hub recommends for each."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from mash_contracts.national_codes import AssessmentFactor as Factor
from mash_contracts.national_codes import Disability, ReferralSource
from mash_contracts.signs import Sign, Strength
from mash_contracts.vocabulary import (
    Answer,
    Basis,
    ExploitationRisk,
    Frequency,
    LegalBasis,
    LevelOfNeed,
    OpenCase,
    Pathway,
    Rag,
    Severity,
)
from mash_policy.load import load_edition
from mash_triage.domain.assessment import assess
from mash_triage.domain.picture import FourQuestions, History, Picture
from tests.builders.pictures import a_picture, a_worry, all_answered, nothing_known, seen, years

POLICY = load_edition("2026-01-01")

ADVICE, EARLY_HELP = (Pathway.ADVICE,), (Pathway.EARLY_HELP,)
CHILD_IN_NEED, PROTECTION = (Pathway.CHILD_IN_NEED,), (Pathway.CHILD_PROTECTION,)
WITH_CET = (Pathway.CET,)
FACT, OPINION = Basis.FACT, Basis.OPINION


@dataclass(frozen=True)
class Story:
    telling: str
    picture: Picture
    recommended: str
    """Level, urgency, legal basis."""
    teams: tuple[Pathway, ...]
    because: tuple[str, ...]
    """Codes that have to be among the reasons."""

    def __str__(self) -> str:
        return self.telling


def history(**known: Any) -> History:
    return replace(nothing_known(), **known)


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

DANGER_AND_INJURY = (
    Story(
        "a neighbour hears a child scream now",
        a_picture(immediate_danger=Answer.YES),
        "4 red s47",
        PROTECTION,
        ("immediate-danger",),
    ),
    Story(
        "a health visitor sees a bruise on a baby of four months",
        a_picture(seen(Sign.BRUISE, basis=FACT), age_months=4, source=ReferralSource.HEALTH_VISITOR),
        "4 red s47",
        PROTECTION,
        ("injury-to-a-non-mobile-baby",),
    ),
    Story(
        "a toddler of ten months falls, and the story keeps changing",
        a_picture(seen(Sign.INJURY_UNEXPLAINED), age_months=10),
        "4 amber s47",
        PROTECTION,
        ("injury-to-a-baby-under-one", "unexplained-injury"),
    ),
    Story(
        "a passer-by saw a bruise and cannot say how old the child is",
        a_picture(seen(Sign.BRUISE), age_months=None),
        "3 amber s17",
        CHILD_IN_NEED,
        ("injury-to-a-child-of-unknown-age",),
    ),
    Story(
        "a boy of nine has a graze from football that worried a coach",
        a_picture(seen(Sign.BRUISE), age_months=years(9)),
        "2 amber none",
        EARLY_HELP,
        ("bruise-or-mark",),
    ),
    Story(
        "a boy of nine says his stepfather hit him, and the nurse sees the mark",
        a_picture(
            seen(Sign.HIT_BY_ADULT, Sign.BRUISE, basis=FACT),
            age_months=years(9),
            source=ReferralSource.SCHOOL_NURSE,
        ),
        "4 red s47",
        PROTECTION,
        ("injury-and-child-says-an-adult-did-it",),
    ),
    Story(
        "a boy of nine says he was smacked, and there is no mark",
        a_picture(seen(Sign.HIT_BY_ADULT, basis=FACT), age_months=years(9)),
        "3 amber s17",
        CHILD_IN_NEED,
        ("child-says-an-adult-hurt-them",),
    ),
    Story(
        "a belt was used on a girl of eleven",
        a_picture(seen(Sign.IMPLEMENT_USED)),
        "4 amber s47",
        PROTECTION,
        ("implement-used",),
    ),
    Story(
        "a paediatrician thinks an illness is made up",
        a_picture(seen(Sign.FABRICATED_ILLNESS), source=ReferralSource.OTHER_HEALTH),
        "4 amber s47",
        PROTECTION,
        ("fabricated-illness",),
    ),
    Story(
        "a girl of fifteen tells a teacher what her uncle does",
        a_picture(seen(Sign.DISCLOSURE_SEXUAL, basis=FACT), age_months=years(15)),
        "4 red s47",
        PROTECTION,
        ("sexual-abuse-disclosed",),
    ),
    Story(
        "a girl of twelve is pregnant",
        a_picture(seen(Sign.INFECTION_OR_PREGNANCY, basis=FACT), age_months=years(12)),
        "4 red s47",
        PROTECTION,
        ("infection-or-pregnancy-under-13",),
    ),
    Story(
        "two boys of seven, and one touched the other",
        a_picture(a_worry(Factor.SEXUAL_ABUSE_BY_CHILD), age_months=years(7)),
        "3 amber s17",
        CHILD_IN_NEED,
        ("sexual-abuse-by-child",),
    ),
    Story(
        "a man on the register has moved in with a mother and her daughters",
        a_picture(seen(Sign.CONTACT_WITH_SEX_OFFENDER), source=ReferralSource.POLICE),
        "4 amber s47",
        PROTECTION,
        ("contact-with-sex-offender",),
    ),
)

OUTSIDE_THE_HOME = (
    Story(
        "a boy of sixteen owes a drug debt and carries a knife",
        a_picture(
            a_worry(Factor.CRIMINAL_EXPLOITATION, Sign.CARRIES_DRUGS_OR_DEBT, Sign.CARRIES_WEAPON),
            age_months=years(16),
        ),
        "4 amber s47",
        PROTECTION + WITH_CET,
        ("criminal-exploitation-with-signs", "several-signs-of-exploitation"),
    ),
    Story(
        "a boy of sixteen has money nobody can explain",
        a_picture(seen(Sign.UNEXPLAINED_GIFTS), age_months=years(16)),
        "2 amber none",
        EARLY_HELP,
        ("unexplained-gifts",),
    ),
    Story(
        "a girl of fifteen has gifts and strange cars around her, and nobody has named it",
        a_picture(seen(Sign.UNEXPLAINED_GIFTS, Sign.SEEN_IN_STRANGE_CARS), age_months=years(15)),
        "3 amber s17",
        CHILD_IN_NEED + WITH_CET,
        ("several-signs-of-exploitation",),
    ),
    Story(
        "the exploitation matrix puts a girl of fifteen at low risk, and she stays visible",
        a_picture(exploitation_risk=ExploitationRisk.LOW, age_months=years(15)),
        "2 green none",
        EARLY_HELP,
        ("low-exploitation-risk",),
    ),
    Story(
        "a boy of fourteen was missing once and came home by himself",
        a_picture(a_worry(Factor.MISSING), missing_episodes_90_days=1, age_months=years(14)),
        "2 amber none",
        EARLY_HELP,
        ("going-missing",),
    ),
    Story(
        "a boy of nine was missing for an evening",
        a_picture(a_worry(Factor.MISSING), missing_episodes_90_days=1, age_months=years(9)),
        "3 amber s17",
        CHILD_IN_NEED,
        ("young-child-missing",),
    ),
    Story(
        "a boy of fifteen talks of nothing but a banned group",
        a_picture(seen(Sign.RADICALISED), age_months=years(15)),
        "3 amber s17",
        CHILD_IN_NEED,
        ("drawn-to-extremism",),
    ),
    Story(
        "a girl of seventeen brought from abroad and made to work",
        a_picture(a_worry(Factor.TRAFFICKING), age_months=years(17)),
        "4 amber s47",
        PROTECTION + WITH_CET,
        ("trafficking",),
    ),
)

AT_HOME = (
    Story(
        "police were called; he hit her, and the children watched",
        a_picture(
            a_worry(Factor.DOMESTIC_ABUSE_PARENT, Sign.PARENT_ASSAULTED, Sign.CHILD_PRESENT, basis=FACT),
            source=ReferralSource.POLICE,
        ),
        "3 amber s17",
        CHILD_IN_NEED,
        ("child-present-at-violence",),
    ),
    Story(
        "police were called to shouting, and the child slept",
        a_picture(a_worry(Factor.DOMESTIC_ABUSE_PARENT), dash_ticks=3, source=ReferralSource.POLICE),
        "2 amber none",
        EARLY_HELP,
        ("domestic-abuse-of-a-parent", "dash-standard"),
    ),
    Story(
        "fourteen ticks on the DASH",
        a_picture(a_worry(Factor.DOMESTIC_ABUSE_PARENT), dash_ticks=14),
        "4 amber s47",
        PROTECTION,
        ("dash-high",),
    ),
    Story(
        "nine ticks on the DASH, and he strangled her",
        a_picture(seen(Sign.STRANGULATION_OF_PARENT), dash_ticks=9),
        "4 amber s47",
        PROTECTION,
        ("strangulation-of-a-parent", "dash-standard"),
    ),
    Story(
        "she has left a man who controlled and hit her",
        a_picture(seen(Sign.RECENT_SEPARATION, Sign.CONTROLS_MONEY_OR_MOVEMENT, Sign.PARENT_ASSAULTED)),
        "4 red s47",
        PROTECTION,
        ("separation-after-control-and-violence",),
    ),
    Story(
        "school sees a boy hungry and dirty every week",
        a_picture(
            a_worry(
                Factor.NEGLECT,
                Sign.HUNGRY,
                Sign.DIRTY_OR_UNSUITABLE_CLOTHES,
                basis=FACT,
                frequency=Frequency.OFTEN,
            )
        ),
        "3 amber s17",
        CHILD_IN_NEED,
        ("persistent-neglect",),
    ),
    Story(
        "school sees that neglect harms a boy, and he is losing weight",
        a_picture(a_worry(Factor.NEGLECT, Sign.UNDERWEIGHT, basis=FACT, severity=Severity.SERIOUS)),
        "4 amber s47",
        PROTECTION,
        ("serious-harm-seen", "serious-neglect"),
    ),
    Story(
        "school saw a boy hungry once",
        a_picture(a_worry(Factor.NEGLECT, Sign.HUNGRY, basis=FACT)),
        "2 green none",
        EARLY_HELP,
        ("hungry",),
    ),
    Story(
        "two toddlers are alone in a flat",
        a_picture(seen(Sign.LEFT_ALONE, basis=FACT), age_months=30),
        "4 amber s47",
        PROTECTION,
        ("under-five-left-alone",),
    ),
    Story(
        "a baby of three months sleeps on a sofa with a father who drinks",
        a_picture(seen(Sign.UNSAFE_SLEEPING), a_worry(Factor.ALCOHOL_PARENT), age_months=3),
        "3 amber s17",
        CHILD_IN_NEED,
        ("unsafe-sleeping-with-substance-misuse",),
    ),
    Story(
        "a midwife knows that the last two children were removed",
        a_picture(seen(Sign.EARLIER_CHILD_REMOVED, basis=FACT), unborn=True, age_months=None),
        "4 amber s47",
        PROTECTION,
        ("baby-after-an-earlier-child-was-removed",),
    ),
    Story(
        "a mother hears voices that tell her to hurt her son",
        a_picture(seen(Sign.PARENT_PSYCHOTIC)),
        "4 red s47",
        PROTECTION,
        ("parent-with-psychosis",),
    ),
    Story(
        "a mother is low and asks for help",
        a_picture(seen(Sign.PARENT_LOW_OR_ANXIOUS), strengths=(Strength.ENGAGES,)),
        "2 green none",
        EARLY_HELP,
        ("parent-low-or-anxious",),
    ),
    Story(
        "a father is abusive, a mother depressed, and both drink",
        a_picture(four_questions=all_answered(Answer.YES)),
        "3 amber s17",
        CHILD_IN_NEED,
        ("abuse-illness-and-misuse-together",),
    ),
    Story(
        "a landlord says the family will lose its home",
        a_picture(seen(Sign.MONEY_OR_HOUSING_TROUBLE), source=ReferralSource.HOUSING),
        "2 green none",
        EARLY_HELP,
        ("money-or-housing-trouble",),
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
