"""What triage does about agency checks: take in what agencies say, record what is shared, look at the clock.

Every method works inside the transaction it is given, and leaves committing to who opened it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from mash_contracts.events import AgencyCheckDueSoon, AgencyCheckOverdue
from mash_contracts.vocabulary import Agency
from mash_platform.clock import LONDON, Clock
from mash_platform.delivery.transaction import Transaction
from mash_platform.errors import Conflict, NotFound
from mash_policy.model import Policy
from mash_triage.domain.agency_checks import (
    AgencyAnswer,
    AgencyCheck,
    AnswerGiven,
    answer_shortcomings,
    missing_answers,
    state_after,
)
from mash_triage.domain.decision import Professional
from mash_triage.domain.lawful_basis import LawfulBasis, SharingDecision, SharingGiven, sharing_shortcomings
from mash_triage.domain.record_state import Step
from mash_triage.handlers.asking import Asking
from mash_triage.handlers.assessing import Assessing
from mash_triage.handlers.rejected import rejected
from mash_triage.store import agency_checks, records
from mash_triage.store.records import Record
from mash_triage.translation import agency_check_answered, sharing_decided


@dataclass(frozen=True, slots=True)
class Answerer:
    """Who answers for an agency: an account, or somebody whom only the agency's own system knows."""

    account_id: str
    name: str


@dataclass(frozen=True)
class CheckHandlers:
    policy_on: Callable[[date], Policy]
    """The edition in force on a day."""
    clock: Clock
    code_version: str

    def answer(
        self, transaction: Transaction, reference: str, agency: Agency, given: AnswerGiven, by: Answerer
    ) -> AgencyCheck:
        """Takes in what an agency says; what it knows is assessed at once, and never lowers anything.

        Raises NotFound when the agency was not asked about this child, Conflict when the answer comes too
        late to fit, Rejected when it is not complete.
        """
        record = _record(transaction, reference)
        checks = agency_checks.checks_of(transaction.session, reference)
        check = next((one for one in checks if one.agency is agency and one.asked_at is not None), None)
        if check is None:
            raise NotFound
        now = self.clock.now()
        found = answer_shortcomings(given, now.astimezone(LONDON).date())
        if given.outcome is None or found:
            raise rejected(found)
        state = state_after(check.state, given.outcome)
        if state is None:
            raise Conflict(f"This was answered already: {check.state.label.lower()}. What was told stays.")
        answer = AgencyAnswer(given, now, by.account_id, by.name)
        answered = replace(check, state=state, answers=(*check.answers, answer))
        agency_checks.add_answer(transaction.session, check, answer)
        agency_checks.change_checks(transaction.session, [answered], now)
        transaction.caused_by(record.cause).publish(agency_check_answered(answered, answer))
        after = tuple(answered if one is check else one for one in checks)
        if given.facts or bool(missing_answers(after)) != bool(missing_answers(checks)):
            today = now.astimezone(LONDON).date()
            told = tuple(fact.concern(agency, today) for fact in given.facts)
            picture = record.assessment.picture
            self._assessing.again(
                transaction,
                record,
                replace(picture, concerns=(*picture.concerns, *told)),
                Step.AGENCY_TELLS_MORE,
            )
        return answered

    def decide_sharing(
        self, transaction: Transaction, reference: str, given: SharingGiven, person: Professional
    ) -> LawfulBasis:
        """Records consent, its dispensing, a decision not to share, or whether the parents are told.

        Checks that waited for it are asked at once. Raises NotFound, and Rejected when it is not complete.
        """
        record = _record(transaction, reference)
        legal_basis = record.recommended.legal_basis
        found = sharing_shortcomings(given, legal_basis)
        if given.choice is None or found:
            raise rejected(found)
        decision = SharingDecision(given.choice, given.reason, given.words.strip(), person, self.clock.now())
        agency_checks.add_sharing_decision(transaction.session, reference, decision)
        transaction.caused_by(record.cause).publish(sharing_decided(reference, decision, legal_basis))
        basis = self.basis(transaction, record)
        checks = agency_checks.checks_of(transaction.session, reference)
        self._asking.ask_what_was_held(transaction, record, checks, basis)
        return basis

    def basis(self, transaction: Transaction, record: Record) -> LawfulBasis:
        """How it stands with sharing for this child."""
        return self._asking.basis(transaction, record)

    def look_at_the_clock(self, transaction: Transaction, *, most: int = 200) -> int:
        """Says of each check that it is due soon or overdue, once; how many there were, up to `most`."""
        due = agency_checks.take_due(transaction.session, self.clock.now(), most=most)
        for one in due:
            kind = AgencyCheckOverdue if one.overdue else AgencyCheckDueSoon
            said = kind(reference=one.reference, agency=one.agency, answer_by=one.answer_by)
            transaction.caused_by(one.cause).publish(said)
        return len(due)

    @property
    def _asking(self) -> Asking:
        return Asking(self.policy_on, self.clock)

    @property
    def _assessing(self) -> Assessing:
        return Assessing(self.policy_on, self.clock, self.code_version)


def _record(transaction: Transaction, reference: str) -> Record:
    """The record, which nobody else changes meanwhile. Raises NotFound."""
    return records.find(transaction.session, reference, to_change=True)
