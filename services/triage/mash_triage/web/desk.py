"""What the desk's pages and API need, and who may use them."""

from dataclasses import dataclass
from enum import Enum
from typing import Annotated, TypeVar

from fastapi import Depends

from mash_contracts.details import RecordSummary
from mash_platform.delivery.transaction import Delivery
from mash_platform.sign_in.access import NotAllowed, Person, require
from mash_platform.web.intake_details import IntakeDetails
from mash_triage.domain.decision import QUALIFIED, Professional, deciding_role
from mash_triage.handlers import Handlers
from mash_triage.store import records
from mash_triage.store.records import Record

# Those who may decide are those who may look; a service's token is neither.
QualifiedPerson = Annotated[Person, Depends(require(*QUALIFIED))]

Code = TypeVar("Code", bound=Enum)


@dataclass(frozen=True)
class TriageDesk:
    delivery: Delivery
    handlers: Handlers
    intake: IntakeDetails

    def record(self, reference: str) -> Record:
        """Raises NotFound."""
        with self.delivery.reading() as session:
            return records.find(session, reference)

    def summary(self, person: Person, reference: str) -> RecordSummary | None:
        """Name, age and area; None when intake cannot tell."""
        return (self.intake.summaries(person, [reference]) or {}).get(reference)


def professional(person: Person) -> Professional:
    """The signed-in person as who decides. Raises NotAllowed when they are not qualified to."""
    role = deciding_role(person.roles)
    if role is None:
        raise NotAllowed
    return Professional(person.account_id, person.name, role)


def code_of(kind: type[Code], given: str | None) -> Code | None:
    """The member with this code; None when nothing, or nothing known, was chosen."""
    return next((member for member in kind if member.value == given), None)
