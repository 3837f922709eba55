"""Who the girl of the examples is, who works for her, and the day it happens on."""

from datetime import UTC, datetime

from mash_contracts.vocabulary import Pathway

CONTACT = "4K7Q-9XWD"
CHILD = f"{CONTACT}-1"
PERSON = "PER-7RDK-C3HM"
HOUSEHOLD = "HSE-M4WX-9GTB"
EDITION = "2026-01-01"
PRACTITIONER = "b2f0c9f4-3a57-4f0a-9d0e-0d5c7a1f6e21"
TEAM_MEMBER = "7d1c2f6e-8b43-4c1d-a7a5-52f9d3b0c864"


def at(hour: int, minute: int = 0) -> datetime:
    """That time of the day on which the school worries."""
    return datetime(2026, 3, 4, hour, minute, tzinfo=UTC)


CET = {
    "reference": CHILD,
    "case_id": "0c6a7b1e-93d5-4a26-8f4b-1d2e3f405162",
    "pathway": Pathway.CET,
}
CHILD_PROTECTION = {
    "reference": CHILD,
    "case_id": "5e8f1a2b-4c3d-4e5f-8a9b-0c1d2e3f4a5b",
    "pathway": Pathway.CHILD_PROTECTION,
}
