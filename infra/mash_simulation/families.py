"""Which children a contact is about: some of one household, and again those who were referred before."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from mash_simulation.county import County, Household, Resident
from mash_simulation.timetable import Appointment
from mash_simulation.worries import OLDER_YEARS

Kind = tuple[int, bool]
"""How many children a contact is about, and whether it is about older ones."""


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
        self._left: dict[Kind, list[int]] = {}
        """Households that such a contact could be about, in an order of chance; the last is taken next."""
        self._earlier: defaultdict[Kind, list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
        """Households, and the places in them of the children whom such a contact was about."""

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
        """A household of which nobody was referred; once all of a kind were, they count as not referred."""
        left = self._left.setdefault((children, older), [])
        while True:
            if not left:
                left += self._fitting(children, older)
                self._referred.difference_update(left)
            number = left.pop()
            if number not in self._referred:
                self._referred.add(number)
                places = _places(self._county.ages(number), older)
                return number, tuple(sorted(self._random.sample(places, children)))

    def _fitting(self, children: int, older: bool) -> list[int]:
        """Every household with so many such children, in an order of chance. Raises LookupError for none."""
        found = [
            number
            for number in range(self._county.households)
            if len(_places(self._county.ages(number), older)) >= children
        ]
        if not found:
            raise LookupError(f"nobody in the county has {children} children for such a contact")
        self._random.shuffle(found)
        return found


def _places(ages: Sequence[int], older: bool) -> list[int]:
    return [place for place, age in enumerate(ages) if age >= OLDER_YEARS or not older]
