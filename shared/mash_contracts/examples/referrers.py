"""Telling the school that its worry arrived, and the school that disagrees."""

from datetime import UTC, datetime

from mash_contracts.envelope import EventData
from mash_contracts.events import AcknowledgementOverdue, OutcomeChallenged, ReferrerAcknowledged
from mash_contracts.examples.story import CHILD, CONTACT, PRACTITIONER, at
from mash_contracts.vocabulary import DifferenceGround, Role

REFERRERS: tuple[EventData, ...] = (
    ReferrerAcknowledged(
        reference=CHILD,
        contact_reference=CONTACT,
        received_at=at(9, 12),
        acknowledge_by=datetime(2026, 3, 5, 17, 0, tzinfo=UTC),
        acknowledged_at=at(9, 40),
        acknowledged_by=PRACTITIONER,
        acknowledged_by_role=Role.PRACTITIONER,
    ),
    AcknowledgementOverdue(
        reference=CHILD,
        contact_reference=CONTACT,
        received_at=at(9, 12),
        acknowledge_by=datetime(2026, 3, 5, 17, 0, tzinfo=UTC),
    ),
    OutcomeChallenged(
        reference=CHILD,
        contact_reference=CONTACT,
        challenge=1,
        ground=DifferenceGround.THRESHOLD,
        challenged_at=at(15, 30),
    ),
)
