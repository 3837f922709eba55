"""Danger and harm, whatever the worry is called."""

from mash_contracts.vocabulary import Answer, Severity
from mash_triage.domain.findings import Evidence
from mash_triage.domain.patterns import HARM
from mash_triage.domain.picture import Picture

LOW_SAFETY = 2
NOT_SEEN_DAYS = 28


def immediate_danger(picture: Picture) -> tuple[Evidence, ...]:
    """Somebody says the child is in danger now. Working Together 2023, chapter 3: immediate protection."""
    return picture.stated("immediate-danger:yes", picture.immediate_danger is Answer.YES)


def critical_harm(picture: Picture) -> tuple[Evidence, ...]:
    """The child's life or safety is at stake. Working Together 2023, chapter 3: immediate protection."""
    return picture.worries(lambda concern: concern.severity is Severity.CRITICAL)


def serious_harm_seen(picture: Picture) -> tuple[Evidence, ...]:
    """Abuse, neglect or exploitation that harms the child was seen, or told by the child.

    Children Act 1989, section 47: reasonable cause to suspect significant harm.
    """
    return picture.worries(lambda worry: worry.factor in HARM and worry.is_fact and worry.is_serious)


def serious_harm(picture: Picture) -> tuple[Evidence, ...]:
    """Someone believes that the child is being harmed. Children Act 1989, section 17."""
    return picture.worries(lambda concern: concern.is_serious)


def low_safety_scale(picture: Picture) -> tuple[Evidence, ...]:
    """On the Signs of Safety scale, where 0 means act now, the child's safety is put at two or lower."""
    scale = picture.safety_scale
    return picture.stated(f"safety-scale:{scale}", scale is not None and scale <= LOW_SAFETY)


def not_seen_recently(picture: Picture) -> tuple[Evidence, ...]:
    """Nobody making this contact has seen the child for four weeks or more.

    Durham annual report 2020/21: children are seen.
    """
    return picture.at_least(picture.last_seen_days, NOT_SEEN_DAYS, "days-since-seen")
