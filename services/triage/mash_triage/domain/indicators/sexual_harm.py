"""Sexual abuse and its signs. Working Together 2023, glossary: sexual abuse."""

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_triage.domain.findings import Evidence, together
from mash_triage.domain.picture import Picture


def sexual_abuse_disclosed(picture: Picture) -> tuple[Evidence, ...]:
    """The child says that someone touched or hurt them sexually. Children Act 1989, section 47."""
    return picture.seen(Sign.DISCLOSURE_SEXUAL)


def sexual_abuse_by_adult_seen(picture: Picture) -> tuple[Evidence, ...]:
    """Sexual abuse by an adult was seen, or told by the child. Children Act 1989, section 47."""
    return picture.worries(
        lambda worry: worry.factor is AssessmentFactor.SEXUAL_ABUSE_BY_ADULT and worry.is_fact
    )


def sexual_abuse_by_adult(picture: Picture) -> tuple[Evidence, ...]:
    """Someone believes that an adult sexually abuses the child. Census factor 19C."""
    return picture.about(AssessmentFactor.SEXUAL_ABUSE_BY_ADULT)


def sexual_abuse_by_child(picture: Picture) -> tuple[Evidence, ...]:
    """Another child sexually harms the child; both children need help. Census factor 19B."""
    return picture.about(AssessmentFactor.SEXUAL_ABUSE_BY_CHILD)


def sexual_activity_under_13(picture: Picture) -> tuple[Evidence, ...]:
    """A child under thirteen cannot consent in law. Sexual Offences Act 2003, sections 5 to 8."""
    return picture.seen(Sign.SEXUAL_ACTIVITY_UNDER_13)


def sexualised_behaviour(picture: Picture) -> tuple[Evidence, ...]:
    """The child shows sexual behaviour or knowledge beyond their age. NICE guideline NG55."""
    return picture.seen(Sign.SEXUALISED_BEHAVIOUR)


def sexualised_behaviour_under_ten(picture: Picture) -> tuple[Evidence, ...]:
    """In a young child, sexual knowledge beyond their age may have been learnt from abuse. NICE NG76."""
    return together(sexualised_behaviour(picture), picture.aged_under(10 * 12) + picture.age_not_known())


def infection_or_pregnancy(picture: Picture) -> tuple[Evidence, ...]:
    """A young person has a sexually transmitted infection or is pregnant. NICE guideline NG76."""
    return picture.seen(Sign.INFECTION_OR_PREGNANCY)


def infection_or_pregnancy_under_16(picture: Picture) -> tuple[Evidence, ...]:
    """Under sixteen, an infection or a pregnancy may come from abuse. Sexual Offences Act 2003, section 9."""
    return together(infection_or_pregnancy(picture), picture.aged_under(16 * 12) + picture.age_not_known())


def infection_or_pregnancy_under_13(picture: Picture) -> tuple[Evidence, ...]:
    """Under thirteen, an infection or pregnancy points to an offence. Sexual Offences Act 2003, ss5 to 8."""
    return together(infection_or_pregnancy(picture), picture.aged_under(13 * 12))


def contact_with_sex_offender(picture: Picture) -> tuple[Evidence, ...]:
    """Someone who poses a sexual risk has contact with the child. Working Together 2023."""
    return picture.seen(Sign.CONTACT_WITH_SEX_OFFENDER)


def indecent_images(picture: Picture) -> tuple[Evidence, ...]:
    """Indecent images of the child were made, shared or asked for. Protection of Children Act 1978."""
    return picture.seen(Sign.INDECENT_IMAGES)


def person_in_a_position_of_trust(picture: Picture) -> tuple[Evidence, ...]:
    """The person who may have caused harm works with children. Working Together 2023: designated officers."""
    return picture.seen(Sign.POSITION_OF_TRUST)
