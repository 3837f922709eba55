"""By what a child is found again among a hundred thousand: few words, so that an index answers at once.

Every record is kept under its keys. Who looks for a child like another looks under that child's keys, and
compares what is found with care. Keys are numbers made of what was told, so that the index holds no names.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from hashlib import blake2b
from itertools import product

from mash_intake.domain.homes import Home, street_key
from mash_intake.domain.likeness import Described
from mash_intake.domain.names import full_forms, name_words, sound
from mash_intake.domain.postcodes import is_whole


class KeyKind(StrEnum):
    NUMBER = "number"
    BIRTHDAY = "birthday"
    WHOLE_NAME = "whole-name"
    HOUSE = "house"
    POSTCODE = "postcode"
    ADULT = "adult"
    ONE_NAME = "one-name"
    STREET = "street"


_FOR_LIKENESS = frozenset({KeyKind.NUMBER, KeyKind.BIRTHDAY, KeyKind.WHOLE_NAME, KeyKind.HOUSE})
_WITHOUT_A_HOUSE = frozenset({KeyKind.POSTCODE, KeyKind.ADULT})
"""More children share these, so they are used only where the house is not known."""


def keys_of(child: Described) -> dict[int, KeyKind]:
    """Everything under which this child is kept."""
    return {_number(kind, words): kind for kind, words in _keys(child)}


def likeness_keys_of(child: Described) -> dict[int, KeyKind]:
    """Under which others are looked for who could be this child."""
    kinds = _FOR_LIKENESS if child.home.street else _FOR_LIKENESS | _WITHOUT_A_HOUSE
    return {key: kind for key, kind in keys_of(child).items() if kind in kinds}


def number_key(number: str) -> int:
    return _number(KeyKind.NUMBER, number)


def birthday_key(born: date) -> int:
    return _number(KeyKind.BIRTHDAY, born.isoformat())


def name_keys(name: str) -> frozenset[int]:
    """Of a name as it is searched for: both names if two are given, else the one."""
    words = name_words(name)
    if len(words) > 1:
        pairs = _pairs(words[:1], words[-1:])
        return frozenset(_number(KeyKind.WHOLE_NAME, pair) for pair in pairs)
    return frozenset(_number(KeyKind.ONE_NAME, each) for word in words for each in _sounds(word))


def address_keys(address: str) -> frozenset[int]:
    """Of a street, with or without a number, as it is searched for."""
    street = street_key(address.partition(",")[0])
    if not street:
        return frozenset()
    found = {_number(KeyKind.HOUSE, street)} if street[0].isdigit() else set()
    return frozenset(found or {_number(KeyKind.STREET, _without_number(street))})


def postcode_key(postcode: str) -> int:
    return _number(KeyKind.POSTCODE, postcode)


def _keys(child: Described) -> Iterator[tuple[KeyKind, str]]:
    yield from ((KeyKind.NUMBER, number) for number in (child.nhs_number, child.upn) if number)
    if child.birth.born:
        yield KeyKind.BIRTHDAY, child.birth.born.isoformat()
    yield from ((KeyKind.WHOLE_NAME, pair) for pair in _pairs(child.first_names, child.family_name))
    for word in (*child.first_names, *child.family_name):
        yield from ((KeyKind.ONE_NAME, each) for each in _sounds(word))
    for adult in child.adults:
        if len(adult) > 1:
            yield KeyKind.ADULT, " ".join(sorted((sound(adult[0]), sound(adult[-1]))))
    yield from _of_home(child.home)


def _of_home(home: Home) -> Iterator[tuple[KeyKind, str]]:
    if home.street:
        yield KeyKind.HOUSE, home.street
        yield KeyKind.STREET, _without_number(home.street)
    if home.postcode and is_whole(home.postcode):
        yield KeyKind.POSTCODE, home.postcode


def _pairs(first_names: tuple[str, ...], family_name: tuple[str, ...]) -> set[str]:
    """First name and family name by their sounds, in no order: some change them round."""
    firsts = {each for word in first_names[:2] for each in _sounds(word)}
    return {" ".join(sorted(pair)) for pair in product(firsts, {sound(word) for word in family_name})}


def _sounds(name: str) -> set[str]:
    return {sound(form) for form in full_forms(name)}


def _without_number(street: str) -> str:
    words = street.split()
    return " ".join(word for word in words if not word[0].isdigit()) or street


def _number(kind: KeyKind, words: str) -> int:
    digest = blake2b(f"{kind}\0{words}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
