"""A contact is taken in: checked, stored, and said, one event a child, in one transaction."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from mash_contracts.submission import Child, ContactSubmission
from mash_intake.domain.identity import CertainKeys
from mash_intake.domain.people import KnownRecord, Question
from mash_intake.domain.progress import Progress
from mash_intake.handlers import feedback
from mash_intake.handlers.checks import check, normal_form
from mash_intake.handlers.describing import day_in_england, described, key_rows
from mash_intake.handlers.recognising import Known, Recognised, certain_keys, turns
from mash_intake.handlers.thin import contact_received
from mash_intake.store import contacts, people, tables
from mash_platform.database import take_turns
from mash_platform.delivery.transaction import Delivery, Transaction
from mash_platform.errors import Conflict, FieldError, Rejected
from mash_platform.identifiers import child_reference

PUBLIC_FORM = "public-form"
"""Who handed a contact in that came without an account."""

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Handover:
    """A contact as someone hands it in."""

    submission: ContactSubmission
    submitted_by: str
    """Account id, or PUBLIC_FORM."""
    idempotency_key: str | None = None
    """The sender's own name for this contact, so that sending it again makes no second one."""
    attachments: int = 0
    """How many files come with it, for the event. The files themselves are handed over alongside."""

    @property
    def digest(self) -> str:
        # A field that is newer than the sender's first try must not make its second another contact.
        newer = {"referrer": {"email_is_safe"}} if not self.submission.referrer.email_is_safe else None
        return hashlib.sha256(self.submission.model_dump_json(exclude=newer).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Accepted:
    """What to tell the referrer."""

    reference: str
    records: tuple[str, ...]
    """One reference a child, in the order they were given."""
    received_at: datetime
    doubts: tuple[FieldError, ...]
    replayed: bool


Answer = Accepted | Rejected | Conflict

Alongside = Callable[[Transaction, str], None]
"""What else becomes true with the contact, whose reference it is given; called again on a replay."""


def accept_contact(
    delivery: Delivery, handover: Handover, *, test_nhs_numbers: bool, alongside: Alongside | None = None
) -> Accepted:
    """Takes a contact in.

    Repeating it with the same key and the same contact changes nothing and returns the first answer, also
    when both run at once. Raises Rejected with every field that is wrong, and Conflict when the same person
    used the key for another contact.
    """
    for attempt in range(1, _TRIES + 1):
        try:
            with delivery.transaction() as transaction:
                (answer,) = _take(transaction, delivery, [handover], test_nhs_numbers)
                if not isinstance(answer, Accepted):
                    raise answer
                if alongside:
                    alongside(transaction, answer.reference)
            return answer
        except IntegrityError:
            # Another request with this key was faster, or the new reference was taken: look again.
            if attempt == _TRIES:
                raise
    raise AssertionError("the last try either returned or raised")


def accept_contacts(
    delivery: Delivery, handovers: Sequence[Handover], *, test_nhs_numbers: bool
) -> tuple[Answer, ...]:
    """Takes many contacts in, in one transaction: what `accept_contact` returns or raises for each of them.

    One that is wrong holds up no other. Repeatable as `accept_contact` is.
    """
    named = [(one.submitted_by, one.idempotency_key) for one in handovers if one.idempotency_key is not None]
    if len(set(named)) == len(named):
        try:
            with delivery.transaction() as transaction:
                return _take(transaction, delivery, handovers, test_nhs_numbers)
        except IntegrityError:
            # One of them came in through another door at the same moment: find out which, one by one.
            pass
    return tuple(_alone(delivery, one, test_nhs_numbers) for one in handovers)


def _alone(delivery: Delivery, handover: Handover, test_nhs_numbers: bool) -> Answer:
    try:
        return accept_contact(delivery, handover, test_nhs_numbers=test_nhs_numbers)
    except (Rejected, Conflict) as refusal:
        return refusal


@dataclass(frozen=True, slots=True, repr=False)
class _Sound:
    """A contact that can be taken in."""

    handover: Handover
    contact: ContactSubmission
    """In its normal form."""
    keys: tuple[CertainKeys, ...]
    """One for each child."""
    doubts: tuple[FieldError, ...]


def _take(
    transaction: Transaction, delivery: Delivery, handovers: Sequence[Handover], test_nhs_numbers: bool
) -> tuple[Answer, ...]:
    """What is known of all of them is asked for once, before the first is taken in."""
    received_at = delivery.clock.now()
    earlier = _under_same_keys(transaction, handovers)
    looked_at: list[_Sound | Answer] = []
    for handover in handovers:
        first = earlier.get((handover.submitted_by, handover.idempotency_key))
        looked_at.append(
            _replayed(first, handover, test_nhs_numbers)
            if first
            else _looked_at(handover, received_at, test_nhs_numbers)
        )
    wanted = [keys for one in looked_at if isinstance(one, _Sound) for keys in one.keys]
    # Of two contacts at the same moment about the same child, the second counts the first.
    take_turns(transaction.session.connection(), turns(wanted))
    known = Known.of(transaction.session, wanted, received_at)
    return tuple(
        _accept(transaction, delivery, one, received_at, known) if isinstance(one, _Sound) else one
        for one in looked_at
    )


def _under_same_keys(
    transaction: Transaction, handovers: Sequence[Handover]
) -> dict[tuple[str, str | None], tables.ContactRow]:
    found: dict[tuple[str, str | None], tables.ContactRow] = {}
    for sender in {one.submitted_by for one in handovers if one.idempotency_key is not None}:
        keys = [
            one.idempotency_key for one in handovers if one.submitted_by == sender and one.idempotency_key
        ]
        rows = contacts.contacts_under_keys(transaction.session, sender, keys)
        found |= {(sender, key): row for key, row in rows.items()}
    return found


def _replayed(earlier: tables.ContactRow, handover: Handover, test_nhs_numbers: bool) -> Accepted | Conflict:
    if earlier.digest != handover.digest:
        return Conflict(
            "This Idempotency-Key was already used for another contact. Use a new key for a new contact."
        )
    received_on = day_in_england(earlier.received_at)
    return Accepted(
        reference=earlier.reference,
        records=tuple(record.reference for record in earlier.records),
        received_at=earlier.received_at,
        doubts=check(handover.submission, received_on, test_nhs_numbers=test_nhs_numbers).doubts,
        replayed=True,
    )


def _looked_at(handover: Handover, received_at: datetime, test_nhs_numbers: bool) -> _Sound | Rejected:
    today = day_in_england(received_at)
    checked = check(handover.submission, today, test_nhs_numbers=test_nhs_numbers)
    if checked.refusals:
        return Rejected(*checked.refusals)
    contact = normal_form(handover.submission)
    return _Sound(handover, contact, tuple(map(certain_keys, contact.children)), checked.doubts)


def _accept(
    transaction: Transaction, delivery: Delivery, sound: _Sound, received_at: datetime, known: Known
) -> Accepted:
    contact, today = sound.contact, day_in_england(received_at)
    reference = delivery.identifiers.contact_reference()
    references = tuple(child_reference(reference, number + 1) for number in range(len(contact.children)))
    transaction.later(contacts.make_keys, (reference, *references))
    transaction.later(contacts.add_contacts, _contact_row(reference, received_at, sound.handover, contact))
    who = known.recognise(sound.keys, contact.children, delivery.identifiers)
    feedback.begin(transaction, delivery, contact, reference, received_at)
    children = zip(references, contact.children, sound.keys, who, strict=True)
    for number, (record, child, keys, known_as) in enumerate(children, start=1):
        row = _record_row(record, reference, number, child, known_as)
        transaction.later(contacts.add_records, (row, keys))
        told = described(child, told_on=today, household=known_as.household, adults=contact.adults)
        for key_row in key_rows(record, told):
            transaction.later(people.add_keys, key_row)
        transaction.publish(
            contact_received(
                contact,
                number=number,
                contact_reference=reference,
                references=references,
                received_at=received_at,
                today=today,
                earlier_contacts=known_as.earlier_contacts,
                person=known_as.person,
                household=known_as.household,
                attachments=sound.handover.attachments,
            )
        )
    # Only now: two children of one contact who look the same are no earlier contact.
    for keys, known_as in zip(sound.keys, who, strict=True):
        known.add(KnownRecord(keys, reference, received_at, known_as.person, known_as.household))
    return Accepted(reference, references, received_at, sound.doubts, replayed=False)


def _contact_row(
    reference: str, received_at: datetime, handover: Handover, contact: ContactSubmission
) -> dict[str, Any]:
    return {
        "reference": reference,
        "received_at": received_at,
        "submitted_by": handover.submitted_by,
        "idempotency_key": handover.idempotency_key,
        "digest": handover.digest,
        "channel": contact.channel.value,
        "source": contact.referrer.source.value,
        "contact": contact.model_dump(mode="json", exclude={"children"}),
    }


def _record_row(
    reference: str, contact_reference: str, number: int, child: Child, who: Recognised
) -> dict[str, Any]:
    return {
        "reference": reference,
        "contact_reference": contact_reference,
        "number": number,
        "child": child.model_dump(mode="json"),
        "person": who.person,
        "household": who.household,
        "question": Question.TO_LOOK.value,
        "progress": Progress.RECEIVED.value,
    }
