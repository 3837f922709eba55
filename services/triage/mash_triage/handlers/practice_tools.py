"""What triage does when a tool of practice is completed about a child, and with the vulnerability tracker.

Every method works inside the transaction it is given, and leaves committing to who opened it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mash_contracts.events import ContactReceived, PracticeToolCompleted
from mash_contracts.vocabulary import Agency, ExploitationRisk
from mash_platform.clock import LONDON, Clock
from mash_platform.delivery.transaction import Transaction
from mash_platform.errors import Conflict
from mash_policy.model import Policy
from mash_policy.practice_tool_load import PRACTICE_TOOLS
from mash_triage.domain.decision import Professional, Shortcoming, below
from mash_triage.domain.practice_tools.exploitation_matrix import ExploitationMatrixGiven
from mash_triage.domain.practice_tools.results import ToolGiven
from mash_triage.domain.practice_tools.tracker import (
    GradedBy,
    Grading,
    lowering_shortcomings,
    raises,
)
from mash_triage.domain.record_state import Step
from mash_triage.handlers.assessing import Assessing
from mash_triage.handlers.rejected import rejected
from mash_triage.store import practice_tools, records, tracker
from mash_triage.store.practice_tools import CompletedTool
from mash_triage.store.records import Record
from mash_triage.store.tracker import GradingOf

_SENT_AGAIN_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class ToolHandlers:
    policy_on: Callable[[date], Policy]
    """The edition in force on a day."""
    clock: Clock
    code_version: str

    def begin(self, transaction: Transaction, contact: ContactReceived) -> None:
        """Puts a child on the tracker whose referrer brings a matrix with the contact."""
        if contact.exploitation_risk is not ExploitationRisk.NOT_ASSESSED:
            grading = Grading(contact.exploitation_risk, GradedBy.CONTACT, contact.received_at)
            transaction.later(tracker.add_gradings, GradingOf(contact.reference, grading))

    def complete(
        self,
        transaction: Transaction,
        reference: str,
        given: ToolGiven,
        agency: Agency | None,
        person: Professional,
    ) -> CompletedTool:
        """Keeps a completed tool as its next version, and assesses the child again on what it tells.

        `agency` is whose practitioner completed it. Sent again within minutes, by the same person and with
        the same content, it is the one that was kept, and nothing is told twice. Raises NotFound, Rejected
        when it is not complete, and Conflict on a day for which there are no tools.
        """
        now = self.clock.now()
        tools = PRACTICE_TOOLS.on(now.astimezone(LONDON).date())
        if tools is None:
            raise Conflict("No tools of practice were in force on this day.")
        record = records.find(transaction.session, reference, to_change=True)
        picture = record.assessment.picture
        found = (*given.shortcomings(tools, picture), *_agency_shortcomings(agency))
        if agency is None or found:
            raise rejected(found)
        earlier = practice_tools.latest_of(transaction.session, reference, given.tool)
        if earlier is not None and _is_the_same_again(earlier, given, agency, person, now):
            return earlier
        told = given.told(picture, tools, agency)
        after = record
        if told != picture:
            assessing = Assessing(self.policy_on, self.clock, self.code_version)
            after = assessing.again(transaction, record, told, Step.TOOL_TELLS_MORE)
        completed = CompletedTool(
            reference=reference,
            tool=given.tool,
            version=earlier.version + 1 if earlier is not None else 1,
            tools_edition=tools.id,
            given=given,
            result=given.result(tools),
            raised=bool(below(record.recommended, after.recommended)),
            agency=agency,
            completed_at=now,
            person=person,
        )
        practice_tools.add_tool(transaction.session, completed)
        transaction.caused_by(record.cause).publish(_completed(completed))
        if isinstance(given, ExploitationMatrixGiven) and given.level is not None:
            self._raise_grade(transaction, record, given.level, given.reason, person, now)
        return completed

    def lower_grade(
        self,
        transaction: Transaction,
        reference: str,
        grade: ExploitationRisk | None,
        reason: str,
        person: Professional,
    ) -> None:
        """A manager lowers a child's grade on the tracker; what a matrix found stays in the picture.

        Raises NotFound, and Rejected for anybody else, without reasons, or where it would not be lower.
        """
        records.find(transaction.session, reference, to_change=True)
        gradings = tracker.gradings_of(transaction.session, reference)
        found = lowering_shortcomings(grade, reason, person.role, gradings)
        if grade is None or found:
            raise rejected(found)
        lowered = Grading(grade, GradedBy.DECISION, self.clock.now(), person, reason.strip())
        tracker.add_gradings(transaction.session, [GradingOf(reference, lowered)])

    def _raise_grade(
        self,
        transaction: Transaction,
        record: Record,
        level: ExploitationRisk,
        reason: str,
        person: Professional,
        now: datetime,
    ) -> None:
        gradings = tracker.gradings_of(transaction.session, record.reference)
        if raises(level, gradings):
            raised = Grading(level, GradedBy.MATRIX, now, person, reason.strip())
            tracker.add_gradings(transaction.session, [GradingOf(record.reference, raised)])


def _is_the_same_again(
    earlier: CompletedTool, given: ToolGiven, agency: Agency, person: Professional, now: datetime
) -> bool:
    """A double click, or a request that a system sent again because it heard no answer."""
    same = (earlier.given, earlier.agency, earlier.person.account_id) == (given, agency, person.account_id)
    return same and now - earlier.completed_at <= _SENT_AGAIN_WITHIN


def _agency_shortcomings(agency: Agency | None) -> tuple[Shortcoming, ...]:
    if agency in (None, Agency.REFERRER):
        return (Shortcoming("agency", "required", "Select whose practitioner completed it"),)
    return ()


def _completed(completed: CompletedTool) -> PracticeToolCompleted:
    """That it was completed and what it says in short; what was written stays here."""
    return PracticeToolCompleted(
        reference=completed.reference,
        tool=completed.tool,
        version=completed.version,
        result=completed.result.code,
        red_flags=completed.result.red_flags,
        not_known=completed.result.not_known,
        completed_at=completed.completed_at,
        completed_by=completed.person.account_id,
        completed_by_role=completed.person.role,
        agency=completed.agency,
        tools_edition=completed.tools_edition,
    )
