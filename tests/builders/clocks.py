"""Times and pauses of the clocks of a decision, for tests."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from mash_contracts.vocabulary import Role
from mash_triage.domain.clocks import Pause, PauseReason
from mash_triage.domain.decision import Professional

_LONDON = ZoneInfo("Europe/London")
_AMIRA = Professional("account-of-amira", "Amira Shah", Role.PRACTITIONER)


def london(day: str, at: str) -> datetime:
    """The moment at which clocks in London show this."""
    return datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=_LONDON)


def a_pause(**given: Any) -> Pause:
    """Somebody is on the way to see the child; the pause goes on, unless it is told when it ended."""
    ended_at = given.get("ended_at")
    return Pause(
        **{
            "reason": PauseReason.VISIT,
            "words": "The health visitor is there at two and rings at once.",
            "started_at": london("2026-03-04", "11:00"),
            "started_by": _AMIRA,
            "ended_by": _AMIRA if ended_at else None,
            **given,
        }
    )
