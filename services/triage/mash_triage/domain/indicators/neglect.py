"""Care that a child needs and does not get. Working Together 2023, glossary: neglect."""

from mash_contracts.national_codes import AssessmentFactor
from mash_triage.domain.findings import Evidence
from mash_triage.domain.picture import Picture


def neglect(picture: Picture) -> tuple[Evidence, ...]:
    """Someone is worried that the child's basic needs are not met. Census factor 16A."""
    return picture.about(AssessmentFactor.NEGLECT)
