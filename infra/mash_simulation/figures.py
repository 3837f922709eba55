"""What is published of a year, what is assumed where nothing is, and how one is drawn from the other."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import Any, Generic, TypeVar

from mash_contracts.national_codes import AssessmentFactor, ReferralSource
from mash_contracts.vocabulary import OpenCase

Drawn = TypeVar("Drawn")


class Shares(Generic[Drawn]):
    """Things with weights, one of which is drawn at a time."""

    def __init__(self, weights: Mapping[Drawn, float]) -> None:
        self.things = tuple(weights)
        self._cumulative = tuple(accumulate(weights.values()))

    def draw(self, random: Random) -> Drawn:
        return random.choices(self.things, cum_weights=self._cumulative)[0]


@dataclass(frozen=True, slots=True)
class PublishedYear:
    """The Department for Education's figures of one authority and one year, ending 31 March."""

    begins: date
    referrals: int
    children_referred: int
    re_referrals: int
    not_in_need: int
    section_47: int
    population: tuple[tuple[int, int, int], ...]
    """First and last year of age, and how many children."""
    months: tuple[int, ...]
    """April to March."""
    sources: Mapping[str, int]
    factors: Mapping[AssessmentFactor, float]
    """The share of assessments in which each was found; they add up to more than one."""

    @property
    def children(self) -> int:
        return sum(count for _, _, count in self.population)

    @property
    def again_this_year(self) -> float:
        """The share of referrals about a child referred earlier in the same year."""
        return 1 - self.children_referred / self.referrals

    @property
    def known_from_last_year(self) -> float:
        """The share of referrals that follow one of the year before, within 12 months."""
        return self.re_referrals / self.referrals - self.again_this_year


@dataclass(frozen=True, slots=True)
class Hours:
    """When one kind of source makes contact."""

    days: tuple[float, ...]
    hours: Shares[int]


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What nobody publishes."""

    households: Mapping[str, Any]
    contact: Mapping[str, Any]
    codes: Mapping[str, Shares[ReferralSource]]
    """The codes that each published group of sources takes together."""
    hours: Mapping[str, Hours]
    """By published group of sources."""
    untidiness: Mapping[str, float]
    nhs_number: Mapping[str, float]
    open_cases: Shares[OpenCase]


def published_year(year: int) -> PublishedYear:
    """The year that ended on 31 March of `year`. Raises `LookupError` when its figures are not here."""
    if year not in years_published():
        raise LookupError(f"There are no published figures of {year} here.")
    table = _table(f"year_{year}.toml")
    return PublishedYear(
        begins=table["begins"],
        referrals=table["referrals"],
        children_referred=table["children_referred"],
        re_referrals=table["re_referrals"],
        not_in_need=table["not_in_need"],
        section_47=table["section_47"],
        population=tuple((first, last, count) for first, last, count in table["population"]["bands"]),
        months=tuple(table["months"]["referrals"]),
        sources=table["sources"],
        factors={
            AssessmentFactor(code): found / table["factors"]["assessments"]
            for code, found in table["factors"]["found"].items()
        },
    )


def years_published() -> tuple[int, ...]:
    names = (file.name for file in files("mash_simulation").iterdir())
    return tuple(sorted(int(name[5:9]) for name in names if name.startswith("year_")))


@cache
def assumptions() -> Assumptions:
    table = _table("assumptions.toml")
    hours = {
        name: Hours(tuple(profile["days"]), Shares(dict(enumerate(profile["hours"]))))
        for name, profile in table["hours"].items()
    }
    return Assumptions(
        households=table["households"],
        contact=table["contact"],
        codes={
            group: Shares({ReferralSource(code): weight for code, weight in codes.items()})
            for group, codes in table["sources"].items()
        },
        hours={group: hours[name] for group, name in table["hours_of"].items()},
        untidiness=table["untidiness"],
        nhs_number=table["nhs_number"],
        open_cases=Shares({OpenCase(code): weight for code, weight in table["open_cases"].items()}),
    )


def how_many(weights: list[float]) -> Shares[int]:
    """One with the first weight, two with the second, and so on."""
    return Shares(dict(enumerate(weights, start=1)))


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((files("mash_simulation") / name).read_text(encoding="utf-8"))
