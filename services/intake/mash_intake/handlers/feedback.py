"""What intake does so that the referrer hears back: a status page, an acknowledgement, a challenge.

Every method works inside the transaction it is given, and leaves committing to who opened it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mash_contracts.events import AcknowledgementOverdue, OutcomeChallenged, ReferrerAcknowledged
from mash_contracts.submission import ContactSubmission
from mash_contracts.vocabulary import DifferenceGround, Role
from mash_intake.domain.feedback import (
    Acknowledged,
    Challenge,
    challenge_faults,
    may_challenge,
    may_read_again,
    outcome_told,
)
from mash_intake.domain.progress import Progress
from mash_intake.handlers import mailing
from mash_intake.handlers.feedback_rules import rules_of
from mash_intake.store import contacts, feedback
from mash_intake.store.feedback import Feedback
from mash_platform.clock import LONDON
from mash_platform.delivery.transaction import Delivery, Transaction
from mash_platform.errors import Conflict, Erased, FieldError, NotFound, Rejected
from mash_platform.sign_in.person import Person
from mash_policy.load import edition_in_force
from mash_policy.referrer_feedback_load import FEEDBACK_RULES
from mash_policy.referrer_feedback_model import MayKnow
from mash_policy.working_time import deadline


@dataclass(frozen=True, slots=True)
class ChildStatus:
    """How far the hub has come with one child, as its referrer may know."""

    reference: str
    progress: Progress
    outcome: str | None
    may_challenge: bool
    challenged: int
    """How often the referrer has challenged the outcome already."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the status page says."""

    contact_reference: str
    received_at: datetime
    acknowledge_by: datetime | None
    acknowledged: Acknowledged | None
    hears_outcome: bool
    may_copy: bool
    """Whether the code also opens what was sent."""
    children: tuple[ChildStatus, ...]


def begin(
    transaction: Transaction,
    delivery: Delivery,
    contact: ContactSubmission,
    reference: str,
    received_at: datetime,
) -> None:
    """Opens the status page of a new contact, and notes by when its referrer is told that it arrived."""
    day = received_at.astimezone(LONDON).date()
    rules = FEEDBACK_RULES.on(day)
    kind = rules and rules.kind_of(contact.referrer.source, anonymous=contact.referrer.anonymous)
    by = None
    if rules and kind and kind.acknowledged:
        hours = edition_in_force(day).timescales.office_hours
        by = deadline(received_at, rules.acknowledge_within, hours)
    mailing.write_received(transaction, contact.referrer, reference, received_at)
    transaction.later(
        feedback.add_feedback,
        Feedback(
            contact_reference=reference,
            status_code=delivery.identifiers.status_code(),
            rules=rules.id if rules else None,
            kind=kind.code if kind else None,
            acknowledge_by=by,
        ),
    )


def acknowledge(
    transaction: Transaction, contact_reference: str, person: Person, role: Role, now: datetime
) -> bool:
    """A named social worker has told the referrer that the contact arrived. False when somebody had before.

    Raises NotFound for a contact whose referrer is owed nothing.
    """
    kept = feedback.feedback_of(transaction.session, contact_reference, to_change=True)
    contact = contacts.contact(transaction.session, contact_reference)
    if kept is None or kept.acknowledge_by is None or contact is None:
        raise NotFound
    if kept.acknowledged is not None:
        return False
    feedback.acknowledge(
        transaction.session, contact_reference, Acknowledged(now, person.account_id, person.name, role)
    )
    mailing.write_acknowledged(transaction, mailing.referrer_of(contact.contact), contact_reference, now)
    for record in contact.records:
        transaction.publish(
            ReferrerAcknowledged(
                reference=record.reference,
                contact_reference=contact_reference,
                received_at=contact.received_at,
                acknowledge_by=kept.acknowledge_by,
                acknowledged_at=now,
                acknowledged_by=person.account_id,
                acknowledged_by_role=role,
            )
        )
    return True


def look_at_the_clock(transaction: Transaction, now: datetime, *, most: int = 200) -> int:
    """Says once of each contact that its referrer was not told in time; how many there were, up to `most`."""
    overdue = feedback.take_overdue(transaction.session, now, most=most)
    for contact_reference, by in overdue:
        contact = contacts.contact(transaction.session, contact_reference)
        for record in contact.records if contact else ():
            transaction.publish(
                AcknowledgementOverdue(
                    reference=record.reference,
                    contact_reference=contact_reference,
                    received_at=record.contact.received_at,
                    acknowledge_by=by,
                )
            )
    return len(overdue)


def status_of(delivery: Delivery, contact_reference: str, code: str) -> Status:
    """What the referrer may know. Raises NotFound unless the code belongs to the reference."""
    with delivery.reading() as session:
        kept = feedback.feedback_of(session, contact_reference)
        contact = contacts.contact(session, contact_reference)
        if kept is None or contact is None or kept.status_code != code:
            raise NotFound
        references = [record.reference for record in contact.records]
        decided = feedback.outcomes_of(session, references)
        challenged = feedback.challenges_of(session, references)
        rules, kind = rules_of(kept)
        return Status(
            contact_reference=contact_reference,
            received_at=contact.received_at,
            acknowledge_by=kept.acknowledge_by,
            acknowledged=kept.acknowledged,
            hears_outcome=bool(kind and kind.may_know is MayKnow.OUTCOME),
            may_copy=bool(kind and may_read_again(kind)),
            children=tuple(
                ChildStatus(
                    reference=record.reference,
                    progress=(progress := Progress(record.progress)),
                    outcome=outcome_told(kind, rules, progress, decided.get(record.reference))
                    if kind and rules
                    else None,
                    may_challenge=bool(kind and may_challenge(kind, progress)),
                    challenged=len(challenged[record.reference]),
                )
                for record in contact.records
            ),
        )


def challenge(
    transaction: Transaction,
    reference: str,
    code: str,
    ground: DifferenceGround | None,
    words: str,
    now: datetime,
) -> Challenge:
    """Takes a professional's challenge of what was decided about one child; sent again, it makes no second.

    Raises NotFound unless the code belongs to the child's contact, Conflict when this referrer may not
    challenge or nothing is decided, and Rejected when something is missing.
    """
    record = contacts.record(transaction.session, reference)
    if record is None:
        raise NotFound
    if record.erased_at:
        raise Erased
    kept = feedback.feedback_of(transaction.session, record.contact_reference, to_change=True)
    if kept is None or kept.status_code != code:
        raise NotFound
    _, kind = rules_of(kept)
    if kind is None or not may_challenge(kind, Progress(record.progress)):
        raise Conflict("This outcome cannot be challenged here. Call the hub instead.")
    faults = challenge_faults(ground, words)
    if ground is None or faults:
        raise Rejected(*(FieldError(*fault) for fault in faults))
    earlier = feedback.challenges_of(transaction.session, [reference])[reference]
    if earlier and (earlier[-1].ground, earlier[-1].words) == (ground, words.strip()):
        return earlier[-1]
    made = Challenge(len(earlier) + 1, ground, words.strip(), now)
    feedback.add_challenge(transaction.session, reference, made)
    transaction.publish(
        OutcomeChallenged(
            reference=reference,
            contact_reference=record.contact_reference,
            challenge=made.number,
            ground=ground,
            challenged_at=now,
        )
    )
    return made


def status_code_of(delivery: Delivery, contact_reference: str) -> str | None:
    """What the referrer writes down beside the reference; None for a contact from before there were any."""
    with delivery.reading() as session:
        kept = feedback.feedback_of(session, contact_reference)
    return kept.status_code if kept else None


def challenges_about(delivery: Delivery, references: Sequence[str]) -> tuple[tuple[str, Challenge], ...]:
    """Every challenge about these children by their referrer, for who works with them."""
    with delivery.reading() as session:
        found = feedback.challenges_of(session, references)
    return tuple((reference, one) for reference in references for one in found[reference])
