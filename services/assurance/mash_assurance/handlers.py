"""What assurance takes from each event. A handler only picks; what follows from the facts are rules.

Account ids, reasons in words and everything about the child but an age band are left behind here.
"""

from collections.abc import Callable, Mapping
from typing import Any

from mash_assurance.domain.record import (
    Assessment,
    Audit,
    Case,
    Check,
    CheckAnswer,
    ChildRecord,
    Contact,
    Decision,
    age_band,
)
from mash_assurance.store import learn
from mash_contracts.envelope import Envelope, EventData
from mash_contracts.events import (
    AcknowledgementOverdue,
    AgencyCheckAnswered,
    AgencyCheckRequested,
    ContactReceived,
    DecisionAudited,
    ProfessionalDifferenceEscalated,
    ProfessionalDifferenceOverdue,
    ProfessionalDifferenceRaised,
    RecordErased,
    ReferralAccepted,
    ReferralAllocated,
    ReferralAssessed,
    ReferralClosed,
    ReferralDeclined,
    ReferralRouted,
    ReferralWithdrawn,
    ReferrerAcknowledged,
    StrategyDiscussionOverdue,
    StrategyDiscussionRequested,
    ThresholdDecided,
)
from mash_platform.delivery.transaction import Transaction


def on_contact_received(transaction: Transaction, event: Envelope[ContactReceived]) -> None:
    data = event.data
    contact = Contact(
        event_id=event.event_id,
        at=data.received_at,
        reference=data.contact_reference,
        channel=data.channel,
        source=data.referral_source,
        consent=data.consent,
        consent_reason=data.consent_reason,
        voice_recorded=data.voice_recorded,
        lived_experience_recorded=data.lived_experience_recorded,
        age_band=age_band(data.age_months, unborn=data.unborn),
        earlier_contacts=data.history.contacts_in_12_months,
    )
    transaction.later(learn, ChildRecord(data.reference, contact=contact))


def on_referral_assessed(transaction: Transaction, event: Envelope[ReferralAssessed]) -> None:
    data = event.data
    assessment = Assessment(
        event_id=event.event_id,
        at=data.assessed_at,
        level=data.level,
        rag=data.rag,
        provisional=data.provisional,
        findings=len(data.findings),
        gaps=len(data.gaps),
        edition=data.policy_edition,
        patterns=sum(finding.pattern for finding in data.findings),
    )
    transaction.later(
        learn,
        ChildRecord(data.reference, assessment=assessment, decide_by=data.decide_by),
    )


def on_strategy_discussion_requested(
    transaction: Transaction, event: Envelope[StrategyDiscussionRequested]
) -> None:
    data = event.data
    transaction.later(
        learn,
        ChildRecord(
            data.reference,
            strategy_discussion_requested_at=data.requested_at,
            strategy_hold_by=data.hold_by,
        ),
    )


def on_strategy_discussion_overdue(
    transaction: Transaction, event: Envelope[StrategyDiscussionOverdue]
) -> None:
    data = event.data
    transaction.later(learn, ChildRecord(data.reference, strategy_overdue_at=data.hold_by))


def on_professional_difference(
    transaction: Transaction,
    event: Envelope[ProfessionalDifferenceRaised] | Envelope[ProfessionalDifferenceEscalated],
) -> None:
    data = event.data
    transaction.later(learn, ChildRecord(data.reference, difference_stage=data.stage))


def on_professional_difference_overdue(
    transaction: Transaction, event: Envelope[ProfessionalDifferenceOverdue]
) -> None:
    data = event.data
    transaction.later(
        learn,
        ChildRecord(data.reference, difference_stage=data.stage, difference_overdue_at=data.act_by),
    )


def on_decision_audited(transaction: Transaction, event: Envelope[DecisionAudited]) -> None:
    data = event.data
    audit = Audit(event.event_id, data.audited_at, data.grade)
    transaction.later(learn, ChildRecord(data.reference, audit=audit))


def on_threshold_decided(transaction: Transaction, event: Envelope[ThresholdDecided]) -> None:
    data = event.data
    decision = Decision(
        event_id=event.event_id,
        at=data.decided_at,
        level=data.level,
        pathways=tuple(sorted(set(data.pathways))),
        relation=data.relation,
        decided_by_role=data.decided_by_role,
        second_person=data.second_person is not None,
        rationale_recorded=data.rationale_recorded,
        reasons=len(data.reasons),
        gaps=len(data.gaps),
        edition=data.policy_edition,
        open_cases=len(data.open_cases),
    )
    transaction.later(
        learn,
        ChildRecord(data.reference, decision=decision, first_decided_at=data.decided_at),
    )


def on_referrer_acknowledged(transaction: Transaction, event: Envelope[ReferrerAcknowledged]) -> None:
    data = event.data
    told = ChildRecord(
        data.reference, acknowledge_by=data.acknowledge_by, acknowledged_at=data.acknowledged_at
    )
    transaction.later(learn, told)


def on_acknowledgement_overdue(transaction: Transaction, event: Envelope[AcknowledgementOverdue]) -> None:
    transaction.later(learn, ChildRecord(event.data.reference, acknowledge_by=event.data.acknowledge_by))


def on_record_erased(transaction: Transaction, event: Envelope[RecordErased]) -> None:
    """What is counted tells nothing of the child, and stays: figures of past years do not change."""
    transaction.later(learn, ChildRecord(event.data.reference, erased_at=event.data.erased_at))


def on_referral_routed(transaction: Transaction, event: Envelope[ReferralRouted]) -> None:
    data = event.data
    case = Case(
        data.case_id, data.pathway, data.purpose, routed_at=data.routed_at, respond_by=data.respond_by
    )
    transaction.later(learn, ChildRecord(data.reference, cases=(case,)))


def on_referral_accepted(transaction: Transaction, event: Envelope[ReferralAccepted]) -> None:
    data = event.data
    case = Case(data.case_id, data.pathway, data.purpose, accepted_at=data.accepted_at)
    transaction.later(learn, ChildRecord(data.reference, cases=(case,)))


def on_referral_declined(transaction: Transaction, event: Envelope[ReferralDeclined]) -> None:
    data = event.data
    case = Case(data.case_id, data.pathway, data.purpose, declined_at=data.declined_at)
    transaction.later(learn, ChildRecord(data.reference, cases=(case,)))


def on_referral_allocated(transaction: Transaction, event: Envelope[ReferralAllocated]) -> None:
    data = event.data
    case = Case(data.case_id, data.pathway, data.purpose, allocated_at=data.allocated_at)
    transaction.later(learn, ChildRecord(data.reference, cases=(case,)))


def on_referral_closed(transaction: Transaction, event: Envelope[ReferralClosed]) -> None:
    data = event.data
    case = Case(
        data.case_id, data.pathway, data.purpose, closed_at=data.closed_at, closure_reason=data.reason
    )
    transaction.later(learn, ChildRecord(data.reference, cases=(case,)))


def on_referral_withdrawn(transaction: Transaction, event: Envelope[ReferralWithdrawn]) -> None:
    """A team that has the child keeps it, so only a case nobody had taken on is no longer asked."""
    data = event.data
    withdrawn_at = None if data.taken_on else data.withdrawn_at
    case = Case(data.case_id, data.pathway, data.purpose, withdrawn_at=withdrawn_at)
    transaction.later(learn, ChildRecord(data.reference, cases=(case,)))


def on_agency_check_requested(transaction: Transaction, event: Envelope[AgencyCheckRequested]) -> None:
    data = event.data
    check = Check(data.agency, asked_at=data.requested_at, answer_by=data.answer_by)
    transaction.later(learn, ChildRecord(data.reference, checks=(check,)))


def on_agency_check_answered(transaction: Transaction, event: Envelope[AgencyCheckAnswered]) -> None:
    data = event.data
    answer = CheckAnswer(event.event_id, data.answered_at, data.outcome)
    check = Check(data.agency, first_answered_at=data.answered_at, answer=answer)
    transaction.later(learn, ChildRecord(data.reference, checks=(check,)))


HANDLERS: Mapping[type[EventData], Callable[[Transaction, Envelope[Any]], None]] = {
    ContactReceived: on_contact_received,
    ReferralAssessed: on_referral_assessed,
    StrategyDiscussionRequested: on_strategy_discussion_requested,
    StrategyDiscussionOverdue: on_strategy_discussion_overdue,
    ProfessionalDifferenceRaised: on_professional_difference,
    ProfessionalDifferenceEscalated: on_professional_difference,
    ProfessionalDifferenceOverdue: on_professional_difference_overdue,
    DecisionAudited: on_decision_audited,
    ThresholdDecided: on_threshold_decided,
    ReferrerAcknowledged: on_referrer_acknowledged,
    AcknowledgementOverdue: on_acknowledgement_overdue,
    RecordErased: on_record_erased,
    ReferralRouted: on_referral_routed,
    ReferralAccepted: on_referral_accepted,
    ReferralDeclined: on_referral_declined,
    ReferralAllocated: on_referral_allocated,
    ReferralClosed: on_referral_closed,
    ReferralWithdrawn: on_referral_withdrawn,
    AgencyCheckRequested: on_agency_check_requested,
    AgencyCheckAnswered: on_agency_check_answered,
}
"""Every event type there is: a new one that nobody counts is a gap in assurance."""
