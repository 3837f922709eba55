"""What her picture comes to, and what was decided."""

from mash_contracts.envelope import EventData
from mash_contracts.events import (
    DeadlineBreached,
    Evidence,
    Finding,
    Gap,
    ReferralAssessed,
    StrategyDiscussionRequested,
    ThresholdDecided,
)
from mash_contracts.examples.story import CHILD, CONTACT, EDITION, PRACTITIONER, at
from mash_contracts.vocabulary import (
    Agency,
    Basis,
    DecisionClock,
    LegalBasis,
    LevelOfNeed,
    Movement,
    Pathway,
    Rag,
    Relation,
    Role,
)

TRIAGE: tuple[EventData, ...] = (
    ReferralAssessed(
        reference=CHILD,
        contact_reference=CONTACT,
        assessed_at=at(9, 12),
        level=LevelOfNeed.SPECIALIST,
        rag=Rag.RED,
        legal_basis=LegalBasis.S47,
        pathways=(Pathway.CHILD_PROTECTION, Pathway.CET),
        findings=(
            Finding(
                code="sexual-exploitation-with-signs",
                sentence="Sexual exploitation is suspected and somebody has noticed signs of it.",
                source="Working Together to Safeguard Children 2023, glossary: child sexual exploitation",
                level=LevelOfNeed.SPECIALIST,
                rag=Rag.RED,
                legal_basis=LegalBasis.S47,
                pathways=(Pathway.CHILD_PROTECTION, Pathway.CET),
                evidence=(
                    Evidence(fact="11A", agency=Agency.REFERRER, basis=Basis.FACT),
                    Evidence(fact="missing-episodes:4", agency=Agency.REFERRER, basis=Basis.FACT),
                ),
            ),
        ),
        gaps=(Gap(code="open-case-not-known", question="Is anybody working with the child already?"),),
        provisional=False,
        decide_by=at(13, 12),
        policy_edition=EDITION,
        policy_digest="9f2b" * 16,
        picture_digest="41c7" * 16,
        code_version="0.1.0",
    ),
    StrategyDiscussionRequested(
        reference=CHILD,
        contact_reference=CONTACT,
        requested_at=at(9, 12),
        hold_by=at(17),
        reasons=("sexual-exploitation-with-signs",),
        policy_edition=EDITION,
        rag=Rag.RED,
    ),
    ThresholdDecided(
        reference=CHILD,
        contact_reference=CONTACT,
        decided_at=at(10, 40),
        level=LevelOfNeed.SPECIALIST,
        rag=Rag.RED,
        legal_basis=LegalBasis.S47,
        pathways=(Pathway.CHILD_PROTECTION, Pathway.CET),
        relation=Relation.AGREED,
        recommended_level=LevelOfNeed.SPECIALIST,
        recommended_pathways=(Pathway.CHILD_PROTECTION, Pathway.CET),
        decided_by=PRACTITIONER,
        decided_by_role=Role.PRACTITIONER,
        rationale_recorded=True,
        reasons=("sexual-exploitation-with-signs",),
        gaps=("open-case-not-known",),
        movement=Movement.NEW,
        policy_edition=EDITION,
        policy_digest="9f2b" * 16,
    ),
    DeadlineBreached(
        reference=CHILD, clock=DecisionClock.LOCAL, rag=Rag.RED, due_at=at(13, 12), breached_at=at(13, 12)
    ),
)
