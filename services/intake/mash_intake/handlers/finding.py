"""Somebody looks for a child by what they know: a name by its sound, a date, an address, a number."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from mash_contracts.details import PeopleFound, PersonFound
from mash_contracts.submission import Child
from mash_intake.domain.births import Birth
from mash_intake.domain.homes import home
from mash_intake.domain.likeness import Agreement, Described, HomeLikeness, agreements
from mash_intake.domain.names import NameLikeness, name_words
from mash_intake.domain.nhs_numbers import digits_of
from mash_intake.domain.people import OPEN_QUESTIONS
from mash_intake.domain.postcodes import is_whole, normal_postcode
from mash_intake.domain.search_keys import (
    address_keys,
    birthday_key,
    name_keys,
    number_key,
    postcode_key,
)
from mash_intake.handlers.describing import day_in_england, described_record
from mash_intake.handlers.need_to_know import Closed, nothing_closed, still_open, withheld
from mash_intake.handlers.telling import address_in_words, age_of, name_of
from mash_intake.match_weights import match_weights
from mash_intake.store import contacts, people
from mash_intake.store.people import ToldRecord
from mash_platform.delivery.transaction import Delivery

PAGE_LENGTH = 20
_REFERENCE = re.compile(r"[A-Za-z0-9-]{1,64}")


@dataclass(frozen=True, slots=True, repr=False)
class Wanted:
    """What is known of the child looked for; at least one of these."""

    name: str = ""
    born: date | None = None
    address: str = ""
    number: str = ""
    """NHS number or unique pupil number."""
    reference: str = ""

    def __bool__(self) -> bool:
        return any((self.name, self.born, self.address, self.number, self.reference))


@dataclass(frozen=True, slots=True, repr=False)
class _Found:
    record: ToldRecord
    fits: int
    """How many of the things wanted led to this record."""
    agreements: tuple[Agreement, ...]
    chance: float


def find_people(
    delivery: Delivery, wanted: Wanted, *, page: int = 1, closed: Closed = nothing_closed
) -> PeopleFound:
    """Children to whom everything wanted leads; where there is none, those to whom most of it leads.

    The best first. Of records that are `closed` to who asks, only the contact is told. Who asks is in the
    audit trail before this is called.
    """
    with delivery.reading() as session:
        leads = list(_leads(session, wanted))
        fitting = people.told_in(session, set().union(*leads))
        readable = still_open(fitting, closed)
        best = _best_of_each(wanted, readable, leads)
        fits = {record.reference: _fits(record, leads) for record in fitting}
        most = max(fits.values(), default=0)
        ordered = sorted(
            (one for one in best if one.fits == most),
            key=lambda one: (-one.chance, -one.record.received_at.timestamp()),
        )
        shown = ordered[(page - 1) * PAGE_LENGTH : page * PAGE_LENGTH]
        told = _by_person(still_open(people.told_of(session, [one.record.person for one in shown]), closed))
    today = day_in_england(delivery.clock.now())
    everything = most == len(leads)
    return PeopleFound(
        people=tuple(
            _shown(one, told[one.record.person], today, everything, by_reference=bool(wanted.reference))
            for one in shown
        ),
        page=page,
        pages=max(1, -(-len(ordered) // PAGE_LENGTH)),
        more=any(len(lead) >= people.MOST_UNDER_A_KEY for lead in leads),
        withheld=withheld([each for each in fitting if fits[each.reference] == most], readable),
    )


def _leads(session: Session, wanted: Wanted) -> Iterator[set[str]]:
    """For each thing wanted the references of the records that it leads to."""
    if wanted.reference:
        yield _under_reference(session, wanted.reference)
    if wanted.number:
        yield set(people.references_under(session, {number_key(digits_of(wanted.number).upper())}))
    if wanted.name:
        yield _under_name(session, wanted.name)
    if wanted.born:
        yield set(people.references_under(session, set(_birthdays(wanted.born))))
    if wanted.address:
        yield _at_address(session, wanted.address)


def _under_reference(session: Session, given: str) -> set[str]:
    """Of a child (PER-…), of a contact, or of one record in it, however it was typed."""
    if not _REFERENCE.fullmatch("".join(given.split())):
        return set()
    parts = "".join(given.split()).upper().split("-")
    if parts[0] == "PER":
        return {record.reference for record in people.told_of(session, ["-".join(parts)])}
    contact = contacts.contact(session, "-".join(parts[:2]))
    if contact is None:
        return set()
    references = {record.reference for record in contact.records}
    return references & {"-".join(parts)} or references


def _under_name(session: Session, name: str) -> set[str]:
    """Both names together; where nobody has them, every name by itself."""
    together = set(people.references_under(session, name_keys(name)))
    if together or len(name_words(name)) < 2:
        return together
    each = [set(people.references_under(session, name_keys(word))) for word in name_words(name)]
    return set.intersection(*each) or set.union(*each)


def _birthdays(born: date) -> Iterator[int]:
    yield birthday_key(born)
    if born.day <= 12:
        yield birthday_key(born.replace(month=born.day, day=born.month))


def _at_address(session: Session, address: str) -> set[str]:
    """At the street and the postcode; where nobody lives at both, at either."""
    parts = [set(people.references_under(session, keys)) for keys in _address_keys(address)]
    known = [part for part in parts if part]
    return (set.intersection(*known) or set.union(*known)) if known else set()


def _address_keys(address: str) -> Iterator[frozenset[int]]:
    """Of each part between commas; a town says too little, and is no street that anybody is kept under."""
    for part in address.split(","):
        postcode = normal_postcode(part) if part.strip() else None
        if postcode and is_whole(postcode):
            yield frozenset({postcode_key(postcode)})
        else:
            yield address_keys(part)


def _fits(record: ToldRecord, leads: list[set[str]]) -> int:
    return sum(record.reference in lead for lead in leads)


def _best_of_each(wanted: Wanted, records: list[ToldRecord], leads: list[set[str]]) -> list[_Found]:
    best: dict[str, _Found] = {}
    looked_for = list(_descriptions(wanted))
    weights = match_weights()
    for record in records:
        fits = _fits(record, leads)
        compared = [agreements(one, described_record(record)) for one in looked_for]
        found = max(compared, key=weights.chance)
        one = _Found(record, fits, found, weights.chance(found))
        before = best.get(record.person)
        if before is None or (before.fits, before.chance) < (one.fits, one.chance):
            best[record.person] = one
    return list(best.values())


def _descriptions(wanted: Wanted) -> Iterator[Described]:
    """What is wanted as a child described; a single name may be the first or the family's."""
    words = name_words(wanted.name)
    street, _, rest = wanted.address.partition(",")
    postcodes = [found for part in (street, rest) if (found := normal_postcode(part)) is not None]
    number = digits_of(wanted.number).upper() or None
    child = Described(
        first_names=words[:-1] if len(words) > 1 else words,
        family_name=words[-1:] if len(words) > 1 else (),
        birth=Birth(born=wanted.born),
        nhs_number=number if number and number.isdigit() else None,
        upn=number if number and not number.isdigit() else None,
        home=home(
            street if wanted.address and normal_postcode(street) is None else None,
            postcodes[0] if postcodes else None,
        ),
    )
    yield child
    if len(words) == 1:
        yield replace(child, first_names=(), family_name=words)


def _by_person(records: Collection[ToldRecord]) -> dict[str, list[ToldRecord]]:
    found: defaultdict[str, list[ToldRecord]] = defaultdict(list)
    for record in sorted(records, key=lambda each: each.received_at, reverse=True):
        found[record.person].append(record)
    return found


def _shown(
    one: _Found, records: list[ToldRecord], today: date, everything: bool, *, by_reference: bool
) -> PersonFound:
    children = [Child.model_validate(record.child) for record in records]
    exact = everything and all(agreement.level in _EXACT for agreement in one.agreements)
    reasons = match_weights().reasons(tuple(each for each in one.agreements if not each.differs))
    return PersonFound(
        person=one.record.person,
        records=tuple(record.reference for record in records),
        name=name_of(children),
        age=age_of(children, today),
        date_of_birth=next((child.date_of_birth for child in children if child.date_of_birth), None),
        address=address_in_words(children),
        why=(*(("Reference is the same",) if by_reference else ()), *reasons),
        exact=exact,
        could_be_others=any(record.question in OPEN_QUESTIONS for record in records),
    )


_EXACT = frozenset({NameLikeness.SAME, HomeLikeness.SAME, HomeLikeness.POSTCODE})
"""Levels at which a thing is just so; `same` is one word for all clues."""
