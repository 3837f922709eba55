"""Which children of one contact live in one home."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from mash_intake.domain.postcodes import is_whole


@dataclass(frozen=True, slots=True, repr=False)
class Home:
    """Where a child lives, as far as it was said."""

    street: str | None
    postcode: str | None

    def elsewhere_than(self, other: "Home") -> bool:
        """Said to be at another street or postcode; what was not said is never another place."""
        if self.street and other.street and self.street != other.street:
            return True
        known = self.postcode and other.postcode and is_whole(self.postcode) and is_whole(other.postcode)
        return bool(known) and self.postcode != other.postcode


def home(street: str | None, postcode: str | None) -> Home:
    """`12, High Street` and `12 high st` are one street."""
    return Home(street=street_key(street), postcode=postcode)


def together(homes: Sequence[Home]) -> tuple[int, ...]:
    """The number of the home that each child is of: one for all, unless their addresses say otherwise."""
    found: list[Home] = []
    numbers = []
    for one in homes:
        number = next((at for at, other in enumerate(found) if not one.elsewhere_than(other)), len(found))
        if number == len(found):
            found.append(one)
        numbers.append(number)
    return tuple(numbers)


_SHORT = {
    "street": "st",
    "road": "rd",
    "avenue": "ave",
    "close": "cl",
    "court": "ct",
    "crescent": "cres",
    "drive": "dr",
    "gardens": "gdns",
    "grove": "gr",
    "lane": "ln",
    "place": "pl",
    "square": "sq",
    "terrace": "ter",
}


@lru_cache(maxsize=8192)
def street_key(street: str | None) -> str | None:
    words = "".join(letter if letter.isalnum() else " " for letter in (street or "").casefold()).split()
    return " ".join(_SHORT.get(word, word) for word in words) or None
