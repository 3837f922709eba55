"""The period somebody asks figures for: the last so many days, from one day to another, or all there is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from mash_assurance.domain.tallies import EVER, Period
from mash_platform.clock import LONDON
from mash_platform.errors import FieldError, Rejected
from mash_platform.web.time_words import london_date

LAST_DAYS = {"7-days": 7, "30-days": 30, "90-days": 90}
ALL = "all"
USUAL = "30-days"
READY_MADE = (*LAST_DAYS, ALL)

# Other years are typing errors, and the last one of the calendar has no day after.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)


@dataclass(frozen=True, slots=True)
class ChosenPeriod:
    """A period as it was asked for: its words, and the query that asks for it again."""

    words: str
    query: str
    period: Period
    name: str = ""
    """One of the ready-made periods; empty for one from a day to a day."""
    first: date | None = None
    last: date | None = None


def chosen(name: str | None, first: date | None, last: date | None, now: datetime) -> ChosenPeriod:
    """The period so asked for; the usual one if nothing is said. Raises `Rejected` naming the field."""
    if first is None and last is None:
        return ready_made(name or USUAL, now)
    if name is not None:
        raise Rejected(FieldError("period", "not-with-days", "Give either a period or days, but not both"))
    return between(first, last)


def ready_made(name: str, now: datetime) -> ChosenPeriod:
    """Whole days in London, today included. Raises `Rejected` for a name that is none of ours."""
    query = urlencode({"period": name})
    if name == ALL:
        return ChosenPeriod("All contacts", query, EVER, name)
    if name not in LAST_DAYS:
        known = ", ".join(READY_MADE)
        raise Rejected(FieldError("period", "unknown-period", f"The period must be one of {known}"))
    days = LAST_DAYS[name]
    first = now.astimezone(LONDON).date() - timedelta(days=days - 1)
    return ChosenPeriod(f"Last {days} days", query, Period(start=_start_of(first)), name)


def between(first: date | None, last: date | None) -> ChosenPeriod:
    """Both days included; one may be left open. Raises `Rejected` when they are the wrong way round."""
    if first is not None and last is not None and last < first:
        raise Rejected(FieldError("to", "before-from", "The last day must be on or after the first day"))
    days = [(name, day) for name, day in (("from", first), ("to", last)) if day is not None]
    words = " ".join(f"{name} {london_date(day)}" for name, day in days)
    return ChosenPeriod(
        words[:1].upper() + words[1:],
        urlencode({name: day.isoformat() for name, day in days}),
        Period(
            start=_start_of(first) if first else None,
            end=_start_of(last + timedelta(days=1)) if last else None,
        ),
        first=first,
        last=last,
    )


def day_asked_for(query: Mapping[str, str], name: str, words: str) -> date | None:
    """A day as 2026-03-31, or from the three boxes of a form; None if nothing is said. Raises `Rejected`."""
    boxes = [query.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day")]
    written = query.get(name) or ("-".join(boxes) if any(boxes) else "")
    if not written:
        return None
    wrong = Rejected(FieldError(name, "not-a-date", f"The {words} day must be a real date, like 31 3 2026"))
    try:
        day = date(*(int(part) for part in written.split("-")))
    except (ValueError, TypeError, OverflowError):
        raise wrong from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise wrong
    return day


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)
