"""What an agency's own system answers by event, under the same rules as on the agency's page.

Everything here runs inside one transaction, whose owner commits it. An answer that fits no check is set aside
with its reason: somebody has to look at the child.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mash_contracts.envelope import Envelope, EventData
from mash_contracts.events import CheckAnswered
from mash_contracts.vocabulary import Agency
from mash_platform.delivery.transaction import Transaction
from mash_platform.errors import Conflict, InvalidMessage, NotFound, Rejected
from mash_triage.handlers.agency_checks import Answerer, CheckHandlers
from mash_triage.translation import answer_given


class Fault(StrEnum):
    """Why an answer has no effect. The codes are stable: quarantine, metrics and runbooks use them."""

    UNKNOWN_CHECK = "unknown-check"
    """Nobody asked this agency about this child, or not yet."""
    OTHER_AGENCY = "other-agency"
    """The answer names an agency that this topic is not of."""
    INCOMPLETE = "incomplete-answer"
    """The hub could not act on it."""
    DOES_NOT_FIT = "answer-does-not-fit"
    """It was answered already, and this would take back what was told."""


@dataclass(frozen=True)
class CheckAnswers:
    """The answers of one agency, which came on its own topic."""

    agency: Agency
    checks: CheckHandlers

    def handlers(self) -> Mapping[type[EventData], Callable[[Transaction, Envelope[Any]], None]]:
        return {CheckAnswered: self.check_answered}

    def check_answered(self, transaction: Transaction, envelope: Envelope[CheckAnswered]) -> None:
        """Takes in what the agency says, also when it is late. Raises InvalidMessage, with a Fault."""
        said = envelope.data
        if said.agency is not self.agency:
            raise InvalidMessage(Fault.OTHER_AGENCY, f"{self.agency} answered as {said.agency}")
        somebody = Answerer(
            f"{self.agency}:{said.answered_by}", f"{said.answered_by} in the agency's own system"
        )
        try:
            self.checks.answer(transaction, said.reference, self.agency, answer_given(said), somebody)
        except NotFound:
            sentence = f"{self.agency} was not asked about this child"
            raise InvalidMessage(Fault.UNKNOWN_CHECK, sentence) from None
        except Conflict as conflict:
            raise InvalidMessage(Fault.DOES_NOT_FIT, conflict.sentence) from conflict
        except Rejected as rejected:
            sentences = "; ".join(error.sentence for error in rejected.errors)
            raise InvalidMessage(Fault.INCOMPLETE, sentences) from rejected
