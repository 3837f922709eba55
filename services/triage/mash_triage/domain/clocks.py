"""The two clocks that run on a child's record at the desk."""

from datetime import datetime

from mash_contracts.vocabulary import Rag
from mash_policy.model import Timescales
from mash_policy.working_time import deadline


def decide_by(start: datetime, rag: Rag, timescales: Timescales) -> datetime:
    """The tighter of the statutory clock, one working day, and the local one for this urgency."""
    return min(
        deadline(start, timescales.decision, timescales.office_hours),
        deadline(start, timescales.rag[rag], timescales.office_hours),
    )


def hold_strategy_discussion_by(start: datetime, timescales: Timescales) -> datetime:
    """A strategy discussion on a red recommendation is held the same day."""
    return deadline(start, timescales.strategy_discussion_high_risk, timescales.office_hours)
