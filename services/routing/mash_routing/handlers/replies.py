"""What a team's own system answers by event, under the same rules as on the worklist.

Everything here runs inside one transaction, whose owner commits it. A reply that does not fit the case is set
aside with its reason: somebody has to look at the child.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mash_contracts.envelope import Envelope, EventData
from mash_contracts.events import CaseAccepted, CaseAllocated, CaseClosed, CaseDeclined, CaseReply
from mash_contracts.vocabulary import DeclineReason, Pathway, Role
from mash_platform.delivery.transaction import Transaction
from mash_platform.errors import Conflict, InvalidMessage, NotFound, Rejected, Unavailable
from mash_platform.sign_in.person import Person
from mash_routing import store
from mash_routing.handlers.answers import Answers
from mash_routing.store import ChangedMeanwhile


class Fault(StrEnum):
    """Why a reply has no effect. The codes are stable: quarantine, metrics and runbooks use them."""

    UNKNOWN_CASE = "unknown-case"
    OTHER_TEAM = "other-team"
    """The case is another team's, or the reply names a team that this topic is not of."""
    OTHER_CHILD = "other-child"
    """The case is there, but of another reference."""
    INCOMPLETE = "incomplete-reply"
    """The hub could not act on it."""
    DOES_NOT_FIT = "reply-does-not-fit"
    """The case stands where this can no longer, or not yet, be said of it."""


@dataclass(frozen=True)
class Replies:
    """The replies of one team, which came on its own topic."""

    team: Pathway
    answers: Answers

    def handlers(self) -> Mapping[type[EventData], Callable[[Transaction, Envelope[Any]], None]]:
        """What is done for each kind of reply. Each raises InvalidMessage, with a Fault as its reason."""
        return {
            CaseAccepted: self.case_accepted,
            CaseDeclined: self.case_declined,
            CaseAllocated: self.case_allocated,
            CaseClosed: self.case_closed,
        }

    def case_accepted(self, transaction: Transaction, envelope: Envelope[CaseAccepted]) -> None:
        said = envelope.data
        somebody = self._somebody(said.accepted_by)
        self._answer(
            transaction,
            said,
            lambda: self.answers.accept(transaction, somebody, said.case_id, done_already=True),
        )

    def case_declined(self, transaction: Transaction, envelope: Envelope[CaseDeclined]) -> None:
        said = envelope.data
        somebody = self._somebody(said.declined_by)
        self._answer(
            transaction,
            said,
            lambda: self.answers.decline(
                transaction,
                somebody,
                said.case_id,
                reason=said.reason,
                note=_note(said),
                done_already=True,
            ),
        )

    def case_allocated(self, transaction: Transaction, envelope: Envelope[CaseAllocated]) -> None:
        said = envelope.data
        somebody, worker = self._somebody(said.allocated_by), self._somebody(said.worker)
        self._answer(
            transaction,
            said,
            lambda: self.answers.allocate(transaction, somebody, said.case_id, worker=worker),
        )

    def case_closed(self, transaction: Transaction, envelope: Envelope[CaseClosed]) -> None:
        said = envelope.data
        somebody = self._somebody(said.closed_by)
        self._answer(
            transaction,
            said,
            lambda: self.answers.close(transaction, somebody, said.case_id, reason=said.reason),
        )

    def _somebody(self, known_as: str) -> Person:
        """Somebody of the team, of whom only the team's own system knows who it is."""
        return Person(
            account_id=f"{self.team}:{known_as}",
            name=f"{known_as} in the team's own system",
            roles=frozenset({Role.TEAM_MEMBER}),
            team=self.team,
        )

    def _answer(self, transaction: Transaction, said: CaseReply, answer: Callable[[], object]) -> None:
        self._check(transaction, said)
        try:
            answer()
        except ChangedMeanwhile as meanwhile:
            raise Unavailable("somebody else changed the case at the same moment") from meanwhile
        except Conflict as conflict:
            raise InvalidMessage(Fault.DOES_NOT_FIT, conflict.sentence) from conflict
        except Rejected as rejected:
            sentences = "; ".join(error.sentence for error in rejected.errors)
            raise InvalidMessage(Fault.INCOMPLETE, sentences) from rejected

    def _check(self, transaction: Transaction, said: CaseReply) -> None:
        try:
            case = store.find(transaction.session, said.case_id)
        except NotFound:
            raise InvalidMessage(Fault.UNKNOWN_CASE, "no case has this id") from None
        if not case.pathway == said.pathway == self.team:
            raise InvalidMessage(
                Fault.OTHER_TEAM, f"{self.team} answered to a case of {case.pathway} as {said.pathway}"
            )
        if case.reference != said.reference:
            raise InvalidMessage(Fault.OTHER_CHILD, "the case is of another reference")


def _note(said: CaseDeclined) -> str:
    """What the hub reads with the reason: the codes of the reply in words."""
    if said.reason is DeclineReason.WRONG_TEAM and said.better_team:
        return f"The team that should help: {said.better_team.label}"
    if said.reason is DeclineReason.MORE_INFORMATION and said.ask_first:
        return f"To ask first: {', '.join(agency.label for agency in said.ask_first)}"
    return ""
