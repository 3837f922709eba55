"""What triage does when more is known of a child: assess again, keep that beside the earlier, and tell.

Whatever tells more comes through here: an agency, a completed tool, the history. Nothing is lowered by it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from mash_contracts.vocabulary import Rag
from mash_platform.clock import Clock
from mash_platform.delivery.transaction import Transaction
from mash_policy.model import Policy
from mash_triage.domain.agency_checks import is_provisional
from mash_triage.domain.assessment import Recommendation, assess
from mash_triage.domain.decision import below
from mash_triage.domain.picture import Picture
from mash_triage.domain.record_state import RecordState, Step, Transition, transition
from mash_triage.handlers.asking import Asking
from mash_triage.handlers.clocks import ClockHandlers
from mash_triage.handlers.strategy_discussions import StrategyHandlers
from mash_triage.store import record_changes, records
from mash_triage.store.records import Assessment, Record, outcome_recommended
from mash_triage.translation import referral_assessed


@dataclass(frozen=True)
class Assessing:
    policy_on: Callable[[date], Policy]
    """The edition in force on a day."""
    clock: Clock
    code_version: str

    def again(self, transaction: Transaction, record: Record, picture: Picture, step: Step) -> Record:
        """Assesses what is known now under the edition of the first assessment, and asks whom that calls for.

        `step` is what told more; it brings the child back to the desk when that raises what was decided.
        `record` was read to be changed in this transaction. Works inside it; gives the record as it stands
        then.
        """
        now = self.clock.now()
        before = record.assessment.recommendation
        policy = self.policy_on(date.fromisoformat(before.policy_edition))
        recommendation = assess(picture, policy)
        assessment = Assessment(recommendation, picture, picture.digest, now, self.code_version)
        taken = _what_follows(record, recommendation, step)
        clocks = ClockHandlers(self.policy_on, self.clock)
        running = clocks.standing(transaction.session, record, assessment).running
        due = running.clocks.due if running else record.decide_by
        after = record_changes.add_assessment(transaction.session, record, assessment, taken, decide_by=due)
        transaction.remember(records.to_change, record.reference, after)
        checks = Asking(self.policy_on, self.clock).ask_more(transaction, after)
        follows = transaction.caused_by(record.cause)
        provisional = is_provisional(recommendation, checks)
        follows.publish(referral_assessed(after, assessment, due, provisional=provisional))
        if recommendation.rag is Rag.RED and before.rag is not Rag.RED:
            StrategyHandlers(self.policy_on, self.clock).ask_for_recommended(
                follows, after, recommendation, started_at=now
            )
        return after


def _what_follows(record: Record, recommendation: Recommendation, step: Step) -> Transition | None:
    """Whether the child comes back to the desk for what is known now."""
    outcome = outcome_recommended(recommendation)
    raised = bool(below(record.recommended, outcome))
    latest = record.latest_decision
    if record.state is RecordState.DECIDED:
        overtaken = raised and latest is not None and bool(below(latest.outcome, outcome))
        return transition(record.state, step) if overtaken else None
    return transition(record.state, step) if raised else None
