"""What was told of a child, in the form in which children are compared and found again."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from mash_contracts.national_codes import Sex
from mash_contracts.submission import Adult, Child
from mash_intake.domain.births import birth_told
from mash_intake.domain.homes import Home, home
from mash_intake.domain.likeness import Described
from mash_intake.domain.names import name_words
from mash_intake.domain.search_keys import keys_of
from mash_intake.store.people import ToldRecord
from mash_platform.clock import LONDON


def described(
    child: Child, *, told_on: date, household: str | None = None, adults: Sequence[Adult] = ()
) -> Described:
    """`told_on` is the day in England; an age is of that day."""
    given = child.address
    return Described(
        first_names=name_words(child.first_names),
        family_name=name_words(child.family_name),
        birth=birth_told(child.date_of_birth, child.expected_date, child.age_years, told_on),
        sex=child.sex,
        nhs_number=child.nhs_number,
        upn=child.upn,
        home=Home(None, None) if given.no_fixed_address else home(given.street, given.postcode),
        household=household,
        adults=tuple(words for adult in adults if (words := name_words(adult.name))),
    )


def described_record(record: ToldRecord, adults: Sequence[Adult] = ()) -> Described:
    """As it was told then. The adults of a contact are kept with the contact, and given where needed.

    What is kept was checked when it came in: a hundred are read for one look, so it is not checked again.
    """
    kept, address = record.child, record.child["address"]
    born, expected = kept["date_of_birth"], kept["expected_date"]
    return Described(
        first_names=name_words(kept["first_names"]),
        family_name=name_words(kept["family_name"]),
        birth=birth_told(
            date.fromisoformat(born) if born else None,
            date.fromisoformat(expected) if expected else None,
            kept["age_years"],
            day_in_england(record.received_at),
        ),
        sex=Sex(kept["sex"]),
        nhs_number=kept["nhs_number"],
        upn=kept["upn"],
        home=Home(None, None)
        if address["no_fixed_address"]
        else home(address["street"], address["postcode"]),
        household=record.household,
        adults=tuple(words for adult in adults if (words := name_words(adult.name))),
    )


def key_rows(reference: str, child: Described) -> list[dict[str, Any]]:
    """The rows under which a record is found again."""
    return [{"key": key, "reference": reference} for key in keys_of(child)]


def adults_of(contact: Mapping[str, Any]) -> tuple[Adult, ...]:
    """Of a contact as it is kept."""
    return tuple(Adult.model_validate(adult) for adult in contact.get("adults", ()))


def day_in_england(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()
