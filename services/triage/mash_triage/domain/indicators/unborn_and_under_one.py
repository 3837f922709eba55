"""Before birth and in the first year, when children are most often killed or seriously harmed.

Child Safeguarding Practice Review Panel 2020 (Out of routine) and 2021 (The myth of invisible men).
"""

from mash_contracts.signs import Sign
from mash_triage.domain.findings import Evidence, together
from mash_triage.domain.patterns import (
    domestic_abuse,
    mental_illness_of_a_parent,
    neglected,
    substance_misuse_of_a_parent,
)
from mash_triage.domain.picture import Picture


def concealed_pregnancy(picture: Picture) -> tuple[Evidence, ...]:
    """The pregnancy was hidden, or there was no antenatal care. NICE guideline CG110."""
    return picture.seen(Sign.CONCEALED_PREGNANCY)


def baby_after_an_earlier_child_was_removed(picture: Picture) -> tuple[Evidence, ...]:
    """A baby is expected or under one, and an earlier child was removed or harmed. Working Together 2023."""
    return together(picture.seen(Sign.EARLIER_CHILD_REMOVED), _unborn(picture) + picture.aged_under(12))


def unborn_with_parental_risk(picture: Picture) -> tuple[Evidence, ...]:
    """A baby is expected where there is abuse, mental illness or substance misuse. NICE guideline CG110."""
    return together(
        _unborn(picture),
        domestic_abuse(picture) + mental_illness_of_a_parent(picture) + substance_misuse_of_a_parent(picture),
    )


def neglect_of_a_baby(picture: Picture) -> tuple[Evidence, ...]:
    """A worry about neglect of a child under one, who cannot feed, move or tell. NICE guideline NG76."""
    return together(neglected(picture), picture.aged_under(12))


def unsafe_sleeping(picture: Picture) -> tuple[Evidence, ...]:
    """The baby sleeps in an unsafe way. Child Safeguarding Practice Review Panel 2020: Out of routine."""
    return picture.seen(Sign.UNSAFE_SLEEPING)


def unsafe_sleeping_with_substance_misuse(picture: Picture) -> tuple[Evidence, ...]:
    """Unsafe sleeping where a parent drinks or uses drugs. Panel 2020: Out of routine."""
    return together(unsafe_sleeping(picture), substance_misuse_of_a_parent(picture))


def intoxicated_parent_of_a_baby(picture: Picture) -> tuple[Evidence, ...]:
    """A parent is drunk or drugged while caring for a child under one. Panel 2020: Out of routine."""
    return together(picture.seen(Sign.PARENT_INTOXICATED), picture.aged_under(12))


def _unborn(picture: Picture) -> tuple[Evidence, ...]:
    return picture.recorded("unborn", picture.unborn)
