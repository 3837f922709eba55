"""A County Durham of invented people: every child under 18, in the household they live in.

Only ages are kept, a byte a child; the rest of a household is made up from the seed and its place in the
county whenever it is looked at, always the same.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from mash_contracts.national_codes import Ethnicity, Sex
from mash_simulation.figures import Assumptions, PublishedYear, Shares, how_many
from mash_simulation.names import Town, names
from mash_simulation.nhs_numbers import never_issued_nhs_number

_YEARS_APART = (2, 3, 3, 4, 5, 7)
_DAYS_A_YEAR = 365.25
_SCHOOL_FROM = 4
_SECONDARY_SCHOOL_FROM = 11
_ETHNICITIES = Shares(
    {
        Ethnicity.WHITE_BRITISH: 95.0,
        Ethnicity.OTHER_WHITE: 1.5,
        Ethnicity.OTHER_MIXED: 1.0,
        Ethnicity.WHITE_AND_ASIAN: 0.5,
        Ethnicity.INDIAN: 0.4,
        Ethnicity.PAKISTANI: 0.3,
        Ethnicity.CHINESE: 0.3,
        Ethnicity.AFRICAN: 0.5,
        Ethnicity.GYPSY_ROMA: 0.5,
    }
)
"""Four of a hundred pupils are Black or of a minority (annual report 2020/21); the split is assumed."""


@dataclass(frozen=True, slots=True)
class Resident:
    """A child as they are, before anyone writes them down."""

    place: int
    """The child's own number in the county."""
    first_name: str
    family_name: str
    born: date
    age_years: int
    sex: Sex
    nhs_number: str
    school: str | None


@dataclass(frozen=True, slots=True)
class Grown:
    name: str
    relationship: str
    born: date


@dataclass(frozen=True, slots=True)
class Household:
    number: int
    children: tuple[Resident, ...]
    adults: tuple[Grown, ...]
    street: str
    town: Town
    phone: str
    ethnicity: Ethnicity


class County:
    """The same seed and year always give the same county, whose children are as old as they are on `day`."""

    def __init__(self, year: PublishedYear, assumed: Assumptions, *, seed: int, day: date) -> None:
        self.day = day
        self._seed = seed
        self._assumed = assumed.households
        self._ages, self._first = _settle(year, assumed, Random(f"{seed} households"))

    @property
    def households(self) -> int:
        return len(self._first) - 1

    @property
    def children(self) -> int:
        return len(self._ages)

    def ages(self, household: int) -> Sequence[int]:
        """The children's ages in years, oldest first."""
        return self._ages[self._first[household] : self._first[household + 1]]

    def places(self, household: int) -> range:
        return range(self._first[household], self._first[household + 1])

    def household(self, number: int) -> Household:
        random = Random(f"{self._seed} household {number}")
        family = random.choice(names().families)
        schools = names().of_schools(random)
        birthdays: dict[int, date] = {}
        children = []
        for place, age in zip(self.places(number), self.ages(number), strict=True):
            # Children of one age in one home are twins: nobody is two years apart from them.
            born = birthdays.setdefault(age, self._birthday(random, age))
            children.append(self._child(random, place, age, born, family, _school(schools, age)))
        return Household(
            number=number,
            children=tuple(children),
            adults=self._adults(random, family, children[0].age_years),
            street=names().of_street(random),
            town=names().towns.draw(random),
            # Numbers that Ofcom keeps for drama: nobody is called on them.
            phone=f"07700 900{random.randrange(1000):03}",
            ethnicity=_ETHNICITIES.draw(random),
        )

    def _birthday(self, random: Random, age: int) -> date:
        since = int(age * _DAYS_A_YEAR) + 2 if age else 0
        return self.day - timedelta(days=since + random.randint(0, 360))

    @staticmethod
    def _child(random: Random, place: int, age: int, born: date, family: str, school: str | None) -> Resident:
        sex = Sex.FEMALE if random.random() < 0.49 else Sex.MALE
        return Resident(
            place=place,
            first_name=names().of_child(random, sex),
            family_name=family,
            born=born,
            age_years=age,
            sex=sex,
            nhs_number=never_issued_nhs_number(place),
            school=school,
        )

    def _adults(self, random: Random, family: str, oldest_child: int) -> tuple[Grown, ...]:
        def grown(relationship: str, years_older: int) -> Grown:
            days = int((oldest_child + years_older) * _DAYS_A_YEAR) + random.randrange(365)
            other = family if random.random() < 0.6 else random.choice(names().families)
            pool = names().men if relationship in ("Father", "Mother's partner") else names().women
            return Grown(f"{random.choice(pool)} {other}", relationship, self.day - timedelta(days=days))

        adults = [grown("Mother", random.randint(17, 38))]
        if random.random() < self._assumed["two_parents"]:
            role = "Father" if random.random() < 0.75 else "Mother's partner"
            adults.append(grown(role, random.randint(18, 42)))
        if random.random() < self._assumed["grandparent_at_home"]:
            adults.append(grown("Grandmother", random.randint(40, 62)))
        return tuple(adults)


def _school(schools: tuple[str, str], age_years: int) -> str | None:
    """The household's school for this age; None before school."""
    primary, secondary = schools
    if age_years >= _SECONDARY_SCHOOL_FROM:
        return secondary
    return primary if age_years >= _SCHOOL_FROM else None


def _settle(year: PublishedYear, assumed: Assumptions, random: Random) -> tuple[bytes, "array[int]"]:
    """Puts every child of the published bands into a household, brothers and sisters some years apart."""
    left = _children_by_age(year)
    sizes = how_many(assumed.households["children"])
    ages = bytearray()
    first = array("L", [0])
    while len(ages) < year.children:
        eldest = random.choices(range(len(left)), cum_weights=tuple(accumulate(left)))[0]
        left[eldest] -= 1
        home = [eldest]
        for _ in range(sizes.draw(random) - 1):
            sibling = _sibling(random, home, left, assumed.households["twins"])
            if sibling is None:
                break
            left[sibling] -= 1
            home.append(sibling)
        ages += bytes(sorted(home, reverse=True))
        first.append(len(ages))
    return bytes(ages), first


def _sibling(random: Random, home: list[int], left: list[int], twins: float) -> int | None:
    """The age of one more child; None when the county has no fitting child left."""
    if random.random() < twins and left[home[-1]]:
        return home[-1]
    apart = random.choice(_YEARS_APART)
    wishes = [min(home) - apart, max(home) + apart]
    random.shuffle(wishes)
    return next((age for age in wishes if 0 <= age < len(left) and left[age]), None)


def _children_by_age(year: PublishedYear) -> list[int]:
    """A band's children spread over its years as evenly as whole children allow."""
    by_age: list[int] = []
    for youngest, oldest, count in year.population:
        years = oldest - youngest + 1
        by_age += [count // years + (each < count % years) for each in range(years)]
    return by_age
