"""What the agencies are asked about her, and what they say."""

from mash_contracts.envelope import EventData
from mash_contracts.events import (
    AgencyCheckAnswered,
    AgencyCheckDueSoon,
    AgencyCheckOverdue,
    AgencyCheckRequested,
    SharingDecided,
)
from mash_contracts.examples.story import CHILD, CONTACT, PRACTITIONER, at
from mash_contracts.vocabulary import (
    Agency,
    CheckOutcome,
    ConsentReason,
    LegalBasis,
    LevelOfNeed,
    Rag,
    Role,
    SharingChoice,
)

AGENCY_CHECKS: tuple[EventData, ...] = (
    AgencyCheckRequested(
        reference=CHILD,
        contact_reference=CONTACT,
        agency=Agency.POLICE,
        requested_at=at(9, 12),
        answer_by=at(11, 12),
        rag=Rag.RED,
        legal_basis=LegalBasis.S47,
        concerns=("exploitation",),
    ),
    AgencyCheckAnswered(
        reference=CHILD,
        agency=Agency.POLICE,
        answered_at=at(10, 5),
        outcome=CheckOutcome.ANSWERED,
        late=False,
        facts=2,
        view=LevelOfNeed.SPECIALIST,
        dissents=False,
    ),
    AgencyCheckDueSoon(reference=CHILD, agency=Agency.HEALTH, answer_by=at(11, 12)),
    AgencyCheckOverdue(reference=CHILD, agency=Agency.HEALTH, answer_by=at(11, 12)),
    SharingDecided(
        reference=CHILD,
        choice=SharingChoice.DO_NOT_INFORM_PARENTS,
        reason=ConsentReason.INCREASES_RISK,
        legal_basis=LegalBasis.S47,
        decided_at=at(9, 40),
        decided_by=PRACTITIONER,
        decided_by_role=Role.PRACTITIONER,
    ),
)
