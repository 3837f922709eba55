"""What a referrer sent, to be read again by them alone. Nothing that others said is in it."""

from datetime import timedelta

from mash_intake.domain.feedback import may_read_again
from mash_intake.handlers.accept import PUBLIC_FORM
from mash_intake.handlers.feedback_rules import rules_of
from mash_intake.handlers.reading import WholeContact, whole_contact
from mash_intake.store import contacts, feedback
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import NotFound

AFTER_SENDING = timedelta(minutes=30)
"""So long a copy can be saved in the browser that sent it: somebody else may sit there next."""


def copy_after_sending(delivery: Delivery, contact_reference: str, *, account_id: str | None) -> WholeContact:
    """The contact that was just sent from this browser; one sent signed in only for whoever sent it.

    Raises NotFound, also when it was sent too long ago.
    """
    if not may_copy_after_sending(delivery, contact_reference, account_id=account_id):
        raise NotFound
    return whole_contact(delivery, contact_reference)


def may_copy_after_sending(delivery: Delivery, contact_reference: str, *, account_id: str | None) -> bool:
    with delivery.reading() as session:
        found = contacts.contact(session, contact_reference)
    if found is None or found.submitted_by not in (PUBLIC_FORM, account_id):
        return False
    return delivery.clock.now() - found.received_at < AFTER_SENDING


def copy_with_code(delivery: Delivery, contact_reference: str, code: str) -> WholeContact:
    """The contact, for a professional who has its code.

    Raises NotFound unless the code belongs to the reference and this kind of referrer may read it again.
    """
    with delivery.reading() as session:
        kept = feedback.feedback_of(session, contact_reference)
    if kept is None or kept.status_code != code:
        raise NotFound
    _, kind = rules_of(kept)
    if kind is None or not may_read_again(kind):
        raise NotFound
    return whole_contact(delivery, contact_reference)
