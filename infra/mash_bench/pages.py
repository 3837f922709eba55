"""How long a person waits for each page of the desk: asked over HTTP, one after the other."""

import math
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import httpx

from mash_contracts.vocabulary import Pathway
from mash_platform.clock import SystemClock
from mash_platform.identifiers import RandomIdentifiers
from mash_triage.domain.record_state import RecordState
from mash_triage.service import open_delivery
from mash_triage.settings import Settings
from mash_triage.store import queue
from mash_triage.store.queue import QueueFilter

LIMIT_MS = 200.0
"""A page of the desk is there within this, with 50,000 referrals stored."""
_WARM = 3


@dataclass(frozen=True, slots=True)
class PageTime:
    """Of one page: milliseconds from the request to the last byte of the answer."""

    page: str
    processor_ms: float
    """What the pages' process works for it; hardly depends on what else the machine does, unlike the rest."""
    median_ms: float
    p95_ms: float
    slowest_ms: float
    kib: float

    @property
    def in_time(self) -> bool:
        return self.p95_ms <= LIMIT_MS


def pages_to_time() -> Mapping[str, str]:
    """Addresses by what they are called; the records are some of those stored."""
    some = _some_references()
    waiting, decided = some[RecordState.WAITING], some[RecordState.DECIDED]
    return {
        "Desk, waiting": "/triage/",
        "Desk, waiting, fiftieth page": "/triage/?page=50",
        "Desk, least time left first": "/triage/?sort=time-left",
        "Desk, overdue": "/triage/?left=overdue",
        "Desk, red for child protection": "/triage/?rag=red&pathway=child-protection",
        "Desk, decided": "/triage/?state=decided",
        "Desk, decided, thousandth page": "/triage/?state=decided&page=1000",
        "Desk, decided for the exploitation team": "/triage/?state=decided&pathway=cet",
        "Record, waiting": f"/triage/{waiting}",
        "Record, decided": f"/triage/{decided}",
        "Clocks": f"/triage/{waiting}/clocks",
        "Tools": f"/triage/{waiting}/tools",
        "Decision": f"/triage/{waiting}/decision",
        "Board of agency checks": "/agency-checks/",
        "Board, police": "/agency-checks/?agency=police",
        "Board, hundredth page": "/agency-checks/?page=100",
        "Vulnerability tracker": "/vulnerability-tracker/",
        "School notices": "/school-notices/",
        "All teams": "/worklists/",
        **{f"Worklist, {team.label.lower()}": f"/worklists/{team}" for team in Pathway},
        "Worklist, hundredth page": f"/worklists/{Pathway.EARLY_HELP}?page=100",
    }


def time_pages(
    address: str, cookies: Mapping[str, str], *, times: int, processor_seconds: Callable[[], float]
) -> Iterator[PageTime]:
    """Asks for each page so many times, after a few that are not counted. Blocks.

    `processor_seconds` is what the process that serves the pages has worked so far. Raises `RuntimeError`
    when a page does not answer with 200.
    """
    with httpx.Client(base_url=address, cookies=dict(cookies), timeout=60.0, trust_env=False) as client:
        for page, path in pages_to_time().items():
            taken: list[float] = []
            size, worked = 0, 0.0
            for number in range(_WARM + times):
                if number == _WARM:
                    worked = processor_seconds()
                begun = time.perf_counter()
                answer = client.get(path)
                if number >= _WARM:
                    taken.append((time.perf_counter() - begun) * 1000)
                if answer.status_code != 200:
                    raise RuntimeError(f"{path} answered with {answer.status_code}")
                size = len(answer.content)
            ordered = sorted(taken)
            yield PageTime(
                page=page,
                processor_ms=round((processor_seconds() - worked) * 1000 / times, 1),
                median_ms=round(statistics.median(ordered), 1),
                p95_ms=round(ordered[math.ceil(0.95 * len(ordered)) - 1], 1),
                slowest_ms=round(ordered[-1], 1),
                kib=round(size / 1024, 1),
            )


def _some_references() -> dict[RecordState, str]:
    delivery = open_delivery(Settings(), SystemClock(), RandomIdentifiers())
    try:
        with delivery.reading() as session:
            found = {
                state: queue.queue(session, QueueFilter(state), offset=10, limit=1)
                for state in (RecordState.WAITING, RecordState.DECIDED)
            }
    finally:
        delivery.engine.dispose()
    return {state: lines[0].reference for state, lines in found.items()}
