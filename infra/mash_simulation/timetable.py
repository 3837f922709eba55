"""When contacts come in over the year, from whom, and about how many children: month by month, in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from mash_contracts.national_codes import AssessmentFactor
from mash_simulation.figures import Assumptions, PublishedYear, Shares, how_many
from mash_simulation.worries import OF_OLDER_CHILDREN, FactorShares

LONDON = ZoneInfo("Europe/London")
MOST_OLDER_CHILDREN = 3
"""More than this many brothers and sisters of ten and over in one home are too few to look for."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """A contact of which only this is settled."""

    at: datetime
    """UTC."""
    group: str
    """The published group of its source."""
    factors: tuple[AssessmentFactor, ...]
    children: int

    @property
    def about_older_children(self) -> bool:
        return not OF_OLDER_CHILDREN.isdisjoint(self.factors)


def timetable(
    year: PublishedYear, assumed: Assumptions, *, referrals: int, random: Random
) -> Iterator[Appointment]:
    """Contacts about `referrals` children, spread over the months as published and in the order of time.

    One month is held at a time.
    """
    sources = Shares(year.sources)
    factors = FactorShares(year.factors)
    sizes = how_many(assumed.contact["children"])
    for number, quota in enumerate(_quotas(year.months, referrals)):
        appointments = []
        while quota > 0:
            group = sources.draw(random)
            found = factors.draw(random)
            children = min(sizes.draw(random), quota)
            if not OF_OLDER_CHILDREN.isdisjoint(found):
                children = min(children, MOST_OLDER_CHILDREN)
            at = _moment(year, number, group, assumed, random)
            appointments.append(Appointment(at, group, found, children))
            quota -= children
        yield from sorted(appointments, key=lambda appointment: appointment.at)


def _quotas(months: tuple[int, ...], referrals: int) -> list[int]:
    """Whole referrals a month that add up: the rounding of the running total, not of each month."""
    total, reached, quotas = sum(months), 0, []
    for month in months:
        before, reached = reached, reached + month
        quotas.append(referrals * reached // total - referrals * before // total)
    return quotas


def _moment(year: PublishedYear, month: int, group: str, assumed: Assumptions, random: Random) -> datetime:
    profile = assumed.hours[group]
    days, weights = _weighted_days(year.begins.year, year.begins.month + month, profile.days)
    day = random.choices(days, weights)[0]
    local = datetime.combine(
        day, time(profile.hours.draw(random), random.randrange(60), random.randrange(60)), LONDON
    )
    return local.astimezone(UTC)


@cache
def _weighted_days(
    year: int, month: int, week: tuple[float, ...]
) -> tuple[tuple[date, ...], tuple[float, ...]]:
    """Every day of the month, months being counted on past December, with the weight of its weekday."""
    first = date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    days = [first + timedelta(days=number) for number in range(31)]
    days = [day for day in days if day.month == first.month]
    return tuple(days), tuple(week[day.weekday()] for day in days)
