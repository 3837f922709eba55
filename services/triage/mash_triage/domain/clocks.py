"""The two clocks that run on a child's record at the desk until somebody decides.

The statutory clock gives one working day, whatever the urgency, and never stops. The local clock follows the
urgency: where that rises, it becomes shorter at once; where it falls, what was to be met stays to be met.
Only the local clock can be paused, by a named person, with a reason, and where the policy says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mash_contracts.labelled import Labelled
from mash_contracts.vocabulary import DecisionClock, Rag
from mash_policy.model import OfficeHours, Timescale, Timescales, TimeUnit
from mash_policy.working_time import add_working_hours, deadline, working_time_between
from mash_triage.domain.decision import LONGEST_RATIONALE, Professional, Shortcoming


class PauseReason(Labelled):
    """What somebody waits for that would change what they decide."""

    FAMILY = "family", "The family is being spoken to"
    REFERRER = "referrer", "The referrer was asked to tell more"
    INTERPRETER = "interpreter", "An interpreter is needed first"
    VISIT = "visit", "Somebody is on the way to see the child"


@dataclass(frozen=True, slots=True)
class Pause:
    """The local clock stood still: since when, why, until when, and who said so."""

    reason: PauseReason
    words: str = field(repr=False)
    started_at: datetime
    started_by: Professional
    ended_at: datetime | None = None
    ended_by: Professional | None = None


@dataclass(frozen=True, slots=True)
class RunningUrgency:
    """From when on a child waits with this urgency."""

    since: datetime
    rag: Rag


@dataclass(frozen=True, slots=True)
class Clocks:
    """Both clocks of a child who waits."""

    started_at: datetime
    statutory: datetime
    local: datetime | None
    """None while it stands still."""
    local_rag: Rag
    """Whose timescale it is that the local clock runs under."""

    @property
    def due(self) -> datetime:
        """The tighter of the two, which is the one to meet."""
        return self.statutory if self.local is None else min(self.statutory, self.local)

    def due_by(self, clock: DecisionClock) -> datetime | None:
        return self.statutory if clock is DecisionClock.STATUTORY else self.local


def decide_by(start: datetime, rag: Rag, timescales: Timescales) -> datetime:
    """The tighter of the statutory clock, one working day, and the local one for this urgency."""
    return clocks((RunningUrgency(start, rag),), (), timescales).due


def clocks(urgencies: Sequence[RunningUrgency], pauses: Iterable[Pause], timescales: Timescales) -> Clocks:
    """Where both clocks stand for a child who waited with these urgencies, the earliest first.

    Each urgency starts a local clock of its own when it is found, and the tightest of them is kept: a child
    whose urgency falls is not decided on later. Raises ValueError without any urgency.
    """
    if not urgencies:
        raise ValueError("a child at the desk waits with some urgency")
    stopped = tuple(pauses)
    local: dict[Rag, datetime | None] = {}
    for one in urgencies:
        local.setdefault(one.rag, _local_deadline(one, stopped, timescales))
    running = [(due, rag) for rag, due in local.items() if due is not None]
    tightest = min(running) if running else (None, max(local))
    start = urgencies[0].since
    return Clocks(
        started_at=start,
        statutory=deadline(start, timescales.decision, timescales.office_hours),
        local=tightest[0],
        local_rag=tightest[1],
    )


def pause_shortcomings(
    reason: PauseReason | None,
    words: str,
    standing: Clocks,
    pauses: Iterable[Pause],
    timescales: Timescales,
    now: datetime,
) -> tuple[Shortcoming, ...]:
    """A clock is paused for a reason of the list and in somebody's own words, while there is time left."""
    found = []
    if any(pause.ended_at is None for pause in pauses):
        found.append(Shortcoming("reason", "paused-already", "The local clock is paused already"))
    elif not timescales.rag[standing.local_rag].may_pause:
        sentence = f"The clock for {standing.local_rag.label.lower()} may not be paused"
        found.append(Shortcoming("reason", "may-not-pause", sentence))
    elif standing.local is not None and standing.local <= now:
        found.append(Shortcoming("reason", "run-out", "The local clock has run out; a pause would hide that"))
    elif reason is None:
        found.append(Shortcoming("reason", "required", "Select what you wait for"))
    if not words.strip():
        found.append(Shortcoming("words", "required", "Enter what you wait for, and until when"))
    elif len(words) > LONGEST_RATIONALE:
        sentence = f"What you wait for must be {LONGEST_RATIONALE:,} characters or fewer"
        found.append(Shortcoming("words", "too-long", sentence))
    return tuple(found)


def _local_deadline(
    urgency: RunningUrgency, pauses: Iterable[Pause], timescales: Timescales
) -> datetime | None:
    """Moved by the time for which the clock stood still, where it may; None while it does.

    A pause stops what runs when it begins. A child whose urgency rises meanwhile waits for nobody's answer.
    """
    timescale = timescales.rag[urgency.rag]
    due = deadline(urgency.since, timescale, timescales.office_hours)
    if not timescale.may_pause:
        return due
    for pause in pauses:
        if not urgency.since <= pause.started_at < due:
            continue
        if pause.ended_at is None:
            return None
        due = _later(due, pause.started_at, pause.ended_at, timescale, timescales.office_hours)
    return due


def _later(
    due: datetime, paused: datetime, resumed: datetime, timescale: Timescale, office_hours: OfficeHours
) -> datetime:
    """What was left when the clock was paused is left when it goes on, counted as the timescale counts."""
    if timescale.unit is TimeUnit.WORKING_HOURS:
        left = working_time_between(paused, due, office_hours)
        return max(due, add_working_hours(resumed, left, office_hours))
    return due + (resumed - paused)
