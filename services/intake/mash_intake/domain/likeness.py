"""How alike what was told of two children is, clue by clue, and whether they could be one child.

This never says that two records are about the same child: it proposes, with reasons, and a person answers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mash_contracts.national_codes import Sex
from mash_intake.domain.births import Birth, BirthLikeness, birth_likeness
from mash_intake.domain.homes import Home
from mash_intake.domain.names import NameLikeness, name_likeness
from mash_intake.domain.postcodes import is_whole, outward_code


class Clue(StrEnum):
    NHS_NUMBER = "nhs-number"
    UPN = "upn"
    FIRST_NAME = "first-name"
    FAMILY_NAME = "family-name"
    BIRTH = "birth"
    SEX = "sex"
    HOME = "home"


class HomeLikeness(StrEnum):
    SAME = "same"
    HOUSEHOLD = "household"
    ADULT = "adult"
    POSTCODE = "postcode"
    AREA = "area"
    DIFFERENT = "different"


class Sameness(StrEnum):
    """Of what has no shades."""

    SAME = "same"
    DIFFERENT = "different"


Level = NameLikeness | BirthLikeness | HomeLikeness | Sameness

LEVELS: dict[Clue, type[StrEnum]] = {
    Clue.NHS_NUMBER: Sameness,
    Clue.UPN: Sameness,
    Clue.FIRST_NAME: NameLikeness,
    Clue.FAMILY_NAME: NameLikeness,
    Clue.BIRTH: BirthLikeness,
    Clue.SEX: Sameness,
    Clue.HOME: HomeLikeness,
}


@dataclass(frozen=True, slots=True, repr=False)
class Described:
    """What was told of a child, written so that it can be compared. What was not told is None or empty."""

    first_names: tuple[str, ...] = ()
    family_name: tuple[str, ...] = ()
    birth: Birth = Birth()
    sex: Sex = Sex.UNKNOWN
    nhs_number: str | None = None
    upn: str | None = None
    home: Home = Home(None, None)
    household: str | None = None
    adults: tuple[tuple[str, ...], ...] = ()
    """The names of those who look after the child."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How alike two children are in one thing."""

    clue: Clue
    level: Level

    @property
    def differs(self) -> bool:
        return self.level == "different"


def agreements(one: Described, other: Described, *, same_adult: bool = False) -> tuple[Agreement, ...]:
    """Everything in which two children can be compared. What is not known of one says nothing."""
    found: dict[Clue, Level | None] = {
        Clue.NHS_NUMBER: _sameness(one.nhs_number, other.nhs_number),
        Clue.UPN: _sameness(one.upn, other.upn),
        Clue.FIRST_NAME: name_likeness(one.first_names, other.first_names),
        Clue.FAMILY_NAME: name_likeness(one.family_name, other.family_name),
        Clue.BIRTH: birth_likeness(one.birth, other.birth),
        Clue.SEX: None if Sex.UNKNOWN in (one.sex, other.sex) else _sameness(one.sex, other.sex),
        Clue.HOME: _home_likeness(one, other, same_adult),
    }
    if _changed_round(one, other):
        found |= {Clue.FIRST_NAME: NameLikeness.OTHER, Clue.FAMILY_NAME: NameLikeness.OTHER}
    return tuple(Agreement(clue, level) for clue, level in found.items() if level is not None)


def could_be_one_child(found: tuple[Agreement, ...]) -> bool:
    """Sharing a surname, a home or a birthday makes brothers, sisters and twins, not one child.

    Two children with first names that are nothing alike are never proposed as one, unless a number is the
    same. Where a first name is not known, as of an unborn baby, the birth must fit.
    """
    levels = {agreement.clue: agreement for agreement in found}
    numbers = (levels.get(Clue.NHS_NUMBER), levels.get(Clue.UPN))
    if any(number and not number.differs for number in numbers):
        return True
    first_name, birth = levels.get(Clue.FIRST_NAME), levels.get(Clue.BIRTH)
    if first_name is not None:
        return not first_name.differs
    return birth is not None and not birth.differs


def says_of_the_child_alone(found: tuple[Agreement, ...]) -> bool:
    """Something agrees that brothers and sisters do not share: a name of their own, a date, a number."""
    return any(_own(agreement) for agreement in found if not agreement.differs)


def _own(agreement: Agreement) -> bool:
    if agreement.clue in (Clue.NHS_NUMBER, Clue.UPN):
        return True
    if agreement.clue is Clue.FIRST_NAME:
        return agreement.level is not NameLikeness.INITIAL
    own_births = (BirthLikeness.SAME, BirthLikeness.CHANGED_ROUND, BirthLikeness.EXPECTED)
    return agreement.clue is Clue.BIRTH and agreement.level in own_births


def _sameness(one: object, other: object) -> Sameness | None:
    if not one or not other:
        return None
    return Sameness.SAME if one == other else Sameness.DIFFERENT


def _changed_round(one: Described, other: Described) -> bool:
    """The first name in the place of the family name, and the other way round."""
    names = (one.first_names, one.family_name, other.first_names, other.family_name)
    if not all(names):
        return False
    mine, theirs = (one.first_names[0], one.family_name[-1]), (other.family_name[-1], other.first_names[0])
    return mine == theirs and mine[0] != mine[1]


def _home_likeness(one: Described, other: Described, same_adult: bool) -> HomeLikeness | None:
    return next(_home_levels(one, other, same_adult), None)


def _home_levels(one: Described, other: Described, same_adult: bool) -> Iterator[HomeLikeness]:
    """The strongest first. Home, household and parents are shared together, so they count once."""
    mine, theirs = one.home, other.home
    if mine.street and mine.street == theirs.street and not mine.elsewhere_than(theirs):
        yield HomeLikeness.SAME
    if one.household and one.household == other.household:
        yield HomeLikeness.HOUSEHOLD
    if same_adult:
        yield HomeLikeness.ADULT
    if mine.postcode and theirs.postcode:
        if mine.postcode == theirs.postcode and is_whole(mine.postcode):
            yield HomeLikeness.POSTCODE
        if outward_code(mine.postcode) == outward_code(theirs.postcode):
            yield HomeLikeness.AREA
        yield HomeLikeness.DIFFERENT
    if mine.street and theirs.street:
        yield HomeLikeness.DIFFERENT
