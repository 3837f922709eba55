"""A referrer challenges an outcome on the status page: stage one of professional differences begins."""

from dataclasses import dataclass

from mash_contracts.envelope import Envelope
from mash_contracts.events import OutcomeChallenged
from mash_platform.delivery.transaction import Transaction
from mash_platform.errors import InvalidMessage, NotFound
from mash_platform.sealing.keyring import KeyDestroyed
from mash_triage.domain.picture import agency_of
from mash_triage.domain.professional_differences import DifferenceGiven, Speaker, Subject
from mash_triage.handlers.professional_differences import DifferenceHandlers
from mash_triage.store import records

FROM_THE_STATUS_PAGE = "status-page"
"""Who raised it, where no account did."""


@dataclass(frozen=True)
class ChallengedOutcomes:
    differences: DifferenceHandlers

    def challenged(self, transaction: Transaction, envelope: Envelope[OutcomeChallenged]) -> None:
        """Raises the difference for the referrer's agency. What they wrote stands with the contact.

        Raises InvalidMessage for a child who has not reached triage, or was erased.
        """
        data = envelope.data
        try:
            record = records.find(transaction.session, data.reference)
        except NotFound:
            sentence = "an outcome was challenged for a child whom triage never assessed"
            raise InvalidMessage("unknown-record", sentence) from None
        agency = agency_of(record.assessment.picture.source)
        given = DifferenceGiven(
            subject=Subject.DECISION if record.decisions else Subject.HANDLING,
            ground=data.ground,
            words=(
                "The referrer challenged the outcome on their status page. What they wrote stands with "
                f"contact {data.contact_reference}, challenge {data.challenge}. Call them."
            ),
            agency=agency,
        )
        by = Speaker(FROM_THE_STATUS_PAGE, "The referrer, on the status page", agency)
        try:
            self.differences.raise_difference(transaction, data.reference, given, by)
        except KeyDestroyed as destroyed:
            raise InvalidMessage("erased-record", destroyed.sentence) from destroyed
