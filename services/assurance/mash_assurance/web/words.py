"""Figures as people say them."""

from mash_assurance.domain.figures import FEWEST_FOR_A_PERCENTAGE, Share, Spread


def span_words(minutes: int) -> str:
    """2 hours 5 minutes, 3 days 4 hours: two units at most, and never more than it took."""
    if minutes < 1:
        return "less than a minute"
    units = ((minutes // (24 * 60), "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute"))
    largest = next(place for place, (number, _) in enumerate(units) if number)
    told = [_count(number, unit) for number, unit in units[largest : largest + 2] if number]
    return " ".join(told)


def spread_words(spread: Spread, verb: str) -> str:
    """Half were decided within 2 hours, nine in ten within 1 day. Of a few, only the longest."""
    half, nine_in_ten, longest = (spread.within(share) for share in (0.5, 0.9, 1.0))
    if half is None or nine_in_ten is None or longest is None:
        return ""
    if spread.total < FEWEST_FOR_A_PERCENTAGE:
        return f"The longest took {span_words(longest)}."
    return f"Half were {verb} within {span_words(half)}, nine in ten within {span_words(nine_in_ten)}."


def share_words(share: Share) -> str:
    """85 of 100 (85%); a few children without a percentage."""
    if share.denominator == 0:
        return "None to count yet"
    counts = f"{share.numerator:,} of {share.denominator:,}"
    return counts if share.percent is None else f"{counts} ({share.percent}%)"


def _count(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"
