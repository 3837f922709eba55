"""What several indicators look for: kinds of harm, kinds of sign, and how they come together."""

from mash_contracts.national_codes import AssessmentFactor, Disability
from mash_contracts.signs import Sign, SignGroup
from mash_contracts.vocabulary import Answer, ExploitationRisk
from mash_triage.domain.findings import Evidence, several
from mash_triage.domain.picture import Picture

HARM = frozenset(
    {
        AssessmentFactor.DOMESTIC_ABUSE_CHILD,
        AssessmentFactor.SEXUAL_EXPLOITATION,
        AssessmentFactor.TRAFFICKING,
        AssessmentFactor.GANGS,
        AssessmentFactor.NEGLECT,
        AssessmentFactor.EMOTIONAL_ABUSE,
        AssessmentFactor.PHYSICAL_ABUSE_BY_CHILD,
        AssessmentFactor.PHYSICAL_ABUSE_BY_ADULT,
        AssessmentFactor.SEXUAL_ABUSE_BY_CHILD,
        AssessmentFactor.SEXUAL_ABUSE_BY_ADULT,
        AssessmentFactor.FGM,
        AssessmentFactor.FAITH_OR_BELIEF,
        AssessmentFactor.CRIMINAL_EXPLOITATION,
    }
)
"""Factors that are themselves harm to the child, rather than circumstances that may lead to it."""

NEGLECT_SIGNS = tuple(sign for sign in Sign if sign.group is SignGroup.NEGLECT)
DOMESTIC_ABUSE_SIGNS = tuple(sign for sign in Sign if sign.group is SignGroup.DOMESTIC_ABUSE)

INJURIES = (
    Sign.BRUISE,
    Sign.BURN_OR_SCALD,
    Sign.FRACTURE_OR_HEAD_INJURY,
    Sign.BITE_MARK,
    Sign.INJURY_UNEXPLAINED,
    Sign.REPEATED_INJURY,
)

EXPLOITATION = (
    AssessmentFactor.SEXUAL_EXPLOITATION,
    AssessmentFactor.CRIMINAL_EXPLOITATION,
    AssessmentFactor.TRAFFICKING,
    AssessmentFactor.GANGS,
)
EXPLOITATION_SIGNS = (
    Sign.OLDER_ASSOCIATES,
    Sign.UNEXPLAINED_GIFTS,
    Sign.SEEN_IN_STRANGE_CARS,
    Sign.GROOMED_ONLINE,
    Sign.CARRIES_DRUGS_OR_DEBT,
    Sign.FOUND_OUT_OF_AREA,
    Sign.CARRIES_WEAPON,
    Sign.GANG_LINKS,
    Sign.INTOXICATED_WITH_ADULTS,
    Sign.INDECENT_IMAGES,
)


def disabled_child(picture: Picture) -> tuple[Evidence, ...]:
    """The child has a disability."""
    disabled = any(disability is not Disability.NONE for disability in picture.disabilities)
    return picture.recorded("disabled-child", disabled)


def neglected(picture: Picture) -> tuple[Evidence, ...]:
    """Neglect is named, or a sign of it was noticed."""
    return picture.about(AssessmentFactor.NEGLECT) + picture.seen(*NEGLECT_SIGNS)


def at_exploitation_risk(picture: Picture) -> tuple[Evidence, ...]:
    """The exploitation matrix says moderate or significant."""
    risk = picture.exploitation_risk
    return picture.recorded(f"exploitation-risk:{risk.value}", risk >= ExploitationRisk.MODERATE)


def likely_exploited(picture: Picture) -> tuple[Evidence, ...]:
    """Exploitation is named, the matrix says at least moderate, or two signs of it came together."""
    signs = several(picture.seen(*EXPLOITATION_SIGNS), 2)
    return picture.about(*EXPLOITATION) + at_exploitation_risk(picture) + signs


def any_hint_of_exploitation(picture: Picture) -> tuple[Evidence, ...]:
    """As above, or even a single sign."""
    return likely_exploited(picture) + picture.seen(*EXPLOITATION_SIGNS)


def domestic_abuse(picture: Picture) -> tuple[Evidence, ...]:
    """Domestic abuse of anyone at home is named, a sign of it was noticed, or the referrer says yes to it."""
    factors = picture.about(
        AssessmentFactor.DOMESTIC_ABUSE_CHILD,
        AssessmentFactor.DOMESTIC_ABUSE_PARENT,
        AssessmentFactor.DOMESTIC_ABUSE_OTHER,
    )
    signs = picture.seen(*DOMESTIC_ABUSE_SIGNS)
    asked = picture.four_questions.domestic_abuse is Answer.YES
    return factors + signs + picture.stated("domestic-abuse:yes", asked)


def substance_misuse_of_a_parent(picture: Picture) -> tuple[Evidence, ...]:
    """Drink or drugs of those who care for the child."""
    factors = picture.about(AssessmentFactor.ALCOHOL_PARENT, AssessmentFactor.DRUGS_PARENT)
    asked = picture.four_questions.substance_misuse is Answer.YES
    return factors + picture.seen(Sign.PARENT_INTOXICATED) + picture.stated("substance-misuse:yes", asked)


def mental_illness_of_a_parent(picture: Picture) -> tuple[Evidence, ...]:
    """Mental illness of those who care for the child."""
    asked = picture.four_questions.mental_illness is Answer.YES
    return (
        picture.about(AssessmentFactor.MENTAL_HEALTH_PARENT)
        + picture.seen(Sign.PARENT_PSYCHOTIC, Sign.PARENT_LOW_OR_ANXIOUS)
        + picture.stated("mental-illness:yes", asked)
    )
