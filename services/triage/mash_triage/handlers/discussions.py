"""What triage does when agencies have talked about a child: keep who said what, and see what follows from it.

Every method works inside the transaction it is given, and leaves committing to who opened it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from mash_platform.clock import LONDON, Clock
from mash_platform.delivery.transaction import Transaction
from mash_platform.errors import Conflict, NotFound
from mash_policy.model import Policy
from mash_policy.oversight_load import OVERSIGHT_RULES
from mash_policy.oversight_model import OversightRules
from mash_triage.discussion_events import discussion_recorded
from mash_triage.domain.decision import Professional
from mash_triage.domain.discussions import (
    Discussion,
    DiscussionGiven,
    Revision,
    discussion_shortcomings,
)
from mash_triage.domain.strategy_discussions import is_quorate, moved, step_after
from mash_triage.handlers.rejected import rejected
from mash_triage.handlers.strategy_discussions import StrategyHandlers
from mash_triage.store import discussions, records, strategy_requests
from mash_triage.store.records import Record


@dataclass(frozen=True)
class DiscussionHandlers:
    policy_on: Callable[[date], Policy]
    """The edition in force on a day."""
    clock: Clock

    def record(
        self, transaction: Transaction, reference: str, given: DiscussionGiven, person: Professional
    ) -> Discussion:
        """Keeps a discussion; a strategy discussion with a quorum is held by it, one without stays due.

        Raises NotFound, and Rejected when something is missing.
        """
        record = records.find(transaction.session, reference, to_change=True)
        known = discussions.discussions_of(transaction.session, reference)
        return self._keep(transaction, record, Discussion(reference, len(known) + 1, ()), given, person)

    def correct(
        self,
        transaction: Transaction,
        reference: str,
        number: int,
        given: DiscussionGiven,
        person: Professional,
        *,
        seen_revision: int | None,
    ) -> Discussion:
        """Keeps a correction beside what it corrects; nothing is overwritten.

        `seen_revision` is the one that the person saw; None takes the latest. Raises NotFound, Conflict when
        somebody else corrected it since, Rejected when something is missing.
        """
        record = records.find(transaction.session, reference, to_change=True)
        known = discussions.discussions_of(transaction.session, reference)
        discussion = next((one for one in known if one.number == number), None)
        if discussion is None:
            raise NotFound
        if seen_revision not in (None, len(discussion.revisions)):
            raise Conflict("Somebody corrected this discussion after you opened it. Look at what is new.")
        return self._keep(transaction, record, discussion, given, person)

    def _keep(
        self,
        transaction: Transaction,
        record: Record,
        before: Discussion,
        given: DiscussionGiven,
        person: Professional,
    ) -> Discussion:
        now = self.clock.now()
        rules = OVERSIGHT_RULES.in_force(now.astimezone(LONDON).date())
        corrects = bool(before.revisions)
        if found := discussion_shortcomings(given, now, rules.quorum, corrects=corrects):
            raise rejected(found)
        revision = Revision(given, now, person)
        discussion = Discussion(before.reference, before.number, (*before.revisions, revision))
        asked_as = self._asked_as(transaction, record, discussion, rules)
        discussions.add_revision(
            transaction.session,
            discussion.reference,
            discussion.number,
            len(discussion.revisions),
            revision,
            asked_as,
        )
        transaction.caused_by(record.cause).publish(discussion_recorded(discussion, rules.quorum))
        if asked_as is not None:
            self._move_request(transaction, record, asked_as, rules)
        return discussion

    def _asked_as(
        self, transaction: Transaction, record: Record, discussion: Discussion, rules: OversightRules
    ) -> int | None:
        """Which strategy discussion this was asked for as; one that nobody asked for is asked for by it."""
        known = discussions.held_on(transaction.session, record.reference)
        if discussion.number in known:
            return known[discussion.number]
        held_at = discussion.given.held_at
        if not discussion.is_strategy or held_at is None:
            return None
        requests = strategy_requests.requests_of(transaction.session, record.reference)
        if requests:
            return requests[-1].number
        strategy = StrategyHandlers(self.policy_on, self.clock)
        quorate = is_quorate(discussion, rules.quorum)
        return strategy.held_unasked(transaction, record, held_at, quorate=quorate).number

    def _move_request(
        self, transaction: Transaction, record: Record, number: int, rules: OversightRules
    ) -> None:
        """Where the strategy discussion stands, as its discussions are recorded now."""
        session = transaction.session
        asked_as = discussions.held_on(session, record.reference)
        held: Sequence[Discussion] = [
            discussion
            for discussion in discussions.discussions_of(session, record.reference)
            if asked_as.get(discussion.number) == number
        ]
        for request in strategy_requests.requests_of(session, record.reference):
            step = step_after(request, held, rules.quorum) if request.number == number else None
            if step is not None and (after := moved(request, step)) != request:
                strategy_requests.change_request(session, request, after)
