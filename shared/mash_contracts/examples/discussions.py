"""The discussions about her, where agencies differ, and the audit of her decision."""

from mash_contracts.envelope import EventData
from mash_contracts.events import (
    DecisionAudited,
    DiscussionRecorded,
    ProfessionalDifferenceEscalated,
    ProfessionalDifferenceOverdue,
    ProfessionalDifferenceRaised,
    ProfessionalDifferenceResolved,
    StrategyDiscussionDueSoon,
    StrategyDiscussionOverdue,
)
from mash_contracts.examples.story import CHILD, PRACTITIONER, at
from mash_contracts.vocabulary import (
    Agency,
    AuditGrade,
    AuditReason,
    DifferenceGround,
    DifferenceOutcome,
    DifferenceStage,
    DiscussionKind,
    Role,
    StrategyOutcome,
)

DISCUSSIONS: tuple[EventData, ...] = (
    StrategyDiscussionDueSoon(reference=CHILD, hold_by=at(17)),
    StrategyDiscussionOverdue(reference=CHILD, hold_by=at(17)),
    DiscussionRecorded(
        reference=CHILD,
        discussion=1,
        revision=1,
        kind=DiscussionKind.STRATEGY,
        held_at=at(13),
        agencies=(Agency.SOCIAL_CARE, Agency.POLICE, Agency.HEALTH),
        agreed=2,
        dissenting=1,
        quorate=True,
        outcome=StrategyOutcome.S47_JOINT,
        recorded_by=PRACTITIONER,
        recorded_by_role=Role.PRACTITIONER,
    ),
    ProfessionalDifferenceRaised(
        reference=CHILD,
        difference=1,
        agency=Agency.EDUCATION,
        ground=DifferenceGround.ASSESSMENT,
        stage=DifferenceStage.ONE,
        raised_at=at(14),
        act_by=at(16),
    ),
    ProfessionalDifferenceEscalated(
        reference=CHILD,
        difference=1,
        agency=Agency.EDUCATION,
        stage=DifferenceStage.TWO,
        escalated_at=at(15),
        act_by=at(17),
    ),
    ProfessionalDifferenceResolved(
        reference=CHILD,
        difference=1,
        agency=Agency.EDUCATION,
        stage=DifferenceStage.TWO,
        outcome=DifferenceOutcome.ADDED,
        resolved_at=at(16),
    ),
    ProfessionalDifferenceOverdue(
        reference=CHILD,
        difference=1,
        agency=Agency.EDUCATION,
        stage=DifferenceStage.TWO,
        act_by=at(17),
    ),
    DecisionAudited(
        reference=CHILD,
        decision=1,
        decided_at=at(10, 40),
        because=AuditReason.SAMPLE,
        grade=AuditGrade.GOOD,
        audited_at=at(16),
        rules="2026-01-01",
    ),
)
