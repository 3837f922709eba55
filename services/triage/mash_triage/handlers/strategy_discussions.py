"""What triage does about strategy discussions: ask for one, bring one forward, and look at the clock.

Every method works inside the transaction it is given, and leaves committing to who opened it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from mash_contracts.events import ContactReceived, StrategyDiscussionDueSoon, StrategyDiscussionOverdue
from mash_contracts.vocabulary import Rag
from mash_platform.clock import LONDON, Clock
from mash_platform.delivery.transaction import Transaction
from mash_policy.model import Policy
from mash_policy.oversight_load import OVERSIGHT_RULES
from mash_triage.discussion_events import strategy_discussion_requested
from mash_triage.domain.assessment import Recommendation
from mash_triage.domain.strategy_discussions import (
    StrategyRequest,
    StrategyStep,
    calls_for_discussion,
    is_covered,
    moved,
    new_request,
    still_to_hold,
    tightened,
)
from mash_triage.store import discussions, strategy_requests
from mash_triage.store.records import Decision, Record


@dataclass(frozen=True)
class StrategyHandlers:
    policy_on: Callable[[date], Policy]
    """The edition in force on a day."""
    clock: Clock

    def ask_for_recommended(
        self,
        transaction: Transaction,
        child: ContactReceived | Record,
        recommendation: Recommendation,
        *,
        started_at: datetime,
    ) -> None:
        """A red recommendation asks at once, whoever decides what later; the clock runs from `started_at`."""
        reasons = tuple(finding.code for finding in recommendation.red_findings)
        self._ask(transaction, child, recommendation, reasons, started_at=started_at, high_risk=True)

    def ask_for_decided(self, transaction: Transaction, record: Record, decision: Decision) -> None:
        """A decision for red, significant harm or child protection asks too, where nobody asked before."""
        outcome = decision.outcome
        if not calls_for_discussion(outcome):
            return
        known = transaction.recall(strategy_requests.requests_on, record.reference) or ()
        rules = OVERSIGHT_RULES.in_force(self.clock.now().astimezone(LONDON).date())
        high_risk = outcome.rag is Rag.RED
        due = still_to_hold(known)
        hurries = due is not None and high_risk and not due.high_risk
        held = discussions.discussions_of(transaction.session, record.reference) if known and not due else ()
        if not hurries and is_covered(outcome, known, held, rules.quorum):
            return
        recommendation = record.assessment.recommendation
        self._ask(
            transaction.caused_by(record.cause),
            record,
            recommendation,
            recommendation.reasons,
            started_at=decision.final_at,
            high_risk=high_risk,
            decided_by=decision.person.account_id,
        )

    def held_unasked(
        self, transaction: Transaction, record: Record, held_at: datetime, *, quorate: bool
    ) -> StrategyRequest:
        """Agencies held a strategy discussion that nobody had asked for: with a quorum it counts as held,
        without one it is asked for now.
        """
        recommendation = record.assessment.recommendation
        high_risk = record.waiting_as.rag is Rag.RED
        if not quorate:
            return self._ask(
                transaction.caused_by(record.cause),
                record,
                recommendation,
                recommendation.reasons,
                started_at=held_at,
                high_risk=high_risk,
            )
        request = moved(
            self._new(record.reference, 1, started_at=held_at, high_risk=high_risk),
            StrategyStep.HELD_WITH_QUORUM,
        )
        strategy_requests.add_requests(transaction.session, [request])
        return request

    def look_at_the_clock(self, transaction: Transaction, *, most: int = 200) -> int:
        """Says of each that it is due soon or overdue, once; how many there were, up to `most`."""
        due = strategy_requests.take_due(transaction.session, self.clock.now(), most=most)
        for one in due:
            kind = StrategyDiscussionOverdue if one.overdue else StrategyDiscussionDueSoon
            transaction.caused_by(one.cause).publish(kind(reference=one.reference, hold_by=one.hold_by))
        return len(due)

    def _ask(
        self,
        transaction: Transaction,
        child: ContactReceived | Record,
        recommendation: Recommendation,
        reasons: Sequence[str],
        *,
        started_at: datetime,
        high_risk: bool,
        decided_by: str | None = None,
    ) -> StrategyRequest:
        """Asks, or brings forward what is still to be held; what changes nothing is not said again."""
        now = self.clock.now()
        known = transaction.recall(strategy_requests.requests_on, child.reference) or ()
        new = self._new(
            child.reference,
            len(known) + 1,
            started_at=started_at,
            high_risk=high_risk,
            decided_by=decided_by,
        )
        due = still_to_hold(known)
        if due is None:
            asked, others = new, known
            transaction.later(strategy_requests.add_requests, asked)
        else:
            asked, others = tightened(due, new), tuple(one for one in known if one is not due)
            if asked == due:
                return due
            strategy_requests.change_request(transaction.session, due, asked)
            asked = replace(asked, decided_by=decided_by or due.decided_by)
        transaction.remember(strategy_requests.requests_on, child.reference, (*others, asked))
        transaction.publish(
            strategy_discussion_requested(
                child,
                asked,
                asked_at=now,
                reasons=reasons,
                policy_edition=recommendation.policy_edition,
            )
        )
        return asked

    def _new(
        self,
        reference: str,
        number: int,
        *,
        started_at: datetime,
        high_risk: bool,
        decided_by: str | None = None,
    ) -> StrategyRequest:
        now = self.clock.now()
        today = now.astimezone(LONDON).date()
        return new_request(
            reference,
            number,
            asked_at=now,
            started_at=started_at,
            high_risk=high_risk,
            timescales=self.policy_on(today).timescales,
            rules=OVERSIGHT_RULES.in_force(today),
            decided_by=decided_by,
        )
