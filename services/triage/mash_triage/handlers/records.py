"""What triage does when an event arrives or a person decides: load, ask the rules, keep, tell."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from mash_contracts.envelope import Envelope
from mash_contracts.events import ContactReceived, ReferralDeclined
from mash_contracts.vocabulary import Rag
from mash_platform.clock import LONDON, Clock
from mash_platform.delivery.transaction import Transaction
from mash_platform.errors import Conflict, FieldError, InvalidMessage, NotFound, Rejected
from mash_policy.model import Policy
from mash_policy.oversight_load import OVERSIGHT_RULES
from mash_policy.oversight_model import OversightRules
from mash_triage.domain.agency_checks import is_provisional, missing_answers
from mash_triage.domain.assessment import assess
from mash_triage.domain.clocks import decide_by
from mash_triage.domain.decision import (
    Choice,
    Professional,
    SecondAnswer,
    may_be_second_person,
    movement,
    needs_second_person,
    outcome_of,
    pattern_shortcomings,
    relation,
    second_shortcomings,
    shortcomings,
)
from mash_triage.domain.record_state import RecordState, Step, Transition, transition
from mash_triage.handlers.agency_checks import CheckHandlers
from mash_triage.handlers.asking import Asking
from mash_triage.handlers.chronology import ChronologyHandlers
from mash_triage.handlers.clocks import ClockHandlers
from mash_triage.handlers.discussions import DiscussionHandlers
from mash_triage.handlers.known_elsewhere import KnownElsewhereHandlers
from mash_triage.handlers.oversight import OversightHandlers
from mash_triage.handlers.practice_tools import ToolHandlers
from mash_triage.handlers.professional_differences import DifferenceHandlers
from mash_triage.handlers.rejected import rejected
from mash_triage.handlers.school_notices import SchoolNoticeHandlers
from mash_triage.handlers.strategy_discussions import StrategyHandlers
from mash_triage.store import agency_checks, record_changes, records
from mash_triage.store.record_changes import NewDecision, NewRecord
from mash_triage.store.records import Assessment, Decision, Record, SecondLook
from mash_triage.translation import (
    picture_of,
    referral_assessed,
    threshold_decided,
)


@dataclass(frozen=True)
class Handlers:
    """Every method works inside the transaction it is given, and leaves committing to who opened it."""

    policy_on: Callable[[date], Policy]
    """The edition in force on a day."""
    clock: Clock
    code_version: str

    @property
    def checks(self) -> CheckHandlers:
        """What is done about agency checks, under the same policy and clock."""
        return CheckHandlers(self.policy_on, self.clock, self.code_version)

    @property
    def chronology(self) -> ChronologyHandlers:
        """What is done about what went before, and about who is whom."""
        return ChronologyHandlers(self.policy_on, self.clock, self.code_version)

    @property
    def known_elsewhere(self) -> KnownElsewhereHandlers:
        """What is done about what people write into a chronology by hand."""
        return KnownElsewhereHandlers(self.chronology, self.clock)

    @property
    def clocks(self) -> ClockHandlers:
        """What is done about the two clocks of a decision."""
        return ClockHandlers(self.policy_on, self.clock)

    @property
    def strategy(self) -> StrategyHandlers:
        """What is done about strategy discussions that are asked for."""
        return StrategyHandlers(self.policy_on, self.clock)

    @property
    def discussions(self) -> DiscussionHandlers:
        """What is done when agencies have talked about a child."""
        return DiscussionHandlers(self.policy_on, self.clock)

    @property
    def differences(self) -> DifferenceHandlers:
        """What is done when an agency challenges what was decided."""
        return DifferenceHandlers(self.policy_on, self.clock)

    @property
    def oversight(self) -> OversightHandlers:
        """What is done about audits of decisions."""
        return OversightHandlers(self.clock)

    @property
    def tools(self) -> ToolHandlers:
        """What is done when a tool of practice is completed, and with the tracker."""
        return ToolHandlers(self.policy_on, self.clock, self.code_version)

    @property
    def school_notices(self) -> SchoolNoticeHandlers:
        """What is done so that school knows in time."""
        return SchoolNoticeHandlers(self.clock)

    def assess_contact(self, transaction: Transaction, envelope: Envelope[ContactReceived]) -> None:
        """Puts a child on the desk with a recommendation; red asks for a strategy discussion at once."""
        contact = envelope.data
        if transaction.recall(records.existing, contact.reference):
            return
        now = self.clock.now()
        policy = self.policy_in_force()
        picture = self.chronology.look_back(transaction, contact, picture_of(contact))
        recommendation = assess(picture, policy)
        assessment = Assessment(recommendation, picture, picture.digest, now, self.code_version)
        due = decide_by(contact.received_at, recommendation.rag, policy.timescales)
        transaction.later(record_changes.add_records, NewRecord(contact, assessment, due, cause=envelope))
        transaction.remember(records.existing, contact.reference, True)
        self.chronology.keep_contact(transaction, contact, recommendation)
        checks = Asking(self.policy_on, self.clock).begin(transaction, contact, recommendation, policy)
        provisional = is_provisional(recommendation, checks)
        transaction.publish(referral_assessed(contact, assessment, due, provisional=provisional))
        self.tools.begin(transaction, contact)
        self.school_notices.begin(transaction, contact, picture)
        if recommendation.rag is Rag.RED:
            self.strategy.ask_for_recommended(
                transaction, contact, recommendation, started_at=contact.received_at
            )

    def return_to_desk(self, transaction: Transaction, envelope: Envelope[ReferralDeclined]) -> None:
        """A child whom a team will not take waits at the desk again, under a new clock, with the reason."""
        declined = envelope.data
        try:
            record = records.find(transaction.session, declined.reference, to_change=True)
        except NotFound:
            raise InvalidMessage("unknown-record", "a case was declined that triage never assessed") from None
        due = record.decide_by
        if record.state is RecordState.DECIDED:
            timescales = self.policy_in_force().timescales
            due = decide_by(declined.declined_at, record.waiting_as.rag, timescales)
        taken = _transition(record, Step.TEAM_DECLINES)
        record_changes.add_return(transaction.session, record, declined, taken, decide_by=due)
        self.chronology.team_declined(transaction, envelope)

    def decide(
        self,
        transaction: Transaction,
        reference: str,
        choice: Choice,
        person: Professional,
        *,
        seen_version: int | None,
    ) -> Record:
        """A person decides; below the recommendation a practitioner's decision waits for a second person.

        `seen_version` is the record as the person saw it; None takes it as it stands. Raises NotFound,
        Conflict when the record changed since then, Rejected when the choice is not complete.
        """
        record = _as_seen(transaction, reference, seen_version)
        pattern = bool(record.patterns)
        if found := shortcomings(choice) + pattern_shortcomings(choice, pattern=pattern):
            raise rejected(found)
        advice_on_pattern = pattern and choice.advice_only
        outcome = outcome_of(choice)
        with_the_child = self.chronology.teams_with_the_child(transaction, record)
        relation_to_recommendation = relation(outcome, record.recommended)
        proposes = needs_second_person(
            relation_to_recommendation, person.role, advice_on_pattern=advice_on_pattern
        )
        taken = _transition(record, Step.PROPOSE_BELOW if proposes else Step.DECIDE)
        decision = Decision(
            outcome=outcome,
            relation=relation_to_recommendation,
            movement=movement(with_the_child, outcome),
            told=with_the_child,
            about_pattern=choice.about_pattern.strip() if advice_on_pattern else None,
            rationale=choice.rationale.strip(),
            person=person,
            decided_at=self._now_after(record),
        )
        self._note_if_late(transaction, record)
        new = NewDecision(record, decision, taken)
        transaction.later(record_changes.add_decisions, new)
        transaction.remember(records.to_change, reference, new.decided)
        self._tell_when_decided(transaction, record, decision, taken)
        return new.decided

    def look_again(
        self,
        transaction: Transaction,
        reference: str,
        answer: SecondAnswer | None,
        rationale: str,
        person: Professional,
        *,
        seen_version: int | None,
    ) -> Record:
        """A second person confirms a decision below the recommendation, or sends it back to the desk.

        Raises NotFound, Conflict when the record changed since `seen_version`, Rejected when answer or
        rationale is missing, or when it is the first person's own decision.
        """
        record = _as_seen(transaction, reference, seen_version)
        taken = _transition(record, Step.SEND_BACK if answer is SecondAnswer.SENT_BACK else Step.CONFIRM)
        decision = record.decisions[-1]
        if not may_be_second_person(person, decision.person.account_id):
            sentence = "Someone else must look at your decision"
            raise Rejected(FieldError("answer", "same-person", sentence))
        found = second_shortcomings(answer, rationale)
        if answer is None or found:
            raise rejected(found)
        self._note_if_late(transaction, record)
        look = SecondLook(answer, person, rationale.strip(), self._now_after(record))
        record_changes.add_second_look(transaction.session, record, look, taken)
        self._tell_when_decided(transaction, record, replace(decision, second=look), taken)
        looked_at = self.clocks.keep_due(transaction, records.find(transaction.session, reference))
        transaction.remember(records.to_change, reference, looked_at)
        return looked_at

    def _note_if_late(self, transaction: Transaction, record: Record) -> None:
        """A deadline that ran out just before somebody decided is not missed for that."""
        if record.decide_by <= self.clock.now():
            self.clocks.note_late(transaction, record)

    def _tell_when_decided(
        self, transaction: Transaction, record: Record, decision: Decision, taken: Transition
    ) -> None:
        if taken.after is RecordState.DECIDED:
            follows = transaction.caused_by(record.cause)
            checks = transaction.recall(agency_checks.checks_on, record.reference) or ()
            open_cases = self.chronology.open_cases(transaction, record, decision)
            follows.publish(threshold_decided(record, decision, missing_answers(checks), open_cases))
            self.chronology.keep_decision(transaction, record, decision)
            self.strategy.ask_for_decided(transaction, record, decision)
            self.oversight.draw(transaction, record, decision)

    def _now_after(self, record: Record) -> datetime:
        """Now, but later than all that was decided on the record before.

        Teams tell a new decision from one that was overtaken by its time: a clock that was set back must not
        make the newest the one that nobody acts on.
        """
        before = (at for one in record.decisions for at in (one.decided_at, one.final_at))
        return max((self.clock.now(), *(at + timedelta.resolution for at in before)))

    def oversight_rules(self) -> OversightRules:
        """The rules for oversight that apply today in London."""
        return OVERSIGHT_RULES.in_force(self.clock.now().astimezone(LONDON).date())

    def policy_in_force(self) -> Policy:
        """The edition that applies today in London."""
        return self.policy_on(self.clock.now().astimezone(LONDON).date())


def _as_seen(transaction: Transaction, reference: str, seen_version: int | None) -> Record:
    record = transaction.recall(records.to_change, reference)
    if record is None:
        raise NotFound
    if seen_version not in (None, record.version):
        raise Conflict("This record changed after you opened it. Look at what is new before you decide.")
    return record


def _transition(record: Record, step: Step) -> Transition:
    taken = transition(record.state, step)
    if taken is None:
        raise Conflict(f"This cannot be done now. Where the record stands: {record.state.label.lower()}.")
    return taken
