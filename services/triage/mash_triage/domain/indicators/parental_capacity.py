"""What stands in the way of those who care for the child. Durham's four questions; census factors B and C."""

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import Answer
from mash_triage.domain.findings import Evidence, together
from mash_triage.domain.patterns import (
    HARM,
    domestic_abuse,
    mental_illness_of_a_parent,
    substance_misuse_of_a_parent,
)
from mash_triage.domain.picture import Picture


def parental_alcohol_misuse(picture: Picture) -> tuple[Evidence, ...]:
    """A parent or carer drinks too much. Census factor 1B."""
    return picture.about(AssessmentFactor.ALCOHOL_PARENT)


def parental_drug_misuse(picture: Picture) -> tuple[Evidence, ...]:
    """A parent or carer misuses drugs. Census factor 2B."""
    return picture.about(AssessmentFactor.DRUGS_PARENT)


def parental_mental_ill_health(picture: Picture) -> tuple[Evidence, ...]:
    """A parent or carer is mentally unwell. Census factor 4B."""
    return picture.about(AssessmentFactor.MENTAL_HEALTH_PARENT)


def parental_learning_disability(picture: Picture) -> tuple[Evidence, ...]:
    """A parent or carer has a learning disability and may need help to parent. Census factor 5B."""
    return picture.about(AssessmentFactor.LEARNING_DISABILITY_PARENT)


def parental_illness_or_disability(picture: Picture) -> tuple[Evidence, ...]:
    """A parent or carer is ill or disabled and may need help to parent. Census factor 6B."""
    return picture.about(AssessmentFactor.PHYSICAL_ILLNESS_PARENT)


def substance_misuse_in_the_household(picture: Picture) -> tuple[Evidence, ...]:
    """Someone else at home misuses drink or drugs. Census factors 1C and 2C."""
    return picture.about(AssessmentFactor.ALCOHOL_OTHER, AssessmentFactor.DRUGS_OTHER)


def mental_ill_health_in_the_household(picture: Picture) -> tuple[Evidence, ...]:
    """Someone else at home is mentally unwell. Census factor 4C."""
    return picture.about(AssessmentFactor.MENTAL_HEALTH_OTHER)


def learning_disability_in_the_household(picture: Picture) -> tuple[Evidence, ...]:
    """Someone else at home has a learning disability. Census factor 5C."""
    return picture.about(AssessmentFactor.LEARNING_DISABILITY_OTHER)


def illness_or_disability_in_the_household(picture: Picture) -> tuple[Evidence, ...]:
    """Someone else at home is ill or disabled. Census factor 6C."""
    return picture.about(AssessmentFactor.PHYSICAL_ILLNESS_OTHER)


def mental_illness_reported(picture: Picture) -> tuple[Evidence, ...]:
    """Asked about mental illness at home, the referrer says yes. One of Durham's four questions."""
    return picture.stated("mental-illness:yes", picture.four_questions.mental_illness is Answer.YES)


def substance_misuse_reported(picture: Picture) -> tuple[Evidence, ...]:
    """Asked about drink and drugs at home, the referrer says yes. One of Durham's four questions."""
    return picture.stated("substance-misuse:yes", picture.four_questions.substance_misuse is Answer.YES)


def learning_difficulties_reported(picture: Picture) -> tuple[Evidence, ...]:
    """Asked about learning difficulties at home, the referrer says yes. One of Durham's four questions."""
    asked = picture.four_questions.learning_difficulties is Answer.YES
    return picture.stated("learning-difficulties:yes", asked)


def abuse_illness_and_misuse_together(picture: Picture) -> tuple[Evidence, ...]:
    """Domestic abuse, mental illness and substance misuse in one home: each makes the others worse.

    Child Safeguarding Practice Review Panel; analyses of serious case reviews since 2009.
    """
    return together(
        domestic_abuse(picture),
        mental_illness_of_a_parent(picture),
        substance_misuse_of_a_parent(picture),
    )


def parent_intoxicated(picture: Picture) -> tuple[Evidence, ...]:
    """Someone believes that a parent is drunk or drugged while caring for the child.

    Children and Young Persons Act 1933.
    """
    return picture.seen(Sign.PARENT_INTOXICATED)


def parent_intoxicated_seen(picture: Picture) -> tuple[Evidence, ...]:
    """A parent was seen drunk or drugged while caring. Children and Young Persons Act 1933, section 1."""
    return picture.seen(Sign.PARENT_INTOXICATED, where=lambda worry: worry.is_fact)


def parent_with_psychosis(picture: Picture) -> tuple[Evidence, ...]:
    """A parent hears voices, or holds beliefs about the child that could harm them. NPSA 2009, alert 003."""
    return picture.seen(Sign.PARENT_PSYCHOTIC)


def parent_low_or_anxious(picture: Picture) -> tuple[Evidence, ...]:
    """A parent is very low, anxious or not coping. NICE guideline CG192 for the time around birth."""
    return picture.seen(Sign.PARENT_LOW_OR_ANXIOUS)


def emotional_abuse(picture: Picture) -> tuple[Evidence, ...]:
    """Someone is worried that the child is emotionally abused. Census factor 17A."""
    return picture.about(AssessmentFactor.EMOTIONAL_ABUSE)


def persistent_emotional_abuse(picture: Picture) -> tuple[Evidence, ...]:
    """Emotional abuse was seen, and every week or more. Working Together 2023, glossary: persistent."""
    return picture.worries(
        lambda worry: (
            worry.factor is AssessmentFactor.EMOTIONAL_ABUSE and worry.is_fact and worry.is_persistent
        )
    )


def scapegoated(picture: Picture) -> tuple[Evidence, ...]:
    """The child is blamed, belittled or rejected. NICE guideline NG76: emotional abuse."""
    return picture.seen(Sign.SCAPEGOATED)


def family_refuses_help(picture: Picture) -> tuple[Evidence, ...]:
    """The family avoids or refuses help. Working Together 2023, chapter 3."""
    return picture.seen(Sign.REFUSES_HELP)


def family_refuses_help_despite_harm(picture: Picture) -> tuple[Evidence, ...]:
    """Harm was seen, and the family will not accept help: agreement cannot keep the child safe.

    Working Together 2023.
    """
    harm = picture.worries(lambda worry: worry.factor in HARM and worry.is_fact)
    return together(family_refuses_help(picture), harm)


def earlier_child_removed(picture: Picture) -> tuple[Evidence, ...]:
    """An earlier child of these parents was removed or harmed. Working Together 2023."""
    return picture.seen(Sign.EARLIER_CHILD_REMOVED)


def money_or_housing_trouble(picture: Picture) -> tuple[Evidence, ...]:
    """The family is in debt, hungry or may lose the home. Children Act 1989, section 17."""
    return picture.seen(Sign.MONEY_OR_HOUSING_TROUBLE)
