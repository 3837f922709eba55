"""Three children in two families, and the figures that assurance counts about them, for tests."""

from datetime import datetime
from typing import Any

from mash_assurance.counts import tallies
from mash_assurance.domain.figures import Breakdown
from mash_assurance.domain.measures import Figures, figures
from mash_assurance.domain.tallies import EVER, Period
from mash_contracts.events import ContactReceived
from mash_platform.delivery.transaction import Delivery
from tests.builders.assurance import later
from tests.builders.triage import a_contact_received

CHILD = "4K7Q-9XWD-1"
SISTER = "4K7Q-9XWD-2"
NEIGHBOUR = "7BHN-3RTC-1"


def a_contact(reference: str, **given: Any) -> ContactReceived:
    return a_contact_received(reference=reference, contact_reference=reference.rpartition("-")[0], **given)


def figures_at(assurance: Delivery, *, at: datetime | None = None, period: Period = EVER) -> Figures:
    """By default three hours after the first contact."""
    with assurance.reading() as session:
        return figures(tallies(session, period, at or later(3)))


def counted(breakdown: Breakdown) -> dict[str, tuple[int, ...]]:
    return {line.code: line.counts for line in breakdown.present}
