"""The two clocks of a decision: how they stand, pausing the local one, and saying when one ran out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from mash_contracts.events import DeadlineBreached
from mash_contracts.vocabulary import DecisionClock
from mash_platform.clock import LONDON, Clock
from mash_platform.delivery.transaction import Transaction
from mash_platform.errors import Conflict, FieldError, Rejected
from mash_policy.model import Policy, Timescales
from mash_triage.domain.clocks import Clocks, Pause, PauseReason, clocks, pause_shortcomings
from mash_triage.domain.decision import Professional
from mash_triage.domain.ratings import Rating, Wait, waits
from mash_triage.domain.record_state import RecordState
from mash_triage.handlers.ratings import ratings_of
from mash_triage.handlers.rejected import rejected
from mash_triage.store import clocks as kept
from mash_triage.store import records
from mash_triage.store.clocks import Deadline
from mash_triage.store.records import Assessment, Record


@dataclass(frozen=True, slots=True)
class TimedWait:
    """One time that a child waited, with both clocks as they ran then, and under what they ran."""

    wait: Wait
    clocks: Clocks
    pauses: tuple[Pause, ...]
    timescales: Timescales

    @property
    def paused(self) -> Pause | None:
        """The pause that goes on, or went on when somebody decided."""
        return self.pauses[-1] if self.pauses and self.pauses[-1].ended_at is None else None


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with one child's rating and clocks, and how it came to that."""

    ratings: tuple[Rating, ...]
    waits: tuple[TimedWait, ...]
    pauses: tuple[Pause, ...]
    deadlines: tuple[Deadline, ...]

    @property
    def running(self) -> TimedWait | None:
        """None once somebody has decided."""
        return self.waits[-1] if self.waits and self.waits[-1].wait.ended_at is None else None

    @property
    def paused(self) -> Pause | None:
        """The pause that goes on now. A decision ends what it was made during."""
        return self.running.paused if self.running else None

    @property
    def breaches(self) -> tuple[Deadline, ...]:
        """Every deadline that ran out before somebody decided; they stay."""
        return tuple(one for one in self.deadlines if one.breached_at is not None)


@dataclass(frozen=True)
class ClockHandlers:
    policy_on: Callable[[date], Policy]
    """The edition in force on a day."""
    clock: Clock

    def standing(self, session: Session, record: Record, *further: Assessment) -> Standing:
        """Reads; changes nothing. `further` are assessments that are not kept yet."""
        ratings = ratings_of(record, (*records.assessments_of(session, record.reference), *further))
        pauses = kept.pauses_of(session, record.reference)
        return Standing(
            ratings=ratings,
            waits=tuple(self._timed(wait, pauses) for wait in waits(record.received_at, ratings)),
            pauses=pauses,
            deadlines=kept.deadlines_of(session, record.reference),
        )

    def pause(
        self,
        transaction: Transaction,
        reference: str,
        reason: PauseReason | None,
        words: str,
        person: Professional,
    ) -> None:
        """A named person stops the local clock, with a reason; the statutory one goes on.

        Raises NotFound, Conflict when nobody waits for a decision, Rejected where the policy does not let
        this clock be paused, it has run out, or something is missing.
        """
        record, running = self._waiting(transaction, reference)
        now = self.clock.now()
        found = pause_shortcomings(reason, words, running.clocks, running.pauses, running.timescales, now)
        if reason is None or found:
            raise rejected(found)
        kept.add_pause(transaction.session, reference, Pause(reason, words.strip(), now, person))
        self.keep_due(transaction, record)

    def resume(self, transaction: Transaction, reference: str, person: Professional) -> None:
        """The local clock goes on with what was left. Raises NotFound, Conflict, Rejected when it runs."""
        record, running = self._waiting(transaction, reference)
        if running.paused is None:
            raise Rejected(FieldError("", "not-paused", "The local clock is running"))
        kept.end_pause(transaction.session, reference, running.paused, person, self.clock.now())
        self.keep_due(transaction, record)

    def look_at_the_clock(self, transaction: Transaction, *, most: int = 100) -> int:
        """Says once of each deadline that it ran out while nobody had decided. Regular work."""
        late = kept.run_out_unseen(transaction.session, self.clock.now(), most=most)
        for reference in late:
            self.note_late(transaction, records.find(transaction.session, reference, to_change=True))
        return len(late)

    def note_late(self, transaction: Transaction, record: Record) -> None:
        """Keeps which deadlines of this child have run out, and says of each that is new. Repeatable."""
        session, now = transaction.session, self.clock.now()
        standing = self.standing(session, record)
        seen = {(one.clock, one.due_at) for one in standing.breaches}
        watched = [] if standing.running is None else _watched(record, standing.running.clocks)
        new = [
            Deadline(record.reference, clock, due, record.waiting_as.rag, now if due <= now else None)
            for clock, due in watched
            if (clock, due) not in seen
        ]
        kept.keep_deadlines(session, record.reference, new)
        for one in new:
            if one.breached_at is not None:
                transaction.caused_by(record.cause).publish(_breached(one, one.breached_at))

    def _waiting(self, transaction: Transaction, reference: str) -> tuple[Record, TimedWait]:
        record = records.find(transaction.session, reference, to_change=True)
        running = self.standing(transaction.session, record).running
        if record.state is RecordState.DECIDED or running is None:
            raise Conflict("No clock is running: this child has been decided on.")
        return record, running

    def keep_due(self, transaction: Transaction, record: Record) -> Record:
        """Keeps by when somebody decides, so that the desk's list shows the tighter clock. Repeatable."""
        running = self.standing(transaction.session, record).running
        if running is None:
            return record
        kept.change_decide_by(transaction.session, record.reference, running.clocks.due)
        return replace(record, decide_by=running.clocks.due)

    def _timed(self, wait: Wait, pauses: tuple[Pause, ...]) -> TimedWait:
        """Under the edition of the assessment that began the wait, else under the one in force that day."""
        day = wait.edition or wait.started_at.astimezone(LONDON).date().isoformat()
        timescales = self.policy_on(date.fromisoformat(day)).timescales
        theirs = tuple(pause for pause in pauses if _during(pause, wait))
        return TimedWait(wait, clocks(wait.urgencies, theirs, timescales), theirs, timescales)


def _during(pause: Pause, wait: Wait) -> bool:
    return pause.started_at >= wait.started_at and (
        wait.ended_at is None or pause.started_at <= wait.ended_at
    )


def _watched(record: Record, running: Clocks) -> list[tuple[DecisionClock, datetime]]:
    """Both deadlines, and the one that the desk showed: an answer during a pause can have made it earlier."""
    due = [(clock, at) for clock in DecisionClock if (at := running.due_by(clock)) is not None]
    if record.decide_by not in [at for _, at in due]:
        due.append((DecisionClock.LOCAL, record.decide_by))
    return due


def _breached(one: Deadline, at: datetime) -> DeadlineBreached:
    return DeadlineBreached(
        reference=one.reference, clock=one.clock, due_at=one.due_at, rag=one.rag, breached_at=at
    )
