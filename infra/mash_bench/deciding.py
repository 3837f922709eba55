"""The load in the middle: a simulated practitioner who reads the desk's queue and decides as recommended."""

import time
from collections.abc import Callable, Sequence

from mash_bench.moments import Moments
from mash_contracts.vocabulary import Role
from mash_platform.clock import SystemClock
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import RandomIdentifiers
from mash_triage.domain.decision import Choice, Professional
from mash_triage.domain.record_state import RecordState
from mash_triage.handlers.records import Handlers
from mash_triage.service import handlers, open_delivery
from mash_triage.settings import Settings
from mash_triage.store.queue import QueueFilter, QueueLine, queue

_PRACTITIONER = Professional("bench", "A simulated practitioner", Role.PRACTITIONER)
_WAITING = QueueFilter(RecordState.WAITING)
_LOOK_SECONDS = 0.025


def decide_until(told_to_stop: Callable[[], bool], *, together: int) -> tuple[Moments, Moments]:
    """Decides what waits, up to `together` children a transaction, until told to stop. Blocks.

    When each child was seen at the desk, and when decided.
    """
    delivery = open_delivery(Settings(), SystemClock(), RandomIdentifiers())
    desk = handlers(SystemClock())
    seen: Moments = {}
    decided: Moments = {}
    try:
        while not told_to_stop():
            with delivery.reading() as session:
                waiting = queue(session, _WAITING, limit=together)
            if waiting:
                seen |= dict.fromkeys((line.reference for line in waiting), time.time())
                decide_as_recommended(delivery, desk, waiting)
                decided |= dict.fromkeys((line.reference for line in waiting), time.time())
            time.sleep(_LOOK_SECONDS)
    finally:
        delivery.engine.dispose()
    return seen, decided


def decide_as_recommended(delivery: Delivery, desk: Handlers, waiting: Sequence[QueueLine]) -> None:
    """Decides these children in one transaction. Blocks."""
    with delivery.transaction() as transaction:
        transaction.handling({line.reference for line in waiting})
        for line in waiting:
            desk.decide(transaction, line.reference, _as_recommended(line), _PRACTITIONER, seen_version=None)


def _as_recommended(line: QueueLine) -> Choice:
    advised = line.recommendation
    return Choice(
        level=advised.level,
        rag=advised.rag,
        legal_basis=advised.legal_basis,
        pathways=advised.pathways,
        rationale="Agreed with the recommendation after reading what each agency said.",
    )
