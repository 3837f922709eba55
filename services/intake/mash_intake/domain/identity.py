"""Who a child is: what identifies one, and when two records are about the same child for certain."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from mash_intake.domain.problems import Problem

_NOBODY_TO_LOOK_FOR = Problem(
    "child-not-identified",
    "Say something by which the child can be found: a name, a street, a school, a parent's name, "
    "or what the child looks like.",
)


def identification_problem(clues: Iterable[object]) -> Problem | None:
    """One clue to any of the children is enough: a caller may know a street and a first name and no more."""
    return None if any(clues) else _NOBODY_TO_LOOK_FOR


Identity = tuple[object, ...]
"""One certain key, with its kind."""


@dataclass(frozen=True, slots=True, repr=False)
class CertainKeys:
    """What two records must share to be about the same child beyond doubt: any one of these.

    Likeness (spelling, nicknames, transposed dates) is a matter for people and is no part of this.
    """

    nhs_number: str | None
    upn: str | None
    name: str | None
    """First and family name, normalised; only together with the date of birth."""
    date_of_birth: date | None

    def each(self) -> Iterator[Identity]:
        """The keys that are known, the strongest first."""
        if self.nhs_number:
            yield "nhs", self.nhs_number
        if self.upn:
            yield "upn", self.upn
        if self.name and self.date_of_birth:
            yield "name", self.name, self.date_of_birth

    def contradict(self, other: "CertainKeys") -> bool:
        """Two different NHS numbers, or pupil numbers where those are not known, are two children."""
        if self.nhs_number and other.nhs_number:
            return self.nhs_number != other.nhs_number
        return bool(self.upn and other.upn and self.upn != other.upn)


def name_key(first_names: str | None, family_name: str | None) -> str | None:
    """`Zoë  O'Neill` and `ZOE ONEILL` are one key; None unless both names are known."""
    first, family = _letters(first_names), _letters(family_name)
    return f"{first} {family}" if first and family else None


def _letters(name: str | None) -> str:
    decomposed = unicodedata.normalize("NFKD", name or "")
    return "".join(character for character in decomposed if character.isalpha()).casefold()


def name_in_words(first_names: str | None, family_name: str | None, *, unborn: bool) -> str:
    """As people would say it."""
    known = " ".join(part for part in (first_names, family_name) if part)
    if known:
        return known
    return "Unborn baby" if unborn else "Name not known"
