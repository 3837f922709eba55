"""While somebody is told of a child: whom the hub knows who could be that child, before anything is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mash_contracts.submission import Adult, Child
from mash_intake.domain.open_cases import OpenCase
from mash_intake.domain.weighing import Strength
from mash_intake.handlers.describing import day_in_england, described
from mash_intake.handlers.likeness import Asked, Candidate, candidates
from mash_intake.handlers.need_to_know import Closed, nothing_closed, still_open, withheld
from mash_intake.handlers.telling import address_in_words, age_of, name_of
from mash_intake.store import open_cases, people
from mash_intake.store.people import ToldRecord
from mash_platform.delivery.transaction import Delivery


@dataclass(frozen=True, slots=True, repr=False)
class KnownChild:
    """A child the hub knows who could be the one told of, as last told."""

    person: str
    records: tuple[str, ...]
    """The newest first."""
    name: str
    age: str
    address: str
    strength: Strength
    reasons: tuple[str, ...]
    """What speaks for it, then what speaks against."""
    last_told: datetime
    open_cases: tuple[OpenCase, ...]
    """What teams have of this child now."""


@dataclass(frozen=True, slots=True, repr=False)
class KnownAlready:
    children: tuple[KnownChild, ...]
    """The likeliest first."""
    withheld: tuple[str, ...]
    """Contacts about others who could be this child, open to named people only."""


NOBODY_KNOWN = KnownAlready((), ())


def known_already(
    delivery: Delivery, child: Child, adults: Sequence[Adult] = (), *, closed: Closed = nothing_closed
) -> KnownAlready:
    """By the same likeness as the question that is asked of every contact once it is in. Nothing is linked.

    Nothing is told of records that are `closed`; a child with any is left to somebody who may read all of it.
    """
    today = day_in_england(delivery.clock.now())
    with delivery.reading() as session:
        (found,) = candidates(session, [Asked(described(child, told_on=today, adults=adults))])
        of_all = people.told_of(session, [one.person for one in found])
        readable = still_open(of_all, closed)
        shut = {each.person for each in of_all} - {each.person for each in readable}
        shut |= {one.person for one in found if one.record not in readable}
        cases = open_cases.of_records(session, [each.reference for each in readable])
        return KnownAlready(
            children=tuple(_known(one, readable, cases, today) for one in found if one.person not in shut),
            withheld=withheld([each for each in of_all if each.person in shut], ()),
        )


def _known(
    one: Candidate, readable: Sequence[ToldRecord], cases: Mapping[str, Sequence[OpenCase]], today: date
) -> KnownChild:
    records = sorted(
        (each for each in readable if each.person == one.person),
        key=lambda record: (record.received_at, record.reference),
        reverse=True,
    )
    children = [Child.model_validate(record.child) for record in records]
    return KnownChild(
        person=one.person,
        records=tuple(record.reference for record in records),
        name=name_of(children),
        age=age_of(children, today),
        address=address_in_words(children),
        strength=one.strength,
        reasons=one.reasons,
        last_told=records[0].received_at,
        open_cases=tuple(case for record in records for case in cases.get(record.reference, ())),
    )
