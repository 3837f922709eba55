"""What triage does about audits of decisions: draw, grade, and hand the learning back.

Every method works inside the transaction it is given, and leaves committing to who opened it.
"""

from dataclasses import dataclass

from mash_platform.clock import LONDON, Clock
from mash_platform.delivery.transaction import Transaction
from mash_platform.errors import Conflict, FieldError, NotFound, Rejected
from mash_policy.oversight_load import OVERSIGHT_RULES
from mash_triage.discussion_events import decision_audited
from mash_triage.domain.audits import (
    Audit,
    AuditGiven,
    DrawnDecision,
    audit_reason,
    audit_shortcomings,
    may_audit,
)
from mash_triage.domain.decision import Professional
from mash_triage.handlers.rejected import rejected
from mash_triage.store import audits, records
from mash_triage.store.records import Decision, Record


@dataclass(frozen=True)
class OversightHandlers:
    clock: Clock

    def draw(self, transaction: Transaction, record: Record, decision: Decision) -> None:
        """Draws a decision that has become final, if the rules draw it. `record` may hold it already."""
        today = decision.final_at.astimezone(LONDON).date()
        rules = OVERSIGHT_RULES.in_force(today)
        number = 1 + sum(one.decided_at < decision.decided_at for one in record.decisions)
        because = audit_reason(
            record.reference, number, today, decision.relation, decision.movement, rules.audit
        )
        if because is None:
            return
        drawn = DrawnDecision(
            reference=record.reference,
            number=number,
            because=because,
            rules=rules.id,
            decided_at=decision.final_at,
            decided_by=decision.person.account_id,
            decided_by_name=decision.person.name,
            second_by=decision.second.person.account_id if decision.second else None,
        )
        transaction.later(audits.add_drawn, drawn)

    def grade(
        self, transaction: Transaction, reference: str, number: int, given: AuditGiven, person: Professional
    ) -> Audit:
        """A manager grades a decision in which they had no say; the practitioner can read it at once.

        Raises NotFound for one that was not drawn, Conflict for one that is graded, and Rejected when
        something is missing or it is the manager's own decision.
        """
        entry = audits.find(transaction.session, reference, number, to_change=True)
        if entry.audit is not None:
            raise Conflict("Somebody graded this decision already. Their grade stays.")
        if not may_audit(person, entry.drawn):
            sentence = "Another manager must grade this: you had a say in the decision"
            raise Rejected(FieldError("grade", "own-decision", sentence))
        found = audit_shortcomings(given)
        if found or given.grade is None:
            raise rejected(found)
        audit = Audit(entry.drawn, given.grade, given.strengths, given.learning, self.clock.now(), person)
        audits.add_audit(transaction.session, audit)
        record = records.find(transaction.session, reference)
        transaction.caused_by(record.cause).publish(decision_audited(audit))
        return audit

    def read(self, transaction: Transaction, reference: str, number: int, person: Professional) -> None:
        """The practitioner says that they have read what was said of their decision. Repeatable.

        Raises NotFound when it is not theirs, or not graded.
        """
        entry = audits.find(transaction.session, reference, number, to_change=True)
        if entry.audit is None or entry.drawn.decided_by != person.account_id:
            raise NotFound
        if entry.audit.read_at is None:
            audits.mark_read(transaction.session, reference, number, self.clock.now())
