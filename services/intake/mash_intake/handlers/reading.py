"""What was handed in, for whoever may see it. Pages and API write to the audit trail whom they show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from mash_contracts.details import RecordDetails, RecordSummary, erased
from mash_contracts.submission import Child, ContactSubmission
from mash_intake.domain.ages import age_in_words
from mash_intake.domain.identity import name_in_words
from mash_intake.domain.postcodes import outward_code
from mash_intake.domain.progress import Progress
from mash_intake.domain.worries import about
from mash_intake.store import attachments, contacts, tables
from mash_platform.clock import LONDON
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import Erased, NotFound


@dataclass(frozen=True, slots=True)
class ContactStatus:
    """What the referrer may know: that it arrived, and how far the hub has come with each child."""

    reference: str
    received_at: datetime
    records: tuple[tuple[str, Progress], ...]


def record_details(delivery: Delivery, reference: str) -> RecordDetails:
    """The whole contact from one child's side. Raises NotFound and Erased."""
    with delivery.reading() as session:
        found = contacts.record(session, reference)
        if found is None:
            raise NotFound
        if found.erased_at:
            raise Erased
        files = attachments.of_contact(session, found.contact_reference)
        details = _details(found, _today(delivery))
        latest = max((file.added_at for file in files), default=None)
        return details.model_copy(update={"files": len(files), "last_file_at": latest})


def record_summaries(delivery: Delivery, references: Iterable[str]) -> tuple[RecordSummary, ...]:
    """What a list shows of each record that exists, in the order asked for."""
    asked = list(dict.fromkeys(references))
    with delivery.reading() as session:
        found = {row.reference: row for row in contacts.records(session, asked)}
        today = _today(delivery)
        return tuple(_summary(found[reference], today) for reference in asked if reference in found)


def contact_status(delivery: Delivery, reference: str, *, of_sender: str | None) -> ContactStatus:
    """How far a contact has come. With `of_sender` only that sender's own contacts exist. Raises NotFound."""
    with delivery.reading() as session:
        found = contacts.contact(session, reference)
        if found is None or (of_sender is not None and found.submitted_by != of_sender):
            raise NotFound
        return ContactStatus(
            reference=found.reference,
            received_at=found.received_at,
            records=tuple((record.reference, Progress(record.progress)) for record in found.records),
        )


@dataclass(frozen=True, slots=True)
class ContactInList:
    """A contact as staff see it in the list: nothing that identifies a child."""

    reference: str
    received_at: datetime
    source: str
    channel: str
    records: tuple[str, ...]
    published: bool
    """Every event of it is on the log."""
    progress: Progress
    """Of the child that is least far."""


PAGE_LENGTH = 50


def newest_contacts(delivery: Delivery, *, after: str | None = None) -> tuple[ContactInList, ...]:
    """The latest PAGE_LENGTH contacts; with `after`, those that follow that contact in the list."""
    with delivery.reading() as session:
        rows = contacts.newest_contacts(session, PAGE_LENGTH, after=after)
        waiting = contacts.unpublished_among(
            session, delivery.outbox, [record.reference for row in rows for record in row.records]
        )
        return tuple(_in_list(row, waiting) for row in rows)


def find_contact(delivery: Delivery, reference: str) -> ContactInList:
    """By the reference of the contact or of one of its children, however it was typed. Raises NotFound."""
    parts = "".join(reference.split()).upper().split("-")
    with delivery.reading() as session:
        row = contacts.contact(session, "-".join(parts[:2]))
        if row is None:
            raise NotFound
        waiting = contacts.unpublished_among(
            session, delivery.outbox, [record.reference for record in row.records]
        )
        return _in_list(row, waiting)


@dataclass(frozen=True, slots=True, repr=False)
class WholeContact:
    """A contact as it was handed in, with each child's record."""

    listed: ContactInList
    submission: ContactSubmission
    records: tuple[RecordDetails, ...]


def whole_contact(delivery: Delivery, reference: str) -> WholeContact:
    """Raises NotFound, and Erased where nothing is kept of any of its children."""
    with delivery.reading() as session:
        row = contacts.contact(session, reference)
        if row is None:
            raise NotFound
        if row.is_erased:
            raise Erased
        references = [record.reference for record in row.records]
        today = _today(delivery)
        return WholeContact(
            listed=_in_list(row, contacts.unpublished_among(session, delivery.outbox, references)),
            submission=_submission(row),
            records=tuple(_details(record, today) for record in row.records),
        )


def _in_list(row: tables.ContactRow, waiting: frozenset[str]) -> ContactInList:
    references = tuple(record.reference for record in row.records)
    return ContactInList(
        reference=row.reference,
        received_at=row.received_at,
        source=row.source_label,
        channel=row.channel_label,
        records=references,
        published=waiting.isdisjoint(references),
        progress=min(Progress(record.progress) for record in row.records),
    )


def _today(delivery: Delivery) -> date:
    return delivery.clock.now().astimezone(LONDON).date()


def _submission(row: tables.ContactRow) -> ContactSubmission:
    return ContactSubmission.model_validate(
        {**row.contact, "children": [record.child for record in row.records]}
    )


def _details(row: tables.ChildRecordRow, today: date) -> RecordDetails:
    contact = _submission(row.contact)
    own_concerns = tuple(concern for concern in contact.concerns if about(concern.children, row.number))
    return RecordDetails(
        reference=row.reference,
        contact_reference=row.contact_reference,
        received_at=row.contact.received_at,
        summary=_summary(row, today),
        child=contact.children[row.number - 1],
        siblings=tuple(_summary(record, today) for record in row.contact.records if record is not row),
        contact=contact.model_copy(update={"concerns": own_concerns}),
    )


def _summary(row: tables.ChildRecordRow, today: date) -> RecordSummary:
    if row.erased_at:
        return erased(row.reference)
    child = Child.model_validate(row.child)
    return RecordSummary(
        reference=row.reference,
        name=name_in_words(child.first_names, child.family_name, unborn=child.expected_date is not None),
        age=age_in_words(child.date_of_birth, child.expected_date, child.age_years, today),
        area=_area(child),
    )


def _area(child: Child) -> str:
    if child.address.town:
        return child.address.town
    if child.address.postcode:
        return outward_code(child.address.postcode)
    return "No fixed address" if child.address.no_fixed_address else "Address not known"
