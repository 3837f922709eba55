"""One child in words, out of all that was told of it in several contacts, the newest first."""

from collections.abc import Sequence
from datetime import date

from mash_contracts.submission import Address, Child
from mash_intake.domain.ages import age_in_words
from mash_intake.domain.identity import name_in_words


def name_of(children: Sequence[Child]) -> str:
    """The newest whole name, else the newest part of one."""
    whole = [child for child in children if child.first_names and child.family_name]
    part = [child for child in children if child.first_names or child.family_name]
    newest = next(iter((*whole, *part, *children)))
    return name_in_words(newest.first_names, newest.family_name, unborn=newest.expected_date is not None)


def age_of(children: Sequence[Child], today: date) -> str:
    """By the newest date of birth, else by what was guessed or expected last."""
    born = next((child for child in children if child.date_of_birth), None)
    told = next((child for child in children if child.expected_date or child.age_years is not None), None)
    newest = born or told or children[0]
    return age_in_words(newest.date_of_birth, newest.expected_date, newest.age_years, today)


def address_in_words(children: Sequence[Child]) -> str:
    """As last told."""
    for child in children:
        words = one_address(child.address)
        if words:
            return words
    return "Address not known"


def one_address(address: Address) -> str:
    """Empty where nothing was told."""
    told = ", ".join(part for part in (address.street, address.town, address.postcode) if part)
    return told or ("No fixed address" if address.no_fixed_address else "")
