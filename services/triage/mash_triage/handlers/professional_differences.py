"""What triage does about professional differences: take one in, take it on stage by stage, watch the clock.

No record is changed here and nothing waits: what is done for the child goes on while professionals differ.
Every method works inside the transaction it is given, and leaves committing to who opened it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from mash_contracts.events import ProfessionalDifferenceOverdue
from mash_contracts.vocabulary import Agency, DifferenceStage
from mash_platform.clock import LONDON, Clock
from mash_platform.delivery.transaction import Transaction
from mash_platform.errors import Conflict
from mash_policy.model import Policy
from mash_policy.oversight_load import OVERSIGHT_RULES
from mash_triage.discussion_events import (
    professional_difference_escalated,
    professional_difference_raised,
    professional_difference_resolved,
)
from mash_triage.domain.professional_differences import (
    INITIAL,
    Difference,
    DifferenceGiven,
    DifferenceStep,
    Speaker,
    StepGiven,
    after_step,
    raising_shortcomings,
    stage_ends,
    step_shortcomings,
)
from mash_triage.handlers.rejected import rejected
from mash_triage.store import agency_checks, discussions, professional_differences, records


@dataclass(frozen=True)
class DifferenceHandlers:
    policy_on: Callable[[date], Policy]
    """The edition in force on a day."""
    clock: Clock

    def raise_difference(
        self, transaction: Transaction, reference: str, given: DifferenceGiven, by: Speaker
    ) -> Difference:
        """An agency challenges what was decided, or how a child is dealt with: stage one begins.

        Raises NotFound, and Rejected when something is missing.
        """
        record = records.find(transaction.session, reference, to_change=True)
        held = frozenset(one.number for one in discussions.discussions_of(transaction.session, reference))
        found = raising_shortcomings(given, decided=bool(record.decisions), discussions=held)
        if found or given.agency is None or given.subject is None or given.ground is None:
            raise rejected(found)
        now = self.clock.now()
        today = now.astimezone(LONDON).date()
        stage = DifferenceStage.ONE
        hours = self.policy_on(today).timescales.office_hours
        difference = Difference(
            reference=reference,
            number=len(professional_differences.differences_of(transaction.session, reference)) + 1,
            agency=given.agency,
            subject=given.subject,
            ground=given.ground,
            words=given.words,
            discussion=given.discussion,
            raised_at=now,
            raised_by=by,
            state=INITIAL,
            stage=stage,
            act_by=stage_ends(stage, now, OVERSIGHT_RULES.in_force(today).stages, hours),
        )
        professional_differences.add_difference(transaction.session, difference)
        transaction.caused_by(record.cause).publish(professional_difference_raised(difference))
        return difference

    def take_step(
        self,
        transaction: Transaction,
        reference: str,
        number: int,
        given: StepGiven,
        by: Speaker,
        *,
        seen_version: int | None,
    ) -> Difference:
        """Records what was said, takes the difference to the next stage, or says that it is resolved.

        `seen_version` is the difference as the person saw it; None takes it as it stands. Raises NotFound,
        Conflict when it changed since or is resolved, Rejected when something is missing.
        """
        record = records.find(transaction.session, reference, to_change=True)
        difference = professional_differences.find(transaction.session, reference, number)
        if not difference.is_open:
            raise Conflict("This difference is resolved. What was said stays; a new one can be raised.")
        if seen_version not in (None, difference.version):
            raise Conflict("Somebody did something about this after you opened it. Look at what is new.")
        if found := step_shortcomings(difference, given, by):
            raise rejected(found)
        now = self.clock.now()
        today = now.astimezone(LONDON).date()
        hours = self.policy_on(today).timescales.office_hours
        after = after_step(difference, given, by, now, OVERSIGHT_RULES.in_force(today).stages, hours)
        professional_differences.add_step(transaction.session, after)
        follows = transaction.caused_by(record.cause)
        if given.step is DifferenceStep.ESCALATE:
            follows.publish(professional_difference_escalated(after))
        elif given.step is DifferenceStep.RESOLVE:
            follows.publish(professional_difference_resolved(after))
        return after

    def may_see(self, transaction: Transaction, reference: str, agency: Agency) -> bool:
        """Whether an agency has to do with a child: it was asked about them, took part in a discussion of
        them, or has a difference about them.
        """
        session = transaction.session
        asked = (
            check.agency
            for check in agency_checks.checks_of(session, reference)
            if check.asked_at is not None
        )
        took_part = (
            present
            for discussion in discussions.discussions_of(session, reference)
            for present in discussion.given.agencies
        )
        raised = (one.agency for one in professional_differences.differences_of(session, reference))
        return agency in {*asked, *took_part, *raised}

    def look_at_the_clock(self, transaction: Transaction, *, most: int = 200) -> int:
        """Says of each whose stage has run out of time that it is overdue, once; how many there were."""
        overdue = professional_differences.take_overdue(transaction.session, self.clock.now(), most=most)
        for one in overdue:
            said = ProfessionalDifferenceOverdue(
                reference=one.reference,
                difference=one.number,
                agency=one.agency,
                stage=one.stage,
                act_by=one.act_by,
            )
            transaction.caused_by(one.cause).publish(said)
        return len(overdue)
