"""What the worry is about: factors as often as they are found, and what is seen, said and asked with each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from math import prod
from random import Random

from mash_contracts.national_codes import AssessmentFactor as F
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import Frequency, Severity
from mash_simulation.figures import PublishedYear, Shares

OLDER_YEARS = 10
OF_OLDER_CHILDREN = frozenset(
    {
        F.ALCOHOL_CHILD,
        F.DRUGS_CHILD,
        F.DOMESTIC_ABUSE_CHILD,
        F.UNACCOMPANIED,
        F.MISSING,
        F.SEXUAL_EXPLOITATION,
        F.TRAFFICKING,
        F.GANGS,
        F.SOCIALLY_UNACCEPTABLE_BEHAVIOUR,
        F.SELF_HARM,
    }
)
"""Worries told of children of about ten and over."""

DOMESTIC_ABUSE = frozenset({F.DOMESTIC_ABUSE_CHILD, F.DOMESTIC_ABUSE_PARENT, F.DOMESTIC_ABUSE_OTHER})
MENTAL_ILLNESS = frozenset({F.MENTAL_HEALTH_PARENT, F.MENTAL_HEALTH_OTHER})
SUBSTANCE_MISUSE = frozenset({F.ALCOHOL_PARENT, F.ALCOHOL_OTHER, F.DRUGS_PARENT, F.DRUGS_OTHER})
LEARNING_DIFFICULTIES = frozenset({F.LEARNING_DISABILITY_PARENT, F.LEARNING_DISABILITY_OTHER})
EXPLOITATION = frozenset({F.SEXUAL_EXPLOITATION, F.TRAFFICKING, F.GANGS})


class FactorShares:
    """Draws the factors of one assessment, at least one, so that each is found as often as published."""

    def __init__(self, found: Mapping[F, float]) -> None:
        self._chances = _before_empty_ones_are_dropped(found)

    def draw(self, random: Random) -> tuple[F, ...]:
        while True:
            factors = tuple(factor for factor, chance in self._chances.items() if random.random() < chance)
            if factors:
                return factors


def _before_empty_ones_are_dropped(found: Mapping[F, float]) -> dict[F, float]:
    """Published shares are of assessments with any factor; drawing again where none is found raises all."""
    chances = dict(found)
    for _ in range(20):
        any_found = 1 - prod(1 - chance for chance in chances.values())
        chances = {factor: share * any_found for factor, share in found.items()}
    return chances


class Gravity(Enum):
    """How bad it turns out to be: in need or not, or a section 47 enquiry."""

    SLIGHT = "not in need"
    IN_NEED = "in need"
    GRAVE = "section 47 enquiry"


def gravities(year: PublishedYear) -> Shares[Gravity]:
    return Shares(
        {
            Gravity.SLIGHT: year.not_in_need,
            Gravity.IN_NEED: year.referrals - year.not_in_need - year.section_47,
            Gravity.GRAVE: year.section_47,
        }
    )


SEVERITIES = {
    Gravity.SLIGHT: Shares({Severity.UNKNOWN: 30, Severity.LOW: 60, Severity.MODERATE: 10}),
    Gravity.IN_NEED: Shares(
        {Severity.UNKNOWN: 25, Severity.LOW: 15, Severity.MODERATE: 59, Severity.SERIOUS: 1}
    ),
    Gravity.GRAVE: Shares(
        {Severity.UNKNOWN: 15, Severity.MODERATE: 44, Severity.SERIOUS: 38, Severity.CRITICAL: 3}
    ),
}
FREQUENCIES = {
    Gravity.SLIGHT: Shares({Frequency.UNKNOWN: 40, Frequency.ONCE: 45, Frequency.SOMETIMES: 15}),
    Gravity.IN_NEED: Shares(
        {Frequency.UNKNOWN: 30, Frequency.ONCE: 15, Frequency.SOMETIMES: 35, Frequency.OFTEN: 20}
    ),
    Gravity.GRAVE: Shares(
        {
            Frequency.UNKNOWN: 20,
            Frequency.ONCE: 20,
            Frequency.SOMETIMES: 25,
            Frequency.OFTEN: 25,
            Frequency.CONSTANT: 10,
        }
    ),
}


@dataclass(frozen=True, slots=True)
class Telling:
    """How a worry of one kind is told."""

    words: tuple[str, ...]
    seen: tuple[Sign, ...] = ()
    seen_when_grave: tuple[Sign, ...] = ()


_ADULT_DRINKS = Telling(
    ("Smelt of alcohol at the door again.", "Drinks most evenings, the children are up late."),
    (Sign.PARENT_INTOXICATED, Sign.MONEY_OR_HOUSING_TROUBLE),
    (Sign.PARENT_INTOXICATED, Sign.LEFT_ALONE),
)
_ADULT_TAKES_DRUGS = Telling(
    ("Cannabis smoke in the house when visited.", "People come to the door at all hours."),
    (Sign.PARENT_INTOXICATED, Sign.MANY_STRANGERS_AT_HOME),
    (Sign.DANGEROUS_HOME_CONDITIONS, Sign.MANY_STRANGERS_AT_HOME),
)
_ABUSE_AT_HOME = Telling(
    ("Police called to a row between the adults.", "Mum has a bruised arm and says it was a fall."),
    (Sign.CHILD_PRESENT, Sign.RECENT_SEPARATION, Sign.CONTROLS_MONEY_OR_MOVEMENT, Sign.AFRAID_OF_PARTNER),
    (
        Sign.PARENT_ASSAULTED,
        Sign.CHILD_PRESENT,
        Sign.ESCALATING_ABUSE,
        Sign.STRANGULATION_OF_PARENT,
        Sign.THREATS_TO_KILL,
    ),
)
_ADULT_UNWELL = Telling(
    ("Not coping since the winter, in bed most days.", "Very anxious, does not answer the phone."),
    (Sign.PARENT_LOW_OR_ANXIOUS,),
    (
        Sign.PARENT_LOW_OR_ANXIOUS,
        Sign.REFUSES_HELP,
        Sign.CARES_FOR_OTHERS,
        Sign.LATE_OR_ABSENT_FROM_SCHOOL,
        Sign.PARENT_PSYCHOTIC,
    ),
)
_ADULT_NEEDS_SUPPORT = Telling(
    ("Finds letters and appointments hard to follow.", "Needs help with daily routines."),
    (Sign.MONEY_OR_HOUSING_TROUBLE,),
    (Sign.MEDICAL_NEEDS_UNMET,),
)
_CHILD_NEEDS_SUPPORT = Telling(
    ("Has additional needs and the family is worn out.", "Waiting for an assessment, sleeps badly."),
    (Sign.MEDICAL_NEEDS_UNMET, Sign.LATE_OR_ABSENT_FROM_SCHOOL),
    (Sign.MEDICAL_NEEDS_UNMET, Sign.LEFT_ALONE),
)
_EXPLOITED = Telling(
    ("New trainers and a second phone, will not say from whom.", "Seen in a car with older lads."),
    (Sign.OLDER_ASSOCIATES, Sign.UNEXPLAINED_GIFTS, Sign.GROOMED_ONLINE),
    (Sign.CARRIES_DRUGS_OR_DEBT, Sign.FOUND_OUT_OF_AREA, Sign.SEEN_IN_STRANGE_CARS, Sign.OLDER_ASSOCIATES),
)
_TAKES_OR_DRINKS = Telling(
    ("Came back drunk on Saturday.", "Smokes weed with friends after school."),
    (Sign.LATE_OR_ABSENT_FROM_SCHOOL,),
    (Sign.INTOXICATED_WITH_ADULTS,),
)
_OTHER = Telling(("Something is not right at home.", "Dispute between the parents about contact."))

TELLINGS: Mapping[F, Telling] = {
    F.ALCOHOL_CHILD: _TAKES_OR_DRINKS,
    F.DRUGS_CHILD: _TAKES_OR_DRINKS,
    F.ALCOHOL_PARENT: _ADULT_DRINKS,
    F.ALCOHOL_OTHER: _ADULT_DRINKS,
    F.DRUGS_PARENT: _ADULT_TAKES_DRUGS,
    F.DRUGS_OTHER: _ADULT_TAKES_DRUGS,
    F.DOMESTIC_ABUSE_CHILD: Telling(
        ("Partner checks the phone and shouts.", "Was pushed by a partner at a party."),
        (Sign.FEARFUL_OR_WITHDRAWN,),
        (Sign.AFRAID_TO_GO_HOME, Sign.FEARFUL_OR_WITHDRAWN),
    ),
    F.DOMESTIC_ABUSE_PARENT: _ABUSE_AT_HOME,
    F.DOMESTIC_ABUSE_OTHER: _ABUSE_AT_HOME,
    F.MENTAL_HEALTH_CHILD: Telling(
        ("Very low for weeks.", "Panics before school."),
        (Sign.FEARFUL_OR_WITHDRAWN, Sign.EATING_DISTRESS),
        (Sign.FEARFUL_OR_WITHDRAWN, Sign.EATING_DISTRESS, Sign.SELF_HARMS, Sign.SUICIDAL),
    ),
    F.MENTAL_HEALTH_PARENT: _ADULT_UNWELL,
    F.MENTAL_HEALTH_OTHER: _ADULT_UNWELL,
    F.LEARNING_DISABILITY_CHILD: _CHILD_NEEDS_SUPPORT,
    F.PHYSICAL_ILLNESS_CHILD: _CHILD_NEEDS_SUPPORT,
    F.LEARNING_DISABILITY_PARENT: _ADULT_NEEDS_SUPPORT,
    F.LEARNING_DISABILITY_OTHER: _ADULT_NEEDS_SUPPORT,
    F.PHYSICAL_ILLNESS_PARENT: _ADULT_NEEDS_SUPPORT,
    F.PHYSICAL_ILLNESS_OTHER: _ADULT_NEEDS_SUPPORT,
    F.YOUNG_CARER: Telling(("Gets the little ones ready every morning.",), (Sign.CARES_FOR_OTHERS,)),
    F.MISSING: Telling(
        ("Not home by midnight, third time this month.",),
        (Sign.LATE_OR_ABSENT_FROM_SCHOOL,),
        (Sign.FOUND_OUT_OF_AREA, Sign.OLDER_ASSOCIATES),
    ),
    F.SEXUAL_EXPLOITATION: _EXPLOITED,
    F.TRAFFICKING: _EXPLOITED,
    F.GANGS: _EXPLOITED,
    F.SOCIALLY_UNACCEPTABLE_BEHAVIOUR: Telling(
        ("Damaged a neighbour's car with others.", "Hits out at home."),
        (Sign.HURTS_OTHERS,),
        (Sign.CARRIES_WEAPON,),
    ),
    F.SELF_HARM: Telling(
        ("Has cuts on an arm.", "Told a friend about cutting."),
        (Sign.SELF_HARMS,),
        (Sign.SELF_HARMS, Sign.SUICIDAL),
    ),
    F.NEGLECT: Telling(
        ("Comes to school hungry and in the same clothes.", "No bedding and no food in when we called."),
        (
            Sign.HUNGRY,
            Sign.DIRTY_OR_UNSUITABLE_CLOTHES,
            Sign.LATE_OR_ABSENT_FROM_SCHOOL,
            Sign.POOR_HOME_CONDITIONS,
        ),
        (Sign.LEFT_ALONE, Sign.UNDERWEIGHT, Sign.DANGEROUS_HOME_CONDITIONS, Sign.MEDICAL_NEEDS_UNMET),
    ),
    F.EMOTIONAL_ABUSE: Telling(
        ("Shouted at and called names in the street.", "Blamed for everything at home."),
        (Sign.SCAPEGOATED, Sign.FEARFUL_OR_WITHDRAWN),
        (Sign.SCAPEGOATED, Sign.AFRAID_TO_GO_HOME),
    ),
    F.PHYSICAL_ABUSE_BY_CHILD: Telling(("Hurt by an older boy.",), (Sign.BRUISE,), (Sign.REPEATED_INJURY,)),
    F.PHYSICAL_ABUSE_BY_ADULT: Telling(
        ("Says dad hit hard.", "Red mark on the cheek, two stories about it."),
        (Sign.BRUISE,),
        (Sign.HIT_BY_ADULT, Sign.INJURY_UNEXPLAINED, Sign.BRUISE, Sign.IMPLEMENT_USED),
    ),
    F.SEXUAL_ABUSE_BY_CHILD: Telling(
        ("Touched by another pupil.",), (Sign.SEXUALISED_BEHAVIOUR,), (Sign.DISCLOSURE_SEXUAL,)
    ),
    F.SEXUAL_ABUSE_BY_ADULT: Telling(
        ("Says an adult touched them.", "A man known for offences visits the home."),
        (Sign.SEXUALISED_BEHAVIOUR, Sign.CONTACT_WITH_SEX_OFFENDER),
        (Sign.DISCLOSURE_SEXUAL, Sign.CONTACT_WITH_SEX_OFFENDER),
    ),
    F.FAITH_OR_BELIEF: Telling(
        ("Told there is a bad spirit inside.",), (Sign.FAITH_ABUSE,), (Sign.FAITH_ABUSE,)
    ),
}


def telling(factor: F) -> Telling:
    return TELLINGS.get(factor, _OTHER)
