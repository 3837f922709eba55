"""What triage does about agency checks: ask, hold back, take in what agencies say, and look at the clock.

Every method works inside the transaction it is given, and leaves committing to who opened it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from mash_contracts.events import AgencyCheckDueSoon, AgencyCheckOverdue, ContactReceived
from mash_contracts.vocabulary import Agency, Rag
from mash_platform.clock import LONDON, Clock
from mash_platform.delivery.transaction import Transaction
from mash_platform.errors import Conflict, FieldError, NotFound, Rejected
from mash_policy.agency_check_load import load_rules, rules_in_force
from mash_policy.model import OfficeHours, Policy
from mash_triage.domain.agency_checks import (
    AgencyAnswer,
    AgencyCheck,
    AnswerGiven,
    CheckState,
    Wanted,
    agencies_to_ask,
    answer_shortcomings,
    clock_from,
    is_provisional,
    missing_answers,
    state_after,
    tightened,
)
from mash_triage.domain.assessment import Recommendation, assess
from mash_triage.domain.clocks import decide_by, hold_strategy_discussion_by
from mash_triage.domain.decision import Professional, Shortcoming, below
from mash_triage.domain.lawful_basis import (
    Ground,
    LawfulBasis,
    SharingDecision,
    SharingGiven,
    lawful_basis,
    sharing_shortcomings,
)
from mash_triage.domain.record_state import RecordState, Step, Transition, transition
from mash_triage.store import agency_checks, records
from mash_triage.store.records import Assessment, Record, outcome_recommended
from mash_triage.translation import (
    agency_check_answered,
    agency_check_requested,
    referral_assessed,
    sharing_decided,
    strategy_discussion_requested,
)


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

    def begin(
        self,
        transaction: Transaction,
        contact: ContactReceived,
        recommendation: Recommendation,
        policy: Policy,
    ) -> tuple[AgencyCheck, ...]:
        """Asks whom it is proportionate to ask about a newly assessed child, or holds that back."""
        now = self.clock.now()
        rules = rules_in_force(now.astimezone(LONDON).date())
        wanted = agencies_to_ask(recommendation, policy, rules)
        basis = lawful_basis(recommendation.legal_basis, contact.consent, ())
        new = self._new_checks(contact.reference, wanted, rules.id, now)
        checks = tuple(
            self._asked_if_lawful(check, basis, recommendation.rag, policy.timescales.office_hours)
            for check in new
        )
        for check in checks:
            transaction.later(agency_checks.add_checks, check)
            self._tell_if_asked(transaction, contact, check, recommendation)
        transaction.remember(agency_checks.checks_on, contact.reference, checks)
        return checks

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
            raise _rejected(found)
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
            self._assess_again(transaction, record, answered, given, after)
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
            raise _rejected(found)
        decision = SharingDecision(given.choice, given.reason, given.words.strip(), person, self.clock.now())
        agency_checks.add_sharing_decision(transaction.session, reference, decision)
        transaction.caused_by(record.cause).publish(sharing_decided(reference, decision, legal_basis))
        basis = self.basis(transaction, record)
        checks = agency_checks.checks_of(transaction.session, reference)
        self._ask_what_was_held(transaction, record, checks, basis)
        return basis

    def basis(self, transaction: Transaction, record: Record) -> LawfulBasis:
        """How it stands with sharing for this child."""
        recorded = agency_checks.sharing_of(transaction.session, record.reference)
        return lawful_basis(record.recommended.legal_basis, record.assessment.picture.consent, recorded)

    def look_at_the_clock(self, transaction: Transaction, *, most: int = 200) -> int:
        """Says of each check that it is due soon or overdue, once; how many there were, up to `most`."""
        due = agency_checks.take_due(transaction.session, self.clock.now(), most=most)
        for one in due:
            kind = AgencyCheckOverdue if one.overdue else AgencyCheckDueSoon
            said = kind(reference=one.reference, agency=one.agency, answer_by=one.answer_by)
            transaction.caused_by(one.cause).publish(said)
        return len(due)

    def _assess_again(
        self,
        transaction: Transaction,
        record: Record,
        answered: AgencyCheck,
        given: AnswerGiven,
        checks: Sequence[AgencyCheck],
    ) -> None:
        """Keeps a new assessment beside the earlier one, under the same edition: nothing is lowered by it."""
        now = self.clock.now()
        before = record.assessment
        policy = self.policy_on(date.fromisoformat(before.recommendation.policy_edition))
        today = now.astimezone(LONDON).date()
        told = tuple(fact.concern(answered.agency, today) for fact in given.facts)
        picture = replace(before.picture, concerns=(*before.picture.concerns, *told))
        recommendation = assess(picture, policy)
        assessment = Assessment(recommendation, picture, picture.digest, now, self.code_version)
        taken, due = _what_follows(record, recommendation, now, policy)
        after = records.add_assessment(transaction.session, record, assessment, taken, decide_by=due)
        transaction.remember(records.to_change, record.reference, after)
        self._ask_more(transaction, after, checks, policy)
        all_checks = agency_checks.checks_of(transaction.session, record.reference)
        follows = transaction.caused_by(record.cause)
        provisional = is_provisional(recommendation, all_checks)
        follows.publish(referral_assessed(after, assessment, due, provisional=provisional))
        if recommendation.rag is Rag.RED and before.recommendation.rag is not Rag.RED:
            hold_by = hold_strategy_discussion_by(now, policy.timescales)
            follows.publish(
                strategy_discussion_requested(after, recommendation, requested_at=now, hold_by=hold_by)
            )

    def _ask_more(
        self, transaction: Transaction, record: Record, checks: Sequence[AgencyCheck], policy: Policy
    ) -> None:
        """What was found anew may make it proportionate to ask others, and the rest sooner."""
        now = self.clock.now()
        recommendation = record.assessment.recommendation
        rules = rules_in_force(now.astimezone(LONDON).date())
        known = {check.agency for check in checks}
        wanted = [one for one in agencies_to_ask(recommendation, policy, rules) if one.agency not in known]
        new = self._new_checks(record.reference, wanted, rules.id, now)
        for check in new:
            transaction.later(agency_checks.add_checks, check)
        basis = self.basis(transaction, record)
        self._ask_what_was_held(transaction, record, (*checks, *new), basis)
        sooner = clock_from(now, record.waiting_as.rag, rules, policy.timescales.office_hours)
        hurried = [
            replace(check, clock=tightened(check.clock, sooner))
            for check in checks
            if check.state is CheckState.AWAITED
            and check.clock is not None
            and tightened(check.clock, sooner) != check.clock
        ]
        agency_checks.change_checks(transaction.session, hurried, now)

    def _ask_what_was_held(
        self,
        transaction: Transaction,
        record: Record,
        checks: Iterable[AgencyCheck],
        basis: LawfulBasis,
    ) -> None:
        policy = self.policy_on(date.fromisoformat(record.assessment.recommendation.policy_edition))
        hours = policy.timescales.office_hours
        held = [check for check in checks if check.state in (CheckState.HELD, CheckState.NOT_SHARED)]
        now_standing = [self._asked_if_lawful(check, basis, record.waiting_as.rag, hours) for check in held]
        agency_checks.change_checks(transaction.session, now_standing, self.clock.now())
        for check in now_standing:
            self._tell_if_asked(
                transaction.caused_by(record.cause), record, check, record.assessment.recommendation
            )

    def _new_checks(
        self, reference: str, wanted: Iterable[Wanted], rules: str, now: datetime
    ) -> tuple[AgencyCheck, ...]:
        return tuple(
            AgencyCheck(
                reference=reference,
                agency=one.agency,
                wanted_at=now,
                state=CheckState.HELD,
                because=one.because,
                own_records=one.own_records,
                rules=rules,
            )
            for one in wanted
        )

    def _asked_if_lawful(
        self, check: AgencyCheck, basis: LawfulBasis, rag: Rag, office_hours: OfficeHours
    ) -> AgencyCheck:
        """The check as asked now, or as held back."""
        if check.own_records or basis.may_ask:
            now = self.clock.now()
            clock = clock_from(now, rag, load_rules(check.rules), office_hours)
            return replace(check, state=CheckState.AWAITED, asked_at=now, clock=clock)
        not_shared = basis.ground is Ground.DECIDED_NOT_TO_SHARE
        return replace(check, state=CheckState.NOT_SHARED if not_shared else CheckState.HELD)

    def _tell_if_asked(
        self,
        transaction: Transaction,
        child: ContactReceived | Record,
        check: AgencyCheck,
        recommendation: Recommendation,
    ) -> None:
        if check.state is CheckState.AWAITED:
            transaction.publish(agency_check_requested(child, check, recommendation))


def _what_follows(
    record: Record, recommendation: Recommendation, now: datetime, policy: Policy
) -> tuple[Transition | None, datetime]:
    """Whether the child comes back to the desk, and by when somebody decides; never later than it was."""
    outcome = outcome_recommended(recommendation)
    raised = bool(below(record.recommended, outcome))
    due = decide_by(now, recommendation.rag, policy.timescales)
    latest = record.latest_decision
    if record.state is RecordState.DECIDED:
        overtaken = raised and latest is not None and bool(below(latest.outcome, outcome))
        return (
            (transition(record.state, Step.AGENCY_TELLS_MORE), due) if overtaken else (None, record.decide_by)
        )
    taken = transition(record.state, Step.AGENCY_TELLS_MORE) if raised else None
    return taken, min(record.decide_by, due)


def _record(transaction: Transaction, reference: str) -> Record:
    """The record, which nobody else changes meanwhile. Raises NotFound."""
    return records.find(transaction.session, reference, to_change=True)


def _rejected(found: Sequence[Shortcoming]) -> Rejected:
    return Rejected(*(FieldError(one.field, one.code, one.sentence) for one in found))
