"""The hub took a step with a child; the referrer's status page follows."""

from typing import Any

from mash_contracts.envelope import Envelope
from mash_contracts.events import ThresholdDecided
from mash_intake.domain.feedback import main_pathway
from mash_intake.domain.progress import Progress
from mash_intake.handlers import mailing
from mash_intake.store import contacts, feedback
from mash_platform.delivery.transaction import Transaction


def being_looked_at(transaction: Transaction, envelope: Envelope[Any]) -> None:
    """Triage has assessed the child. Repeatable."""
    _move(transaction, envelope.reference, Progress.BEING_LOOKED_AT)


def decided(transaction: Transaction, envelope: Envelope[Any]) -> None:
    """A person has decided. Repeatable."""
    _move(transaction, envelope.reference, Progress.DECIDED)
    data: ThresholdDecided = envelope.data
    pathway = main_pathway(data.pathways)
    if pathway is not None:
        # Before the outcome is kept: news is what differs from it.
        news = mailing.Decided(envelope.reference, pathway, data.decided_at, transaction.now())
        transaction.later(mailing.write_news, news)
        transaction.later(feedback.keep_outcomes, (envelope.reference, pathway, data.decided_at))


def _move(transaction: Transaction, reference: str, reported: Progress) -> None:
    """A record that intake does not hold (its database was restored, say) is nobody's status page here."""
    transaction.later(contacts.move_on, (reference, reported))
