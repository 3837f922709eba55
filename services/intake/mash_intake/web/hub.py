"""What intake's pages and API need to know of the hub they stand in."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Hub:
    name: str
    """As in "County Durham"."""
    phone: str
    """Answered day and night."""
    draft_life: timedelta
    """How long an unfinished form is kept after it was last touched."""
    test_nhs_numbers: bool
    """Whether NHS numbers of the test range are taken."""
    emails: bool
    """Whether referrers are e-mailed."""
