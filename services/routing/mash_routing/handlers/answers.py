"""What the teams answer: a case is accepted, declined or closed with a reason, or allocated to a worker.

Everything here runs inside one transaction, whose owner commits it. An effect happens once, however often a
button is pressed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from mash_contracts.events import (
    ReferralAccepted,
    ReferralAllocated,
    ReferralClosed,
    ReferralDeclined,
)
from mash_contracts.national_codes import ClosureReason
from mash_contracts.vocabulary import DeclineReason, Pathway, Role
from mash_platform.clock import Clock
from mash_platform.delivery.transaction import Transaction
from mash_platform.errors import Conflict, FieldError, NotFound, Rejected
from mash_platform.sign_in.person import Person
from mash_routing import store
from mash_routing.domain.case_state import Action, CaseState, needs_note, state_after, taken_on
from mash_routing.handlers.left_out import referral_withdrawn
from mash_routing.store import Case, Step, StepKind

LONGEST_NOTE = 4_000

_IN_THE_MEANTIME = {
    CaseState.ROUTED: "The hub has decided again in the meantime. Look at the case again.",
    CaseState.ACCEPTED: "This case has been accepted in the meantime. Look at it again.",
    CaseState.ALLOCATED: "This case has been allocated in the meantime. Look at it again.",
    CaseState.DECLINED: "This case has been declined in the meantime, and is back with the hub.",
    CaseState.CLOSED: "This case has been closed in the meantime.",
    CaseState.WITHDRAWN: "The hub has decided again in the meantime, for other teams.",
}
_CANNOT = {
    (CaseState.ROUTED, Action.ALLOCATE): "Accept the case before you allocate it.",
    (CaseState.ROUTED, Action.CLOSE): "Accept the case first, or decline it: then the hub decides again.",
    (CaseState.ACCEPTED, Action.DECLINE): "This case has been accepted, so it can no longer be declined.",
    (CaseState.ALLOCATED, Action.DECLINE): "This case has been allocated, so it can no longer be declined.",
}


def may_answer_for(person: Person, team: Pathway) -> bool:
    """A team's own members and its own system, and any manager."""
    return person.team is team or person.may(Role.MANAGER)


def case_for(session: Session, person: Person, case_id: str, *, to_change: bool = False) -> Case:
    """The case, if this person may see it; to anybody else it is not there. Raises NotFound."""
    case = store.find(session, case_id, to_change=to_change)
    if not may_answer_for(person, case.pathway):
        raise NotFound
    return case


def named_instead(case: Case, others: Iterable[Case]) -> list[Pathway]:
    """The teams of the decision that left this one out, and of those after it."""
    left_out_at = case.left_out_at
    return sorted({one.pathway for one in others if left_out_at is not None and one.asked_at >= left_out_at})


@dataclass(frozen=True)
class Answers:
    """What teams say to the cases they were sent.

    `version` is the version of the case that the person saw, or None for "as it stands". Two people at once
    never overwrite each other: the second is told, by Conflict, and looks again. To ask for what is already
    so changes nothing and publishes nothing.

    `done_already` is for a team's own system, which tells what was done there: that may have crossed with a
    decision of the hub. People on the worklist see that decision first.
    """

    clock: Clock

    def accept(
        self,
        transaction: Transaction,
        person: Person,
        case_id: str,
        *,
        version: int | None = None,
        done_already: bool = False,
    ) -> Case:
        """The team takes the case on. Raises NotFound, Conflict.

        Who took a child on before hearing that the hub decided for others has the child, as if that had come
        first: the team is told who else has, and agrees with the hub who leads.
        """
        case = case_for(transaction.session, person, case_id, to_change=True)
        if taken_on(case.state):
            return case
        # Who declined first and accepts then is out of order, here as anywhere.
        crossed = done_already and case.state is CaseState.WITHDRAWN and case.decline_reason is None
        others = store.cases_of(transaction.session, case.reference) if crossed else ()
        if any(_same_asked_again(case, other) for other in others):
            raise Conflict("The hub has asked the team again since, in another case. Answer that one.")
        state = _state_after(case, Action.HAD_ACCEPTED if crossed else Action.ACCEPT, version)
        now = self.clock.now()
        accepted = store.change_case(
            transaction.session,
            replace(case, state=state, changed_at=now),
            Step(StepKind.ACCEPTED, now, person.account_id, person.name),
        )
        follows = transaction.caused_by(case.cause)
        follows.publish(
            ReferralAccepted(
                reference=case.reference,
                case_id=case.case_id,
                pathway=case.pathway,
                purpose=case.purpose,
                accepted_at=now,
                accepted_by=person.account_id,
            )
        )
        if crossed:
            follows.publish(
                referral_withdrawn(case, now, taken_on=True, now_with=named_instead(case, others))
            )
        return accepted

    def decline(
        self,
        transaction: Transaction,
        person: Person,
        case_id: str,
        *,
        reason: DeclineReason | None,
        note: str = "",
        version: int | None = None,
        done_already: bool = False,
    ) -> Case:
        """The child goes back to the hub, with the reason; the note is kept here and never published.

        Where the hub has decided for other teams meanwhile, these have the child: the reason is kept here.
        Raises NotFound, Conflict, and Rejected when the hub could not act on what is said.
        """
        case = case_for(transaction.session, person, case_id, to_change=True)
        given = _good_reason(reason, note)
        if case.state is CaseState.DECLINED and case.decline_reason is given:
            return case
        crossed = done_already and case.state is CaseState.WITHDRAWN
        if crossed and case.decline_reason is given:
            return case
        state = _state_after(case, Action.HAD_DECLINED if crossed else Action.DECLINE, version)
        now = self.clock.now()
        declined = store.change_case(
            transaction.session,
            replace(case, state=state, changed_at=now, decline_reason=given),
            Step(
                StepKind.DECLINED,
                now,
                person.account_id,
                person.name,
                reason=given,
                note=note.strip() or None,
            ),
        )
        if crossed:
            return declined
        transaction.caused_by(case.cause).publish(
            ReferralDeclined(
                reference=case.reference,
                case_id=case.case_id,
                pathway=case.pathway,
                purpose=case.purpose,
                declined_at=now,
                declined_by=person.account_id,
                reason=given,
            )
        )
        return declined

    def allocate(
        self,
        transaction: Transaction,
        person: Person,
        case_id: str,
        *,
        worker: Person | None,
        version: int | None = None,
    ) -> Case:
        """A worker of the team has the case from now on; it can move to another worker later.

        Raises NotFound, Conflict, and Rejected when the worker is not of the team.
        """
        case = case_for(transaction.session, person, case_id, to_change=True)
        if worker is None or worker.team is not case.pathway:
            raise Rejected(FieldError("worker", "not-in-team", "Select a member of the team"))
        if case.worker == worker.account_id:
            return case
        state = _state_after(case, Action.ALLOCATE, version)
        now = self.clock.now()
        allocated = store.change_case(
            transaction.session,
            replace(case, state=state, changed_at=now, worker=worker.account_id, worker_name=worker.name),
            Step(StepKind.ALLOCATED, now, person.account_id, person.name, worker_name=worker.name),
        )
        transaction.caused_by(case.cause).publish(
            ReferralAllocated(
                reference=case.reference,
                case_id=case.case_id,
                pathway=case.pathway,
                purpose=case.purpose,
                allocated_at=now,
                allocated_by=person.account_id,
                worker=worker.account_id,
            )
        )
        return allocated

    def close(
        self,
        transaction: Transaction,
        person: Person,
        case_id: str,
        *,
        reason: ClosureReason | None,
        version: int | None = None,
    ) -> Case:
        """The team's work with the child has ended: a new worry about the child is a new referral.

        Raises NotFound, Conflict, and Rejected without a reason.
        """
        case = case_for(transaction.session, person, case_id, to_change=True)
        if reason is None:
            raise Rejected(FieldError("reason", "required", "Select why the team’s work has ended"))
        if case.state is CaseState.CLOSED and case.closure_reason is reason:
            return case
        state = _state_after(case, Action.CLOSE, version)
        now = self.clock.now()
        closed = store.change_case(
            transaction.session,
            replace(case, state=state, changed_at=now, closure_reason=reason),
            Step(StepKind.CLOSED, now, person.account_id, person.name, closure_reason=reason),
        )
        transaction.caused_by(case.cause).publish(
            ReferralClosed(
                reference=case.reference,
                case_id=case.case_id,
                pathway=case.pathway,
                purpose=case.purpose,
                closed_at=now,
                closed_by=person.account_id,
                reason=reason,
            )
        )
        return closed


def _state_after(case: Case, action: Action, version: int | None) -> CaseState:
    """Where the action leads. Raises Conflict when it cannot be taken, or the case is not as it was seen."""
    after = state_after(case.state, action)
    if after is None:
        raise Conflict(_CANNOT.get((case.state, action)) or _IN_THE_MEANTIME[case.state])
    if version is not None and version != case.version:
        raise Conflict(_IN_THE_MEANTIME[case.state])
    return after


def _same_asked_again(case: Case, other: Case) -> bool:
    """Whether the team holds another case of the same child, for the same."""
    return other.held is not None and (other.pathway, other.purpose) == (case.pathway, case.purpose)


def _good_reason(reason: DeclineReason | None, note: str) -> DeclineReason:
    if reason is None:
        raise Rejected(FieldError("reason", "required", "Select why the team will not take this case"))
    if needs_note(reason) and not note.strip():
        raise Rejected(
            FieldError(
                "note", "required", "Say which team should help, or what the hub should find out first"
            )
        )
    if len(note) > LONGEST_NOTE:
        raise Rejected(
            FieldError("note", "too-long", f"The note must be {LONGEST_NOTE:,} characters or fewer")
        )
    return reason
