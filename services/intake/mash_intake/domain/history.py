"""Earlier contacts about the same child."""

from datetime import timedelta

LOOK_BACK = timedelta(days=365)


def contacts_in_12_months(given: int | None, counted: int | None) -> int | None:
    """The higher of what the referrer knows and what the hub's own records show; None if neither is known.

    The referrer may know of contacts elsewhere, so a count here never lowers theirs.
    """
    known = [number for number in (given, counted) if number is not None]
    return max(known, default=None)
