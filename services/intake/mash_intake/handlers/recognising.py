"""Whether a child of a new contact is one the hub knows, as far as that is certain, and in which home."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from mash_contracts.submission import Child
from mash_intake.domain.history import LOOK_BACK, EarlierContacts
from mash_intake.domain.homes import home, together
from mash_intake.domain.identity import CertainKeys, name_key
from mash_intake.domain.people import KnownRecord, KnownRecords, certainly
from mash_intake.store import contacts
from mash_platform.identifiers import Identifiers


def certain_keys(child: Child) -> CertainKeys:
    return CertainKeys(
        nhs_number=child.nhs_number,
        upn=child.upn,
        name=name_key(child.first_names, child.family_name),
        date_of_birth=child.date_of_birth,
    )


def turns(wanted: Iterable[CertainKeys]) -> set[str]:
    """What whoever recognises, links or separates these children takes turns by."""
    return {" ".join(map(str, key[1:])) for keys in wanted for key in keys.each()}


@dataclass(frozen=True, slots=True)
class Recognised:
    """A child of a new contact."""

    person: str
    household: str
    earlier_contacts: int | None
    """In the 12 months before; None where nothing certain is known of the child."""


class Known:
    """What the hub knows of the children of new contacts; fetched once for all of them."""

    def __init__(
        self, records: KnownRecords, by_key: EarlierContacts, by_person: defaultdict[str, set[str]]
    ) -> None:
        self._records = records
        self._by_key = by_key
        self._by_person = by_person

    @classmethod
    def of(cls, session: Session, wanted: Sequence[CertainKeys], received_at: datetime) -> "Known":
        since = received_at - LOOK_BACK
        records, by_key = KnownRecords(), EarlierContacts()
        people = set()
        for record in contacts.known_records(session, wanted):
            records.add(record)
            people.add(record.person)
            if record.received_at >= since:
                by_key.add(record.keys, record.contact_reference)
        return cls(records, by_key, contacts.contacts_of_people(session, people, since=since))

    def recognise(
        self, keys: Sequence[CertainKeys], children: Sequence[Child], identifiers: Identifiers
    ) -> tuple[Recognised, ...]:
        """One for each child of one contact, who are never taken for each other."""
        certain: list[KnownRecord | None] = []
        for of_child in keys:
            found = certainly(of_child, self._records)
            taken = {record.person for record in certain if record}
            certain.append(None if found and found.person in taken else found)
        homes = together([home(child.address.street, child.address.postcode) for child in children])
        households = _households(homes, certain, identifiers)
        return tuple(
            Recognised(
                person=found.person if found else identifiers.person_reference(),
                household=households[number],
                earlier_contacts=len(self._by_person[found.person])
                if found
                else self._by_key.count(of_child),
            )
            for of_child, found, number in zip(keys, certain, homes, strict=True)
        )

    def certain_person(self, keys: CertainKeys) -> str | None:
        """Who a child with these keys is, if that is certain."""
        found = certainly(keys, self._records)
        return found.person if found else None

    def add(self, record: KnownRecord) -> None:
        """From now on this one is known, too."""
        self._records.add(record)
        self._by_key.add(record.keys, record.contact_reference)
        self._by_person[record.person].add(record.contact_reference)


def _households(
    homes: Sequence[int], certain: Sequence[KnownRecord | None], identifiers: Identifiers
) -> dict[int, str]:
    """The household of each home: that of the first child in it who is known, if it is not another's here."""
    found: dict[int, str] = {}
    for number, record in zip(homes, certain, strict=True):
        if record and number not in found and record.household not in found.values():
            found[number] = record.household
    for number in homes:
        if number not in found:
            found[number] = identifiers.household_reference()
    return found
