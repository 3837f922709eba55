"""Where she is handed to, and what the team does."""

from mash_contracts.envelope import EventData
from mash_contracts.events import (
    ReferralAccepted,
    ReferralAllocated,
    ReferralClosed,
    ReferralDeclined,
    ReferralRouted,
    ReferralWithdrawn,
)
from mash_contracts.examples.story import CET, CHILD_PROTECTION, CONTACT, TEAM_MEMBER, at
from mash_contracts.national_codes import ClosureReason
from mash_contracts.vocabulary import DeclineReason, LegalBasis, LevelOfNeed, Movement, Pathway, Purpose, Rag

ROUTING: tuple[EventData, ...] = (
    ReferralRouted(
        **CET,
        contact_reference=CONTACT,
        purpose=Purpose.REFERRAL,
        movement=Movement.NEW,
        level=LevelOfNeed.SPECIALIST,
        rag=Rag.RED,
        legal_basis=LegalBasis.S47,
        routed_at=at(10, 40),
        respond_by=at(14, 40),
        reasons=("sexual-exploitation-with-signs",),
        also_routed_to=(Pathway.CHILD_PROTECTION,),
    ),
    ReferralWithdrawn(
        **CET,
        purpose=Purpose.REFERRAL,
        withdrawn_at=at(15, 10),
        taken_on=True,
        now_with=(Pathway.CHILD_PROTECTION,),
    ),
    ReferralAccepted(**CET, purpose=Purpose.REFERRAL, accepted_at=at(11, 5), accepted_by="cet:duty-2"),
    ReferralDeclined(
        **CHILD_PROTECTION,
        purpose=Purpose.REFERRAL,
        declined_at=at(11, 30),
        declined_by=TEAM_MEMBER,
        reason=DeclineReason.ALREADY_OPEN,
    ),
    ReferralAllocated(
        **CET,
        purpose=Purpose.REFERRAL,
        allocated_at=at(11, 50),
        allocated_by="cet:duty-2",
        worker="cet:1042",
    ),
    ReferralClosed(
        **CET,
        purpose=Purpose.REFERRAL,
        closed_at=at(16, 30),
        closed_by="cet:1042",
        reason=ClosureReason.SERVICES_CEASED,
    ),
)
