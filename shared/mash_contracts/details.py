"""The detail behind a thin event; intake gives it to those whose role permits it, and audits every read."""

from datetime import date

from pydantic import AwareDatetime, BaseModel, ConfigDict

from mash_contracts.submission import Child, ContactSubmission


class _Detail(BaseModel):
    model_config = ConfigDict(frozen=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class RecordSummary(_Detail):
    """What a list shows of one child's record. `GET /api/v1/records?reference=A&reference=B`."""

    reference: str
    name: str
    """As people would say it; "Name not known" when it is not, "Unborn baby" before birth."""
    age: str
    """For people: "13 years", "5 months", "about 6 years", "due in 8 weeks", "Age not known"."""
    area: str
    """Town or outward postcode; "Address not known"."""


def withheld(reference: str) -> RecordSummary:
    """What a list shows of a record that is open to named people only, to anybody else."""
    return RecordSummary(
        reference=reference, name="Restricted record", age="Open to named people only", area="Area not shown"
    )


def erased(reference: str) -> RecordSummary:
    """What a list shows of a record that was erased."""
    gone = "Kept no longer"
    return RecordSummary(reference=reference, name="Erased record", age=gone, area=gone)


class RecordDetails(_Detail):
    """The whole contact from one child's side. `GET /api/v1/records/{reference}`."""

    reference: str
    contact_reference: str
    received_at: AwareDatetime
    summary: RecordSummary
    child: Child
    siblings: tuple[RecordSummary, ...]
    contact: ContactSubmission
    """As handed in, with all its children; `concerns` are only those about this child."""
    files: int = 0
    """How many came with the contact, or were added to it later."""
    last_file_at: AwareDatetime | None = None
    """When the latest of them was added."""


class PersonFound(_Detail):
    """One child whom a search found, with all records that are about the same child."""

    person: str
    records: tuple[str, ...]
    """References of the records, the newest first."""
    name: str
    age: str
    date_of_birth: date | None
    address: str
    """Street, town and postcode as last told; "No fixed address", "Address not known"."""
    why: tuple[str, ...]
    """In sentences, what of that child is like what was searched for: "Name sounds the same"."""
    exact: bool
    """Everything that was searched for is just so."""
    could_be_others: bool
    """Another record could be about the same child, and nobody has said yet."""


class PeopleFound(_Detail):
    """The best first. `GET /api/v1/people?name=…&date_of_birth=…&address=…&number=…&reference=…&page=2`."""

    people: tuple[PersonFound, ...]
    page: int
    pages: int
    more: bool
    """More were found than are shown; whoever asks should say more of the child."""
    withheld: tuple[str, ...] = ()
    """Contacts that fit too, and are open to named people only."""
