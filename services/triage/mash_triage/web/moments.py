"""A moment as a form has it: three boxes for the day and one for the time, as London has them."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from mash_platform.clock import LONDON
from mash_platform.errors import FieldError

_TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.]?(?P<minute>[0-9]{2}))?\s*(?P<half>am|pm)?")


def moment_from(written: Mapping[str, str], name: str) -> datetime | None:
    """In UTC; None when what was written is no moment."""
    parts = [written.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day")]
    at = time_of_day(written.get(f"{name}_time", ""))
    try:
        year, month, day = (int(one) for one in parts)
        local = datetime.combine(date(year, month, day), at, LONDON) if at else None
    except (ValueError, OverflowError):
        return None
    return local.astimezone(UTC) if local else None


def moment_again(at: datetime, name: str) -> dict[str, str]:
    """The fields that `moment_from` reads as this moment."""
    local = at.astimezone(LONDON)
    return {
        f"{name}-day": str(local.day),
        f"{name}-month": str(local.month),
        f"{name}-year": str(local.year),
        f"{name}_time": f"{local:%H:%M}",
    }


def on_its_field(error: FieldError, written: Mapping[str, str], name: str) -> FieldError:
    """Where only the time cannot be read, it is the time that is asked for again."""
    day_is_there = all(written.get(f"{name}-{part}") for part in ("year", "month", "day"))
    unreadable_time = day_is_there and time_of_day(written.get(f"{name}_time", "")) is None
    if unreadable_time and (error.field, error.code) == (name, "required"):
        return FieldError(f"{name}_time", "required", "Enter the time, such as 08:10")
    return error


def time_of_day(text: str) -> time | None:
    """A time as people write it: 08:10, 8.10, 0810, 8am or 2:05 pm. None for what is none."""
    found = _TIME.fullmatch(text.strip().lower())
    if found is None:
        return None
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif found["minute"] is None:
        return None
    return time(hour, minute) if hour < 24 and minute < 60 else None
