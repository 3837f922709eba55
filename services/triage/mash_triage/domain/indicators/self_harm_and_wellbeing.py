"""How the child is: self-harm, mental health, what they carry and what they do. NICE guideline NG225."""

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_triage.domain.findings import Evidence, together
from mash_triage.domain.patterns import disabled_child
from mash_triage.domain.picture import Picture


def suicidal(picture: Picture) -> tuple[Evidence, ...]:
    """The child talks of suicide, or has tried. NICE guideline NG225."""
    return picture.seen(Sign.SUICIDAL)


def self_harm(picture: Picture) -> tuple[Evidence, ...]:
    """The child harms themselves. Census factor 15A."""
    return picture.about(AssessmentFactor.SELF_HARM) + picture.seen(Sign.SELF_HARMS)


def self_harm_under_13(picture: Picture) -> tuple[Evidence, ...]:
    """A child under thirteen who harms themselves. NICE guideline NG225."""
    return together(self_harm(picture), picture.aged_under(13 * 12))


def eating_distress(picture: Picture) -> tuple[Evidence, ...]:
    """The child has trouble with eating. NICE guideline NG69."""
    return picture.seen(Sign.EATING_DISTRESS)


def child_mental_ill_health(picture: Picture) -> tuple[Evidence, ...]:
    """The child is mentally unwell. Census factor 4A."""
    return picture.about(AssessmentFactor.MENTAL_HEALTH_CHILD)


def fearful_or_withdrawn(picture: Picture) -> tuple[Evidence, ...]:
    """The child is frightened, withdrawn or very low. NICE guideline NG76."""
    return picture.seen(Sign.FEARFUL_OR_WITHDRAWN)


def afraid_to_go_home(picture: Picture) -> tuple[Evidence, ...]:
    """The child is afraid to go home. NICE guideline NG76."""
    return picture.seen(Sign.AFRAID_TO_GO_HOME)


def young_carer(picture: Picture) -> tuple[Evidence, ...]:
    """The child looks after a parent or siblings. Children Act 1989, section 17ZA; census factor 7A."""
    return picture.about(AssessmentFactor.YOUNG_CARER) + picture.seen(Sign.CARES_FOR_OTHERS)


def child_alcohol_misuse(picture: Picture) -> tuple[Evidence, ...]:
    """The child drinks. Census factor 1A."""
    return picture.about(AssessmentFactor.ALCOHOL_CHILD)


def child_drug_misuse(picture: Picture) -> tuple[Evidence, ...]:
    """The child uses drugs. Census factor 2A."""
    return picture.about(AssessmentFactor.DRUGS_CHILD)


def substance_misuse_under_13(picture: Picture) -> tuple[Evidence, ...]:
    """A child under thirteen who drinks or uses drugs. NICE guideline NG64."""
    return together(child_alcohol_misuse(picture) + child_drug_misuse(picture), picture.aged_under(13 * 12))


def harmful_behaviour_towards_others(picture: Picture) -> tuple[Evidence, ...]:
    """The child hurts others, or behaves in ways others will not accept. Census factor 14A."""
    behaviour = picture.about(AssessmentFactor.SOCIALLY_UNACCEPTABLE_BEHAVIOUR)
    return behaviour + picture.seen(Sign.HURTS_OTHERS)


def child_learning_disability(picture: Picture) -> tuple[Evidence, ...]:
    """The child has a learning disability and may need services. Census factor 5A."""
    return picture.about(AssessmentFactor.LEARNING_DISABILITY_CHILD)


def child_illness_or_disability(picture: Picture) -> tuple[Evidence, ...]:
    """The child is ill or disabled and may need services. Census factor 6A."""
    return picture.about(AssessmentFactor.PHYSICAL_ILLNESS_CHILD)


def disabled_child_needs_services(picture: Picture) -> tuple[Evidence, ...]:
    """A disabled child for whom services may be required is in need in law. Children Act 1989, s17(10)(c)."""
    needs = child_learning_disability(picture) + child_illness_or_disability(picture)
    return together(needs, disabled_child(picture))
