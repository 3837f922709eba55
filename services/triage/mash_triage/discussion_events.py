"""Discussions, strategy discussions, professional differences and audits as the events that say them.

Only that something was said travels, by which agencies, and how many differ. What was said stays in triage.
"""

from collections.abc import Sequence
from datetime import datetime

from mash_contracts import events
from mash_contracts.events import ContactReceived
from mash_contracts.vocabulary import Agency, Rag
from mash_triage.domain.audits import Audit
from mash_triage.domain.discussions import Discussion, without
from mash_triage.domain.professional_differences import Difference
from mash_triage.domain.strategy_discussions import StrategyRequest
from mash_triage.store.records import Record


def strategy_discussion_requested(
    child: ContactReceived | Record,
    request: StrategyRequest,
    *,
    asked_at: datetime,
    reasons: Sequence[str],
    policy_edition: str,
) -> events.StrategyDiscussionRequested:
    return events.StrategyDiscussionRequested(
        reference=child.reference,
        contact_reference=child.contact_reference,
        requested_at=asked_at,
        hold_by=request.hold_by,
        reasons=tuple(reasons),
        policy_edition=policy_edition,
        rag=Rag.RED if request.high_risk else Rag.AMBER,
        decided_by=request.decided_by,
    )


def discussion_recorded(discussion: Discussion, quorum: frozenset[Agency]) -> events.DiscussionRecorded:
    """Raises ValueError for a discussion of no kind, or held at no time."""
    given, latest = discussion.given, discussion.latest
    if given.kind is None or given.held_at is None:
        raise ValueError("a discussion with shortcomings is none")
    dissenting = len(discussion.dissenting)
    missing = without(given.agencies, quorum) if discussion.is_strategy else ()
    return events.DiscussionRecorded(
        reference=discussion.reference,
        discussion=discussion.number,
        revision=len(discussion.revisions),
        kind=given.kind,
        held_at=given.held_at,
        agencies=given.agencies,
        agreed=len(given.views) - dissenting,
        dissenting=dissenting,
        quorate=not missing if discussion.is_strategy else None,
        without=missing,
        outcome=given.outcome,
        recorded_by=latest.recorded_by.account_id,
        recorded_by_role=latest.recorded_by.role,
    )


def professional_difference_raised(difference: Difference) -> events.ProfessionalDifferenceRaised:
    return events.ProfessionalDifferenceRaised(
        reference=difference.reference,
        difference=difference.number,
        agency=difference.agency,
        ground=difference.ground,
        stage=difference.stage,
        raised_at=difference.raised_at,
        act_by=difference.act_by,
    )


def professional_difference_escalated(difference: Difference) -> events.ProfessionalDifferenceEscalated:
    return events.ProfessionalDifferenceEscalated(
        reference=difference.reference,
        difference=difference.number,
        agency=difference.agency,
        stage=difference.stage,
        escalated_at=difference.steps[-1].at,
        act_by=difference.act_by,
    )


def professional_difference_resolved(difference: Difference) -> events.ProfessionalDifferenceResolved:
    """Raises ValueError for one that is still open."""
    if difference.outcome is None:
        raise ValueError("a difference that is open has no outcome")
    return events.ProfessionalDifferenceResolved(
        reference=difference.reference,
        difference=difference.number,
        agency=difference.agency,
        stage=difference.stage,
        outcome=difference.outcome,
        resolved_at=difference.steps[-1].at,
    )


def decision_audited(audit: Audit) -> events.DecisionAudited:
    return events.DecisionAudited(
        reference=audit.drawn.reference,
        decision=audit.drawn.number,
        decided_at=audit.drawn.decided_at,
        because=audit.drawn.because,
        grade=audit.grade,
        audited_at=audit.audited_at,
        rules=audit.drawn.rules,
    )
