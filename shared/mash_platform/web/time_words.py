"""Times as people say them. Kept in UTC, shown in London time."""

from datetime import date, datetime, timedelta
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from mash_platform.clock import LONDON


def london(at: datetime) -> str:
    """24 November 2026 at 9:56pm"""
    local = at.astimezone(LONDON)
    half = "am" if local.hour < 12 else "pm"
    return f"{london_date(at)} at {local.hour % 12 or 12}:{local.minute:02}{half}"


def london_date(at: datetime | date) -> str:
    """24 November 2026"""
    day = at.astimezone(LONDON).date() if isinstance(at, datetime) else at
    return f"{day.day} {day:%B %Y}"


def time_left(deadline: datetime, now: datetime) -> str:
    """How long there is to a deadline: "2 hours left", "overdue by 20 minutes". Never rounds up."""
    left = deadline - now
    if left <= timedelta(0):
        overdue = _span(-left)
        return f"overdue by {overdue}" if overdue else "due now"
    span = _span(left)
    return f"{span} left" if span else "less than a minute left"


@pass_context
def time_left_filter(context: Context, deadline: datetime, now: datetime | None = None) -> str:
    """`{{ deadline | time_left }}`; inside a macro, which does not see the page's time, `time_left(now)`."""
    at: Any = now if now is not None else context["now"]
    return time_left(deadline, at)


def _span(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    hours, days = minutes // 60, minutes // (24 * 60)
    if days >= 2:
        return f"{days} days"
    if hours >= 3:
        return f"{hours} hours"
    if hours:
        rest = minutes % 60
        return _count(hours, "hour") + (f" {_count(rest, 'minute')}" if rest else "")
    return _count(minutes, "minute") if minutes else ""


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
