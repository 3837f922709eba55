"""What a referrer may be told of how far the hub has come."""

from mash_contracts.labelled import Ranked


class Progress(Ranked):
    """Only ever goes forward; says nothing of what was recommended or decided."""

    RECEIVED = "received", "Received"
    BEING_LOOKED_AT = "being-looked-at", "Being looked at"
    DECIDED = "decided", "Decided"


def further(current: Progress, reported: Progress) -> Progress:
    """Events may arrive twice or late; a child that was decided is not being looked at again by that."""
    return max(current, reported)
