"""Figures as people say them."""

from mash_assurance.domain.figures import Share


def span_words(minutes: int) -> str:
    """2 hours 5 minutes, 3 days 4 hours: two units at most, and never more than it took."""
    if minutes < 1:
        return "less than a minute"
    days, hours, rest = minutes // (24 * 60), minutes // 60 % 24, minutes % 60
    parts = [(days, "day"), (hours, "hour"), (rest, "minute")]
    told = [f"{number:,} {unit}{'' if number == 1 else 's'}" for number, unit in parts[:3] if number]
    return " ".join(told[:2] if days == 0 or hours else told[:1])


def share_words(share: Share) -> str:
    """85 of 100 (85%); a few children without a percentage."""
    if share.denominator == 0:
        return "None to count yet"
    counts = f"{share.numerator:,} of {share.denominator:,}"
    return counts if share.percent is None else f"{counts} ({share.percent}%)"
