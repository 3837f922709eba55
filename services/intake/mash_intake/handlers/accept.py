"""A contact is taken in: checked, stored, and said, one event a child, in one transaction."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from mash_contracts.submission import Child, ContactSubmission
from mash_intake import store
from mash_intake.domain.history import LOOK_BACK
from mash_intake.domain.identity import CertainKeys, name_key
from mash_intake.domain.progress import Progress
from mash_intake.handlers.checks import check, normal_form
from mash_intake.handlers.thin import contact_received
from mash_platform.clock import LONDON
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

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.submission.model_dump_json().encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Accepted:
    """What to tell the referrer."""

    reference: str
    records: tuple[str, ...]
    """One reference a child, in the order they were given."""
    received_at: datetime
    doubts: tuple[FieldError, ...]
    replayed: bool


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
                accepted = _take(transaction, delivery, handover, test_nhs_numbers)
                if alongside:
                    alongside(transaction, accepted.reference)
                return accepted
        except IntegrityError:
            # Another request with this key was faster, or the new reference was taken: look again.
            if attempt == _TRIES:
                raise
    raise AssertionError("the last try either returned or raised")


def accept_contacts(
    delivery: Delivery, handovers: Sequence[Handover], *, test_nhs_numbers: bool
) -> tuple[Accepted | Rejected | Conflict, ...]:
    """Takes many contacts in, in one transaction; what `accept_contact` returns or raises for each of them.

    One that is wrong holds up no other. Repeatable as `accept_contact` is.
    """
    try:
        with delivery.transaction() as transaction:
            return tuple(_answer(transaction, delivery, one, test_nhs_numbers) for one in handovers)
    except IntegrityError:
        # A key used twice at once or a reference taken: rare, so that no other pays for a savepoint each.
        return tuple(_answer_alone(delivery, one, test_nhs_numbers) for one in handovers)


def _answer(
    transaction: Transaction, delivery: Delivery, handover: Handover, test_nhs_numbers: bool
) -> Accepted | Rejected | Conflict:
    try:
        return _take(transaction, delivery, handover, test_nhs_numbers)
    except (Rejected, Conflict) as refusal:
        # Both are raised before anything of the contact is written.
        return refusal


def _answer_alone(
    delivery: Delivery, handover: Handover, test_nhs_numbers: bool
) -> Accepted | Rejected | Conflict:
    try:
        return accept_contact(delivery, handover, test_nhs_numbers=test_nhs_numbers)
    except (Rejected, Conflict) as refusal:
        return refusal


def _take(
    transaction: Transaction, delivery: Delivery, handover: Handover, test_nhs_numbers: bool
) -> Accepted:
    earlier = _under_same_key(transaction, handover)
    if earlier:
        return _replayed(earlier, handover, test_nhs_numbers)
    return _accept(transaction, delivery, handover, test_nhs_numbers)


def _under_same_key(transaction: Transaction, handover: Handover) -> store.ContactRow | None:
    if handover.idempotency_key is None:
        return None
    return store.contact_under_key(transaction.session, handover.submitted_by, handover.idempotency_key)


def _replayed(earlier: store.ContactRow, handover: Handover, test_nhs_numbers: bool) -> Accepted:
    if earlier.digest != handover.digest:
        raise Conflict(
            "This Idempotency-Key was already used for another contact. Use a new key for a new contact."
        )
    received_on = earlier.received_at.astimezone(LONDON).date()
    return Accepted(
        reference=earlier.reference,
        records=tuple(record.reference for record in earlier.records),
        received_at=earlier.received_at,
        doubts=check(handover.submission, received_on, test_nhs_numbers=test_nhs_numbers).doubts,
        replayed=True,
    )


def _accept(
    transaction: Transaction, delivery: Delivery, handover: Handover, test_nhs_numbers: bool
) -> Accepted:
    received_at = delivery.clock.now()
    today = received_at.astimezone(LONDON).date()
    checked = check(handover.submission, today, test_nhs_numbers=test_nhs_numbers)
    if checked.refusals:
        raise Rejected(*checked.refusals)
    contact = normal_form(handover.submission)
    reference = delivery.identifiers.contact_reference()
    references = tuple(child_reference(reference, number + 1) for number in range(len(contact.children)))
    transaction.session.add(_contact_row(reference, received_at, handover, contact))
    for number, (record, child) in enumerate(zip(references, contact.children, strict=True), start=1):
        keys = certain_keys(child)
        earlier = _earlier_contacts(transaction, keys, received_at, reference)
        transaction.session.add(_record_row(record, reference, number, child, keys))
        transaction.publish(
            contact_received(
                contact,
                number=number,
                contact_reference=reference,
                references=references,
                received_at=received_at,
                today=today,
                earlier_contacts=earlier,
            )
        )
    return Accepted(reference, references, received_at, checked.doubts, replayed=False)


def _earlier_contacts(
    transaction: Transaction, keys: CertainKeys, received_at: datetime, reference: str
) -> int | None:
    """None where nothing certain is known of the child: not found is then not the same as none."""
    if not keys.any_known:
        return None
    since = received_at - LOOK_BACK
    return store.earlier_contacts(transaction.session, keys, since=since, apart_from=reference)


def certain_keys(child: Child) -> CertainKeys:
    return CertainKeys(
        nhs_number=child.nhs_number,
        upn=child.upn,
        name=name_key(child.first_names, child.family_name),
        date_of_birth=child.date_of_birth,
    )


def _contact_row(
    reference: str, received_at: datetime, handover: Handover, contact: ContactSubmission
) -> store.ContactRow:
    return store.ContactRow(
        reference=reference,
        received_at=received_at,
        submitted_by=handover.submitted_by,
        idempotency_key=handover.idempotency_key,
        digest=handover.digest,
        channel=contact.channel.value,
        source=contact.referrer.source.value,
        contact=contact.model_dump(mode="json", exclude={"children"}),
    )


def _record_row(
    reference: str, contact_reference: str, number: int, child: Child, keys: CertainKeys
) -> store.ChildRecordRow:
    return store.ChildRecordRow(
        reference=reference,
        contact_reference=contact_reference,
        number=number,
        child=child.model_dump(mode="json"),
        nhs_number=keys.nhs_number,
        upn=keys.upn,
        name_key=keys.name,
        date_of_birth=keys.date_of_birth,
        progress=Progress.RECEIVED.value,
    )
