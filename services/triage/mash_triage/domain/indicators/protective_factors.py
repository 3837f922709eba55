"""What is working well. Signs of Safety: shown with every recommendation, and never cancels what is wrong."""

from mash_contracts.signs import Strength
from mash_triage.domain.findings import Evidence
from mash_triage.domain.picture import Picture


def safe_adult(picture: Picture) -> tuple[Evidence, ...]:
    """There is a safe adult whom the child trusts and sees often. Signs of Safety: existing safety."""
    return _strength(picture, Strength.SAFE_ADULT)


def family_network(picture: Picture) -> tuple[Evidence, ...]:
    """Grandparents, relatives or friends help. Signs of Safety: existing strengths."""
    return _strength(picture, Strength.FAMILY_NETWORK)


def family_engages(picture: Picture) -> tuple[Evidence, ...]:
    """The family asks for help or accepts it. Signs of Safety: existing strengths."""
    return _strength(picture, Strength.ENGAGES)


def attends_school(picture: Picture) -> tuple[Evidence, ...]:
    """The child attends and enjoys school or nursery. Signs of Safety: existing strengths."""
    return _strength(picture, Strength.ATTENDS_SCHOOL)


def safety_plan(picture: Picture) -> tuple[Evidence, ...]:
    """A safety plan is in place and followed. Signs of Safety: existing safety."""
    return _strength(picture, Strength.SAFETY_PLAN)


def abuser_has_left(picture: Picture) -> tuple[Evidence, ...]:
    """The person who caused harm no longer has contact. Signs of Safety: existing safety."""
    return _strength(picture, Strength.ABUSER_LEFT)


def parent_in_treatment(picture: Picture) -> tuple[Evidence, ...]:
    """A parent is in treatment or recovery. Signs of Safety: existing strengths."""
    return _strength(picture, Strength.IN_TREATMENT)


def _strength(picture: Picture, strength: Strength) -> tuple[Evidence, ...]:
    return picture.stated(strength.value, strength in picture.strengths)
