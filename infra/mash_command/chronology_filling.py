"""Filling the chronology of children who were known before there was one, from what triage and teams keep."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

import mash_routing.service
import mash_routing.settings
import mash_triage.service
import mash_triage.settings
from mash_command.settings import MachineSettings
from mash_contracts.labelled import Labelled
from mash_platform.clock import SystemClock
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import RandomIdentifiers
from mash_routing.store import Case, Step, StepKind, cases_of, steps_of
from mash_triage.domain.chronology import EntryKind
from mash_triage.handlers.chronology_filling import TeamStep, fill, look_back_again
from mash_triage.store.chronology import count_records, references_after

_TOGETHER = 200
_KINDS = {
    StepKind.ACCEPTED: EntryKind.ACCEPTED,
    StepKind.ALLOCATED: EntryKind.ALLOCATED,
    StepKind.DECLINED: EntryKind.DECLINED,
    StepKind.CLOSED: EntryKind.CLOSED,
}


@dataclass(frozen=True)
class Filling:
    """Triage's records and routing's cases, of which nothing is changed."""

    triage: Delivery
    routing: Delivery

    def count(self) -> int:
        """How many records there are to look at, each twice."""
        with self.triage.reading() as session:
            return 2 * count_records(session)

    def run(self, advance: Callable[[int], None]) -> int:
        """Adds what is missing, then assesses who waits with it; gives how many entries were added.

        Blocks until all is done. Safe to break off and to repeat. `advance` is told of records looked at.
        """
        added = 0
        for references in self._batches():
            steps = self._steps(references)
            with self.triage.transaction() as transaction:
                added += fill(transaction, references, steps)
            advance(len(references))
        handlers = mash_triage.service.handlers(self.triage.clock)
        for references in self._batches():
            if added:
                with self.triage.transaction() as transaction:
                    look_back_again(handlers.chronology, transaction, references)
            advance(len(references))
        return added

    def _batches(self) -> Iterator[tuple[str, ...]]:
        last = ""
        while True:
            with self.triage.reading() as session:
                references = references_after(session, last, most=_TOGETHER)
            if not references:
                return
            yield references
            last = references[-1]

    def _steps(self, references: Sequence[str]) -> list[TeamStep]:
        with self.routing.reading() as session:
            return [step for reference in references for step in _of_child(session, reference)]


@contextmanager
def opened_filling(settings: MachineSettings) -> Iterator[Filling]:
    """Over the databases that the settings name, with their tables brought up."""
    clock, identifiers = SystemClock(), RandomIdentifiers()
    triage = mash_triage.service.open_delivery(
        mash_triage.settings.Settings(data=settings.data), clock, identifiers
    )
    routing = mash_routing.service.open_delivery(
        mash_routing.settings.Settings(data=settings.data), clock, identifiers
    )
    try:
        yield Filling(triage, routing)
    finally:
        triage.engine.dispose()
        routing.engine.dispose()


def _of_child(session: Session, reference: str) -> Iterator[TeamStep]:
    for case in cases_of(session, reference):
        for step in steps_of(session, case.case_id):
            if step.kind in _KINDS:
                yield _as_entry(case, step)


def _as_entry(case: Case, step: Step) -> TeamStep:
    reason: Labelled | None = step.closure_reason or step.reason
    return TeamStep(
        reference=case.reference,
        case_id=case.case_id,
        pathway=case.pathway,
        purpose=case.purpose,
        kind=_KINDS[step.kind],
        at=step.at,
        reason=reason.value if reason else None,
    )
