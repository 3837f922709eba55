"""Which children a contact is about: some of one household, and again those who were referred before."""

from collections import defaultdict
from dataclasses import dataclass
from random import Random

from mash_simulation.county import County, Household, Resident
from mash_simulation.timetable import Appointment
from mash_simulation.worries import OLDER_YEARS

_MOST_HOUSEHOLDS_REFERRED = 0.5
"""Past this share of the county, households count as not referred again: the search must find an end."""


@dataclass(frozen=True, slots=True)
class Party:
    household: Household
    children: tuple[Resident, ...]
    again: bool
    """Whether a contact of the same year was about them."""

    @property
    def places(self) -> tuple[int, ...]:
        return tuple(child.place for child in self.children)


class Families:
    """Finds households for contacts, so that the share of children referred again is as published."""

    def __init__(self, county: County, *, again: float, random: Random) -> None:
        self._county = county
        self._again = again
        self._random = random
        self._referred: set[int] = set()
        self._earlier: defaultdict[tuple[int, bool], list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
        """By how many children and whether they are older: households and the children's places in them."""

    def party(self, appointment: Appointment) -> Party:
        kind = (appointment.children, appointment.about_older_children)
        earlier = self._earlier[kind]
        if earlier and self._random.random() < self._again:
            number, chosen = self._random.choice(earlier)
            return self._party(number, chosen, again=True)
        number, chosen = self._never_referred(*kind)
        earlier.append((number, chosen))
        return self._party(number, chosen, again=False)

    def _party(self, number: int, chosen: tuple[int, ...], *, again: bool) -> Party:
        household = self._county.household(number)
        return Party(household, tuple(household.children[each] for each in chosen), again)

    def _never_referred(self, children: int, older: bool) -> tuple[int, tuple[int, ...]]:
        if len(self._referred) > _MOST_HOUSEHOLDS_REFERRED * self._county.households:
            self._referred.clear()
        while True:
            number = self._random.randrange(self._county.households)
            ages = self._county.ages(number)
            fitting = [place for place, age in enumerate(ages) if age >= OLDER_YEARS or not older]
            if len(fitting) >= children and number not in self._referred:
                self._referred.add(number)
                return number, tuple(sorted(self._random.sample(fitting, children)))
