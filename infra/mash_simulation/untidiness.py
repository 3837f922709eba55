"""Real life: what a contact says of a child is not quite what is true of the child."""

from collections.abc import Mapping
from datetime import date
from random import Random

from mash_contracts.national_codes import Ethnicity, Sex
from mash_contracts.submission import Address, Adult, Child
from mash_contracts.vocabulary import Answer
from mash_simulation.county import Grown, Household, Resident

_SOUNDS_ALIKE = (
    ("ph", "f"),
    ("ie", "y"),
    ("y", "ie"),
    ("ck", "k"),
    ("c", "k"),
    ("ll", "l"),
    ("s", "z"),
    ("ee", "ea"),
)
_SAID = (
    "I don't like it when they shout.",
    "I make the tea.",
    "I want it to stop.",
    "Nothing happened.",
    "I'm fine.",
)
_LIVED = (
    "Often tired and on their own in the evening.",
    "Goes to nana's when it gets loud.",
    "Loves school, stays late.",
)
_OLDEST_GUESS = 17


class Hearsay:
    """Writes down a household as someone outside knows it."""

    def __init__(self, rates: Mapping[str, float], random: Random) -> None:
        self._rates = rates
        self._random = random

    def happens(self, what: str) -> bool:
        return self._random.random() < self._rates[what]

    def child(self, resident: Resident, household: Household, *, on: date, knows_number: float) -> Child:
        """As told on this day by someone who gives the NHS number this often."""
        born = self.birth_date(resident.born, on)
        return Child(
            first_names=self.name(resident.first_name),
            family_name=None if self.happens("family_name_missing") else self.name(resident.family_name),
            date_of_birth=born,
            age_years=None if born else self.age(resident.age_years),
            sex=Sex.UNKNOWN if self.happens("sex_missing") else resident.sex,
            ethnicity=Ethnicity.NOT_OBTAINED if self.happens("ethnicity_missing") else household.ethnicity,
            nhs_number=resident.nhs_number if self._random.random() < knows_number else None,
            address=self.address(household),
            school=None if self.happens("school_missing") else resident.school,
            what_the_child_said=None if self.happens("nothing_said") else self._random.choice(_SAID),
            lived_experience=None if self.happens("nothing_said") else self._random.choice(_LIVED),
        )

    def child_seen(self, resident: Resident) -> Child:
        """As an anonymous caller tells of a child whose full name they do not know."""
        who = {Sex.FEMALE: "Girl", Sex.MALE: "Boy"}.get(resident.sex, "Child")
        age = self.age(resident.age_years)
        how_old = "age not known" if age is None else f"about {age}"
        return Child(
            first_names=resident.first_name if self._random.random() < 0.4 else None,
            description=f"{who}, {how_old}, lives near the caller.",
            age_years=age,
            sex=resident.sex,
        )

    def adults(self, household: Household) -> tuple[Adult, ...]:
        if self.happens("adults_missing"):
            return ()
        return tuple(self._adult(grown) for grown in household.adults)

    def _adult(self, grown: Grown) -> Adult:
        return Adult(
            name=self.name(grown.name),
            relationship=grown.relationship,
            date_of_birth=None if self.happens("birth_date_missing") else grown.born,
            lives_with_child=self._random.choice((Answer.YES, Answer.YES, Answer.UNKNOWN)),
            may_pose_risk=self._random.choice((Answer.NO, Answer.UNKNOWN, Answer.UNKNOWN, Answer.YES)),
        )

    def address(self, household: Household) -> Address:
        if self.happens("address_missing"):
            return Address()
        outward = household.town.outward
        return Address(
            street=household.street,
            town=household.town.name,
            postcode=None
            if self.happens("postcode_missing")
            else self._random.choice((outward, outward.lower())),
        )

    def name(self, name: str) -> str:
        if self.happens("name_misspelt"):
            name = misspelt(name, self._random)
        return name.upper() if self.happens("name_in_capitals") else name

    def birth_date(self, born: date, on: date) -> date | None:
        if self.happens("birth_date_missing"):
            return None
        return transposed(born, on) if self.happens("birth_date_transposed") else born

    def age(self, years: int) -> int | None:
        if not self.happens("age_guessed"):
            return None
        wrong = self._random.choice((-1, 1)) if self.happens("age_guess_wrong") else 0
        return min(max(years + wrong, 0), _OLDEST_GUESS)


def misspelt(name: str, random: Random) -> str:
    """One slip: letters that sound alike, one dropped, one doubled, or two changed round."""
    alike = [(ours, theirs) for ours, theirs in _SOUNDS_ALIKE if ours in name[1:]]
    if alike and random.random() < 0.5:
        ours, theirs = random.choice(alike)
        return name[0] + name[1:].replace(ours, theirs, 1)
    place = random.randrange(1, max(len(name) - 1, 2))
    slip = random.randrange(3)
    if slip == 0:
        return name[:place] + name[place + 1 :]
    if slip == 1:
        return name[:place] + name[place] + name[place:]
    return name[:place] + name[place + 1 : place + 2] + name[place] + name[place + 2 :]


def transposed(born: date, on: date) -> date:
    """Day and month changed round, where that is a date that could be a child's; else as it is."""
    if born.day > 12:
        return born
    other = born.replace(month=born.day, day=born.month)
    return other if other <= on and other.year > on.year - 18 else born
