"""What the desk's pages and API need, and who may use them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, TypeVar

from fastapi import Depends, Path

from mash_contracts.details import RecordDetails, RecordSummary
from mash_contracts.vocabulary import Agency, Role
from mash_platform.delivery.transaction import Delivery
from mash_platform.drafts import Drafts
from mash_platform.sign_in.access import NotAllowed, Person, require
from mash_platform.web.intake_details import IntakeDetails
from mash_triage.domain.decision import QUALIFIED, Professional, deciding_role
from mash_triage.handlers.records import Handlers
from mash_triage.store import records
from mash_triage.store.records import Record

DecisionNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""Which of the decisions about a child, the first being 1; no larger than a database counts."""

# Those who may decide are those who may look; a service's token is neither.
QualifiedPerson = Annotated[Person, Depends(require(*QUALIFIED))]

# The hub sees every check, and takes down what an agency says on the telephone; an agency sees its own.
CheckPerson = Annotated[Person, Depends(require(*QUALIFIED, Role.AGENCY_MEMBER))]
CheckPersonOrSystem = Annotated[Person, Depends(require(*QUALIFIED, Role.AGENCY_MEMBER, Role.AGENCY_SYSTEM))]

Code = TypeVar("Code", bound=Enum)


@dataclass(frozen=True)
class TriageDesk:
    delivery: Delivery
    handlers: Handlers
    intake: IntakeDetails
    drafts: Drafts

    def record(self, reference: str) -> Record:
        """Raises NotFound."""
        with self.delivery.reading() as session:
            return records.find(session, reference)

    def summary(self, person: Person, reference: str) -> RecordSummary | None:
        """Name, age and area; None when intake cannot tell."""
        return (self.intake.summaries(person, [reference]) or {}).get(reference)

    def details_for_agency(self, person: Person, reference: str) -> RecordDetails | None:
        """Who a child is, for an agency that was asked about them; None when intake cannot tell.

        Intake lets no agency look anybody up. Triage, which knows that it asked, looks for them, and intake
        records the read under their account.
        """
        return self.intake.details(_asked_by_triage(person), reference)

    def summaries_for_agency(
        self, person: Person, references: Sequence[str]
    ) -> dict[str, RecordSummary] | None:
        """Name, age and area of children about whom the person's agency was asked."""
        return self.intake.summaries(_asked_by_triage(person), references)


def _asked_by_triage(person: Person) -> Person:
    if person.may(*QUALIFIED):
        return person
    return Person(person.account_id, person.name, frozenset({Role.SERVICE}))


def agency_seen_by(person: Person) -> Agency | None:
    """The one agency whose checks somebody may see; None for the hub, which sees all.

    Raises NotAllowed for an account that belongs to no agency.
    """
    if person.may(*QUALIFIED):
        return None
    if person.agency is None:
        raise NotAllowed
    return person.agency


def professional(person: Person) -> Professional:
    """The signed-in person as who decides. Raises NotAllowed when they are not qualified to."""
    role = deciding_role(person.roles)
    if role is None:
        raise NotAllowed
    return Professional(person.account_id, person.name, role)


def code_of(kind: type[Code], given: str | None) -> Code | None:
    """The member with this code; None when nothing, or nothing known, was chosen."""
    return next((member for member in kind if member.value == given), None)
