"""Stories of harm to children: in danger or injured, outside the home, and at home."""

from mash_contracts.national_codes import AssessmentFactor as Factor
from mash_contracts.national_codes import ReferralSource
from mash_contracts.signs import Sign, Strength
from mash_contracts.vocabulary import Answer, ExploitationRisk, Frequency, Severity
from tests.builders.pictures import a_picture, a_worry, all_answered, seen, years
from tests.builders.stories import CHILD_IN_NEED, EARLY_HELP, FACT, PROTECTION, WITH_CET, Story

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
