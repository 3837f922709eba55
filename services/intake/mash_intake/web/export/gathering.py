"""Everything the hub holds about one child, each service asked for its part through its API."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from starlette.requests import Request

from mash_contracts.held import Check, HeldOfRecord, HeldSection, Passage
from mash_contracts.labelled import Labelled
from mash_contracts.vocabulary import Role
from mash_intake.handlers import reading
from mash_intake.handlers.who_is_who import OnePerson
from mash_intake.web.export.held import held_of
from mash_intake.web.people import child_of
from mash_platform.delivery.transaction import Delivery
from mash_platform.sign_in.person import Person
from mash_platform.sign_in.service import SignIn
from mash_platform.web.auditing import keep_exported
from mash_platform.web.client import ServiceClient

_OTHERS = ("/api/v1/triage/records/{}/held", "/api/v1/worklists/records/{}/held")


class AskedBy(Labelled):
    """Who asks for what is held about a child: whether they may is for the hub to make sure of."""

    CHILD = "child", "The child, or the adult whom the child has become"
    PARENT = "parent", "Somebody with parental responsibility"
    ON_BEHALF = "on-behalf", "Somebody whom one of them asked to act, such as a solicitor"
    COURT = "court", "A court"


@dataclass(frozen=True, slots=True, repr=False)
class RecordHeld:
    """One record of the child, whichever service holds what."""

    reference: str
    contact_reference: str
    sections: tuple[HeldSection, ...]

    @property
    def passages(self) -> Iterator[Passage]:
        return chain.from_iterable(entry.passages for part in self.sections for entry in part.entries)


@dataclass(frozen=True, slots=True, repr=False)
class ChildHeld:
    """A child, with everything that is held. Contacts closed to who gathered it are named and not in it."""

    child: OnePerson
    records: tuple[RecordHeld, ...]
    """The oldest first."""
    looked: tuple[tuple[str, int], ...]
    """How often people of each role looked, the most often first."""

    @property
    def to_read(self) -> tuple[tuple[Check, int], ...]:
        """How many passages a person reads first, by why."""
        found = Counter(
            check for record in self.records for passage in record.passages for check in passage.checks
        )
        return tuple((check, found[check]) for check in Check if found[check])


def gather(
    delivery: Delivery, services: ServiceClient, request: Request, who: Person, person: str
) -> ChildHeld:
    """Asks every service with the rights of who asks; kept in the trail as a copy taken of every record.

    Raises NotFound, Restricted where all is closed to them, and Unavailable where a service does not answer:
    a copy that lacks a part would say that nothing else is held. Blocks for several seconds at worst.
    """
    child = child_of(delivery, request, who, person)
    told = sorted(child.told, key=lambda one: one.received_at)
    subjects = [person, *(one.reference for one in told), *(one.contact_reference for one in told)]
    looked = _looked(request.app.state.sign_in, subjects)
    keep_exported(request, subjects)
    records = []
    for one in told:
        details = reading.record_details(delivery, one.reference)
        with delivery.reading() as session:
            own = held_of(session, details)
        others = (services.get(who, path.format(one.reference), HeldOfRecord) for path in _OTHERS)
        sections = tuple(part for held in (own, *others) for part in held.sections)
        records.append(RecordHeld(one.reference, one.contact_reference, sections))
    return ChildHeld(child, tuple(records), looked)


def _looked(sign_in: SignIn, subjects: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """By role and not by name: the trail itself has the names, and they are not the child's data."""
    counted = Counter(
        Role(role).label for roles in sign_in.trail.roles_that_looked(subjects) for role in roles
    )
    return tuple(counted.most_common())
