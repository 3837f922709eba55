"""Harm with laws and duties of its own, and worries that fit no other name."""

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_triage.domain.findings import Evidence
from mash_triage.domain.picture import Picture


def female_genital_mutilation(picture: Picture) -> tuple[Evidence, ...]:
    """Female genital mutilation was done or may be planned. FGM Act 2003, section 5B; census factor 22A."""
    return picture.about(AssessmentFactor.FGM) + picture.seen(Sign.FGM_RISK)


def forced_marriage_or_honour_based_abuse(picture: Picture) -> tuple[Evidence, ...]:
    """There may be one chance to speak to the child. Forced marriage statutory guidance 2023."""
    return picture.seen(Sign.FORCED_MARRIAGE)


def abuse_linked_to_faith_or_belief(picture: Picture) -> tuple[Evidence, ...]:
    """The child is hurt because of a faith or belief. National action plan 2012; census factor 23A."""
    return picture.about(AssessmentFactor.FAITH_OR_BELIEF) + picture.seen(Sign.FAITH_ABUSE)


def drawn_to_extremism(picture: Picture) -> tuple[Evidence, ...]:
    """The child is drawn to extremist people or ideas. Counter-Terrorism and Security Act 2015, s36."""
    return picture.seen(Sign.RADICALISED)


def private_fostering(picture: Picture) -> tuple[Evidence, ...]:
    """A child under sixteen is in the care of others for 28 days or more. Children Act 1989, section 66."""
    return picture.about(
        AssessmentFactor.PRIVATE_FOSTERING_RETURNING,
        AssessmentFactor.PRIVATE_FOSTERING_STAYING,
        AssessmentFactor.PRIVATE_FOSTERING_EDUCATION,
        AssessmentFactor.PRIVATE_FOSTERING_FAMILY,
        AssessmentFactor.PRIVATE_FOSTERING_OTHER,
    )


def unaccompanied_asylum_seeking_child(picture: Picture) -> tuple[Evidence, ...]:
    """The child is in the country with nobody responsible for them. Children Act 1989, section 20."""
    return picture.about(AssessmentFactor.UNACCOMPANIED)


def other_worry(picture: Picture) -> tuple[Evidence, ...]:
    """A worry that has no code of its own: somebody has to read what was written. Census factor 20."""
    return picture.about(AssessmentFactor.OTHER)


def no_factors_identified(picture: Picture) -> tuple[Evidence, ...]:
    """The referrer says that none of the known factors applies. Census factor 21."""
    return picture.about(AssessmentFactor.NONE_IDENTIFIED)
