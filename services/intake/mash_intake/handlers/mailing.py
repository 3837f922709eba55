"""What referrers are owed by e-mail: written in the transaction of what it tells of, sent by the worker.

See `mash_intake.handlers.postman` for the sending.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from mash_contracts.submission import Referrer
from mash_contracts.vocabulary import Pathway
from mash_intake.domain.emails import EmailKind, EmailState, is_emailed, looks_like_an_address
from mash_intake.handlers.feedback_rules import rules_of
from mash_intake.store import contacts, emails, feedback
from mash_intake.store.emails import KeptEmail, NewEmail
from mash_platform.delivery.transaction import Delivery, Transaction
from mash_platform.errors import NotFound
from mash_platform.sign_in.person import Person
from mash_policy.referrer_feedback_model import MayKnow

SHOWN_FAILED = 50


def write_received(
    transaction: Transaction, referrer: Referrer, contact_reference: str, now: datetime
) -> None:
    """The referrer of a new contact is owed that it arrived, if they may be e-mailed."""
    _write(transaction, referrer, contact_reference, EmailKind.RECEIVED, now)


def write_acknowledged(
    transaction: Transaction, referrer: Referrer, contact_reference: str, now: datetime
) -> None:
    """A named social worker has acknowledged the contact."""
    _write(transaction, referrer, contact_reference, EmailKind.ACKNOWLEDGED, now)


def _write(
    transaction: Transaction, referrer: Referrer, contact_reference: str, kind: EmailKind, now: datetime
) -> None:
    new = _owed(referrer, contact_reference, kind, now)
    if new is not None:
        transaction.later(emails.add_emails, new)


def _owed(
    referrer: Referrer, contact_reference: str, kind: EmailKind, now: datetime, number: int = 1
) -> NewEmail | None:
    """None for somebody who is not e-mailed."""
    address = referrer.email
    said = {"anonymous": referrer.anonymous, "said_safe": referrer.email_is_safe}
    if address is None or not is_emailed(referrer.source, address, **said):
        return None
    usable = address if looks_like_an_address(address) else None
    return NewEmail(contact_reference, kind, usable, now, number)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about one child, before it is kept as the outcome."""

    reference: str
    pathway: Pathway
    at: datetime
    now: datetime


def write_news(session: Session, decided: Sequence[Decided]) -> None:
    """Whoever asked to hear what happens is owed that there is news, once for all children of a contact.

    News is what the referrer may know and did not know yet: that a child was decided about; for who may know
    the outcome, also that it is another. Called before the outcomes are kept.
    """
    references = [one.reference for one in decided]
    known = feedback.decisions_of(session, references)
    so_far = emails.news_so_far(session, references)
    new: dict[str, NewEmail] = {}
    for one in decided:
        contact = so_far.get(one.reference)
        if contact is None or contact.waits or contact.contact_reference in new:
            continue
        before = known.get(one.reference)
        if before is not None and (before.at > one.at or before.pathway is one.pathway):
            continue
        email = _news(session, contact, first=before is None, now=one.now)
        if email is not None:
            new[contact.contact_reference] = email
    if new:
        emails.add_emails(session, list(new.values()))


def _news(session: Session, so_far: emails.NewsSoFar, *, first: bool, now: datetime) -> NewEmail | None:
    kept = feedback.feedback_of(session, so_far.contact_reference)
    contact = contacts.contact(session, so_far.contact_reference)
    if kept is None or contact is None or contact.is_erased:
        return None
    _, kind = rules_of(kept)
    hears_outcome = kind is not None and kind.may_know is MayKnow.OUTCOME
    referrer = referrer_of(contact.contact)
    if not referrer.feedback_wanted or not (first or hears_outcome):
        return None
    return _owed(referrer, so_far.contact_reference, EmailKind.NEWS, now, so_far.written + 1)


def referrer_of(contact: dict[str, object]) -> Referrer:
    """Out of a contact as it is kept."""
    return Referrer.model_validate(contact["referrer"])


def is_told_by_email(delivery: Delivery, contact_reference: str) -> bool:
    """Whether an e-mail about this contact was sent or is on its way."""
    with delivery.reading() as session:
        states = [one.state for one in emails.emails_about(session, contact_reference)]
    return EmailState.WAITING in states or EmailState.SENT in states


def emails_about(delivery: Delivery, contact_reference: str) -> tuple[KeptEmail, ...]:
    """Every e-mail about this contact, for who works with it."""
    with delivery.reading() as session:
        return emails.emails_about(session, contact_reference)


def failed(delivery: Delivery) -> tuple[KeptEmail, ...]:
    """What could not be e-mailed and nobody has told otherwise, the newest first, up to `SHOWN_FAILED`."""
    with delivery.reading() as session:
        return emails.failed(session, most=SHOWN_FAILED)


def told_otherwise(transaction: Transaction, contact_reference: str, person: Person, now: datetime) -> None:
    """Somebody told the referrer in another way. Repeatable; NotFound where there is no such contact."""
    if contacts.contact(transaction.session, contact_reference) is None:
        raise NotFound
    emails.told_otherwise(transaction.session, contact_reference, person.account_id, now)
