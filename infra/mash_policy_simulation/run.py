"""Running recorded referrals again, on every processor, some hundreds at a time.

A worker process reads its own share from the databases, or is handed lines of a file, and gives back counts.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from mash_intake.handlers.equality import CountedBy, counted_by_reference
from mash_intake.service import open_delivery
from mash_intake.settings import Settings
from mash_platform.clock import SystemClock
from mash_platform.database import open_database
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import RandomIdentifiers
from mash_policy.load import find_edition, load_edition
from mash_policy.model import Policy
from mash_policy_simulation.contacts import Handed, contacts_in, referrals_of
from mash_policy_simulation.groups import NOT_KNOWN, GroupedBy, age_band
from mash_policy_simulation.moves import RULES, Comparison, Move, outcome
from mash_policy_simulation.tally import Tally
from mash_triage.domain.assessment import Recommendation, recommend, seen_in
from mash_triage.domain.picture import Picture
from mash_triage.store.recorded import RecordedReferral, recorded_referrals, recorded_since

_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Editions:
    """Which editions to look at, as `find_edition` takes them."""

    new: str
    against: str | None = None
    """What to compare with; None for what was recommended at the time."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Referrals that a system keeps."""

    data: Path
    """The folder of the system."""
    triage_url: str
    since: datetime | None
    """None: from the first on."""


@dataclass(frozen=True, slots=True)
class Written:
    """Contacts in a file."""

    path: Path
    on: date | None
    """All of them came in at noon of this day; None where each line says when it came in."""
    since: datetime | None = None
    """What came in before counts as what went before, and is not run again. None: from the first on."""


@dataclass(frozen=True, slots=True)
class Run:
    """What was counted, with the editions it was counted under."""

    new: Policy
    against: Policy | None
    tally: Tally


Report = Callable[[int], None]


def run_kept(editions: Editions, kept: Kept, total: Report, advance: Report) -> Run:
    """Runs what a system keeps again. Blocks; tells how many there are in all, then how many more are done.

    Raises NoEdition or RefusedEdition for an edition that may not be used, also one of those recorded.
    """
    new, against = _loaded(editions)
    engine = open_database(kept.triage_url).execution_options(read_only=True)
    with Session(engine) as session:
        recorded = recorded_since(session, kept.since)
    engine.dispose()
    total(recorded.count)
    spans = (
        (_run_span, (editions, kept, first, min(first + _AT_A_TIME - 1, recorded.last)))
        for first in range(recorded.first, recorded.last + 1, _AT_A_TIME)
    )
    return Run(new, against, _counted(spans, advance))


def run_written(editions: Editions, written: Written, total: Report, advance: Report) -> Run:
    """Runs the contacts of a file: taken in, assessed under `against`, and under the new edition.

    Blocks. Raises NoEdition, RefusedEdition, and OSError or ValueError for a file that cannot be read.
    """
    if editions.against is None:
        raise ValueError("contacts in a file were never assessed: say which edition to compare with")
    new, against = _loaded(editions)
    with written.path.open("rb") as file:
        total(sum(1 for line in file if line.strip()))
    batches = (
        (_run_batch, (editions, written, batch))
        for batch in contacts_in(written.path, written.on, _AT_A_TIME)
    )
    return Run(new, against, _counted(batches, advance))


def _loaded(editions: Editions) -> tuple[Policy, Policy | None]:
    return find_edition(editions.new), find_edition(editions.against) if editions.against else None


_Done = tuple[int, Tally]
_Task = tuple[Callable[..., _Done], tuple[Any, ...]]


def _counted(tasks: Iterator[_Task], advance: Report) -> Tally:
    """Never more of them under way than keep every processor busy, so that memory stays small."""
    workers = os.cpu_count() or 1
    counted = Tally()
    under_way: deque[Future[_Done]] = deque()

    def take_oldest() -> None:
        done, tally = under_way.popleft().result()
        counted.take_in(tally)
        advance(done)

    # Fresh processes: a copy of this one would share its database connections.
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        for task, arguments in tasks:
            under_way.append(pool.submit(task, *arguments))
            if len(under_way) > 2 * workers:
                take_oldest()
        while under_way:
            take_oldest()
    return counted


def _run_span(editions: Editions, kept: Kept, first: int, last: int) -> _Done:
    """In a worker: the assessments with these numbers."""
    compared = _compared(editions)
    tally = Tally()
    with Session(_engine(kept.triage_url)) as session:
        referrals = list(recorded_referrals(session, kept.since, first, last))
    with _intake(kept.data).reading() as session:
        groups = counted_by_reference(session, [referral.reference for referral in referrals])
    for referral in referrals:
        before, after, move = compared.recorded(referral)
        counted_by = groups.get(referral.reference)
        tally.add(referral.received_at, before, after, move, _groups(referral.picture, counted_by))
    return len(referrals), tally


def _run_batch(editions: Editions, written: Written, batch: list[Handed]) -> _Done:
    """In a worker: these contacts."""
    compared = _compared(editions)
    tally = Tally()
    for handed in batch:
        if written.since is not None and handed.received_at < written.since:
            continue
        if handed.before is None:
            tally.refused += 1
            continue
        for referral in referrals_of(handed, written.on):
            at = handed.received_at
            before, after, move = compared.pictured(referral.reference, referral.picture, at)
            tally.add(at, before, after, move, _groups(referral.picture, referral.groups))
    return len(batch), tally


def _groups(picture: Picture, counted_by: CountedBy | None) -> dict[GroupedBy, str]:
    return {
        GroupedBy.AGE: age_band(picture),
        GroupedBy.ETHNICITY: counted_by.ethnicity.label if counted_by else NOT_KNOWN,
        GroupedBy.DISTRICT: (counted_by.district if counted_by else None) or NOT_KNOWN,
    }


_Outcome = tuple[Recommendation, Recommendation, Move | None]


class _Compared:
    """The editions of one run, loaded once a process."""

    def __init__(self, editions: Editions) -> None:
        self._new, self._against = _loaded(editions)
        self._comparisons: dict[str, Comparison] = {}

    def pictured(self, reference: str, picture: Picture, at: datetime) -> _Outcome:
        """Where nothing counts that may have been recommended at the time."""
        assert self._against is not None
        seen = seen_in(picture)
        before = recommend(picture, seen, self._against)
        after = recommend(picture, seen, self._new)
        return before, after, self._with(self._against).move(reference, at, before, after)

    def recorded(self, referral: RecordedReferral) -> _Outcome:
        """Where what was recommended at the time is compared with, unless another edition is."""
        if self._against is not None:
            return self.pictured(referral.reference, referral.picture, referral.received_at)
        before = referral.recommendation
        edition = load_edition(before.policy_edition)
        seen = seen_in(referral.picture)
        after = recommend(referral.picture, seen, self._new)
        move = self._with(edition).move(referral.reference, referral.received_at, before, after)
        if move is not None and outcome(recommend(referral.picture, seen, edition)) != outcome(before):
            move = replace(move, because=(*move.because, RULES))
        return before, after, move

    def _with(self, old: Policy) -> Comparison:
        if old.digest not in self._comparisons:
            self._comparisons[old.digest] = Comparison(old, self._new)
        return self._comparisons[old.digest]


@lru_cache(maxsize=4)
def _compared(editions: Editions) -> _Compared:
    return _Compared(editions)


@lru_cache(maxsize=1)
def _intake(data: Path) -> Delivery:
    return open_delivery(Settings(data=data), SystemClock(), RandomIdentifiers())


@lru_cache(maxsize=4)
def _engine(url: str) -> Engine:
    return open_database(url).execution_options(read_only=True)
