"""Care that a child needs and does not get. Working Together 2023, glossary: neglect."""

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import Severity
from mash_triage.domain.findings import Evidence, several, together
from mash_triage.domain.patterns import NEGLECT_SIGNS, disabled_child, neglected
from mash_triage.domain.picture import Concern, Picture


def neglect(picture: Picture) -> tuple[Evidence, ...]:
    """Someone is worried that the child's basic needs are not met. Census factor 16A."""
    return picture.about(AssessmentFactor.NEGLECT)


def persistent_neglect(picture: Picture) -> tuple[Evidence, ...]:
    """Neglect was seen, and every week or more: it is the persistence that harms. Working Together 2023."""
    return picture.worries(lambda worry: _is_neglect(worry) and worry.is_fact and worry.is_persistent)


def serious_neglect(picture: Picture) -> tuple[Evidence, ...]:
    """Someone believes that the child is being harmed by neglect. Children Act 1989, section 17."""
    return picture.worries(lambda worry: _is_neglect(worry) and worry.is_serious)


def neglect_affecting_the_child(picture: Picture) -> tuple[Evidence, ...]:
    """Two or more signs of neglect were seen, and the child is affected. Graded Care Profile 2, grade 3."""
    seen = picture.seen(
        *NEGLECT_SIGNS, where=lambda worry: worry.is_fact and worry.severity >= Severity.MODERATE
    )
    return several(seen, 2)


def neglect_of_a_disabled_child(picture: Picture) -> tuple[Evidence, ...]:
    """A disabled child depends more on care, and is a child in need in law. Children Act 1989, s17(10)."""
    return together(neglected(picture), disabled_child(picture))


def hungry(picture: Picture) -> tuple[Evidence, ...]:
    """The child is hungry, or asks others for food. Graded Care Profile 2: physical care."""
    return picture.seen(Sign.HUNGRY)


def underweight(picture: Picture) -> tuple[Evidence, ...]:
    """The child is thin or not growing as expected. NICE guideline NG75: faltering growth."""
    return picture.seen(Sign.UNDERWEIGHT)


def poor_clothing_or_hygiene(picture: Picture) -> tuple[Evidence, ...]:
    """The child is dirty, smelly or unsuitably dressed. NICE guideline NG76."""
    return picture.seen(Sign.DIRTY_OR_UNSUITABLE_CLOTHES)


def poor_home_conditions(picture: Picture) -> tuple[Evidence, ...]:
    """The home is dirty, cold or in poor repair. NICE guideline NG76."""
    return picture.seen(Sign.POOR_HOME_CONDITIONS)


def dangerous_home_conditions(picture: Picture) -> tuple[Evidence, ...]:
    """There are drugs, needles or weapons in reach, or no heating or water. NICE guideline NG76."""
    return picture.seen(Sign.DANGEROUS_HOME_CONDITIONS)


def medical_needs_unmet(picture: Picture) -> tuple[Evidence, ...]:
    """Medical or dental care is not sought: the child was not brought. NICE guideline NG76."""
    return picture.seen(Sign.MEDICAL_NEEDS_UNMET)


def late_or_absent_from_school(picture: Picture) -> tuple[Evidence, ...]:
    """The child is often late for or absent from school. Keeping Children Safe in Education."""
    return picture.seen(Sign.LATE_OR_ABSENT_FROM_SCHOOL)


def not_in_education(picture: Picture) -> tuple[Evidence, ...]:
    """The child is in no school or known education. Education Act 1996, section 436A."""
    return picture.seen(Sign.NOT_IN_EDUCATION)


def left_alone(picture: Picture) -> tuple[Evidence, ...]:
    """The child is left alone or with someone unsuitable. NSPCC: leaving a child at home alone."""
    return picture.seen(Sign.LEFT_ALONE)


def young_child_left_alone(picture: Picture) -> tuple[Evidence, ...]:
    """A child under twelve is rarely mature enough to be left alone for long. NSPCC guidance."""
    return together(left_alone(picture), picture.aged_under(12 * 12) + picture.age_not_known())


def under_five_left_alone(picture: Picture) -> tuple[Evidence, ...]:
    """A baby or toddler should never be left alone. NSPCC; Children and Young Persons Act 1933, section 1."""
    return together(left_alone(picture), picture.aged_under(5 * 12))


def abandoned(picture: Picture) -> tuple[Evidence, ...]:
    """Nobody is caring for the child. Children Act 1989, section 20(1)(b): lost or abandoned."""
    return picture.seen(Sign.ABANDONED)


def many_strangers_at_home(picture: Picture) -> tuple[Evidence, ...]:
    """Many adults come and go at home, and nobody knows who they are to the child.

    Durham annual report 2020/21.
    """
    return picture.seen(Sign.MANY_STRANGERS_AT_HOME)


def _is_neglect(concern: Concern) -> bool:
    return concern.factor is AssessmentFactor.NEGLECT or any(sign in NEGLECT_SIGNS for sign in concern.signs)
