"""Danger now, whatever the worry is called."""

from mash_contracts.vocabulary import Answer, Severity
from mash_triage.domain.findings import Evidence
from mash_triage.domain.picture import Picture


def immediate_danger(picture: Picture) -> tuple[Evidence, ...]:
    """Somebody says the child is in danger now. Working Together 2023, chapter 3: immediate protection."""
    return picture.stated("immediate-danger:yes", picture.immediate_danger is Answer.YES)


def critical_harm(picture: Picture) -> tuple[Evidence, ...]:
    """The child's life or safety is at stake. Working Together 2023, chapter 3: immediate protection."""
    return picture.worries(lambda concern: concern.severity is Severity.CRITICAL)
