"""How alike two names are: spelling, short forms, sound. What stands for a name not known is none."""

import unicodedata
from enum import StrEnum
from functools import lru_cache

import jellyfish
from nicknames import NickNamer


class NameLikeness(StrEnum):
    """The strongest first."""

    SAME = "same"
    OTHER = "one-of-several"
    SHORT_FORM = "short-form"
    SPELLING = "spelling"
    SOUND = "sound"
    INITIAL = "initial"
    DIFFERENT = "different"


_NO_NAME = frozenset(
    (
        *("baby", "babe", "newborn", "infant", "unborn", "bump", "twin", "child", "boy", "girl", "sibling"),
        *("unknown", "unnamed", "unsure", "not", "nk", "tbc", "none", "na", "no", "name", "anonymous"),
    )
)
"""Words that people write where they know no name: what begins with one is none."""

_BRITISH_SHORT_FORMS = {
    "alfie": "alfred",
    "archie": "archibald",
    "callie": "caroline",
    "ella": "eleanor",
    "ellie": "eleanor",
    "evie": "evelyn",
    "freddie": "frederick",
    "freya": "freyja",
    "harry": "henry",
    "jamie": "james",
    "josh": "joshua",
    "libby": "elizabeth",
    "maisie": "margaret",
    "millie": "amelia",
    "mo": "mohammed",
    "ollie": "oliver",
    "reece": "rhys",
    "rosie": "rose",
    "tilly": "matilda",
    "theo": "theodore",
}
"""Short forms usual here that the American list of the library does not have."""

_NICKNAMES = NickNamer()
_CUT_SHORT_LETTERS = 3
_SPELT_ALIKE = 0.93
_SOUND_ALIKE_AT_LEAST = 0.7
_SLIP_IN_LETTERS = 4
"""From so many letters on, one letter more, less, other or changed round is a slip and not another name."""


@lru_cache(maxsize=8192)
def name_words(name: str | None) -> tuple[str, ...]:
    """`Ellie-Mae  O'NEILL` as `ellie`, `mae`, `oneill`; none of a name that only says that none is known."""
    plain = unicodedata.normalize("NFKD", name or "").casefold().replace("'", "").replace("’", "")
    kept = "".join(
        letter if letter.isalpha() else " " for letter in plain if not unicodedata.combining(letter)
    )
    words = tuple(kept.split())
    return () if words and words[0] in _NO_NAME else words


@lru_cache(maxsize=4096)
def full_forms(name: str) -> frozenset[str]:
    """The name, and what it can be short for: `bob` is `bob` and `robert`."""
    found = {name, *_NICKNAMES.canonicals_of(name)}
    if name in _BRITISH_SHORT_FORMS:
        found.add(_BRITISH_SHORT_FORMS[name])
    return frozenset(found)


@lru_cache(maxsize=8192)
def sound(name: str) -> str:
    """How a name sounds, in a code (metaphone): `Stephen` and `Steven` are one."""
    return jellyfish.metaphone(name) or name


@lru_cache(maxsize=8192)
def name_likeness(one: tuple[str, ...], other: tuple[str, ...]) -> NameLikeness | None:
    """How alike two first names, or two family names, are; None where one is not known.

    The first word counts most. Of a double-barrelled name either part is enough to say so.
    """
    if not one or not other:
        return None
    if one[0] == other[0] or "".join(one) == "".join(other):
        return NameLikeness.SAME
    if any(word in other for word in one if len(word) > 1):
        return NameLikeness.OTHER
    if full_forms(one[0]) & full_forms(other[0]) or _cut_short(*sorted((one[0], other[0]), key=len)):
        return NameLikeness.SHORT_FORM
    return (
        _written_alike("".join(one), "".join(other)) or _written_alike(one[0], other[0]) or _rest(one, other)
    )


def _cut_short(shorter: str, longer: str) -> bool:
    """`Sam` for `Samira`."""
    return len(shorter) >= _CUT_SHORT_LETTERS and longer.startswith(shorter)


def _written_alike(one: str, other: str) -> NameLikeness | None:
    shorter = min(len(one), len(other))
    slip = shorter >= _SLIP_IN_LETTERS and jellyfish.damerau_levenshtein_distance(one, other) == 1
    alike = jellyfish.jaro_winkler_similarity(one, other)
    if slip or (shorter > _SLIP_IN_LETTERS and alike >= _SPELT_ALIKE):
        return NameLikeness.SPELLING
    if alike >= _SOUND_ALIKE_AT_LEAST and sound(one) == sound(other):
        return NameLikeness.SOUND
    return None


def _rest(one: tuple[str, ...], other: tuple[str, ...]) -> NameLikeness:
    initial = 1 in (len(one[0]), len(other[0])) and one[0][0] == other[0][0]
    return NameLikeness.INITIAL if initial else NameLikeness.DIFFERENT
