"""A hub with many children stored: through the use cases of every service, without a broker between them.

What one service says is handed to the next as its worker would, in batches; what was handed on is deleted
from the outbox, as pruning does. The children come in over sixty days, so that some who wait are overdue.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import count, islice
from pathlib import Path

from sqlalchemy import delete, func, select

from mash_bench.accepting import as_handover, references_of
from mash_bench.deciding import decide_as_recommended
from mash_intake.handlers.accept import accept_contacts
from mash_intake.service import open_delivery as open_intake
from mash_intake.settings import Settings as IntakeSettings
from mash_platform.clock import LONDON, Clock, MovableClock, SystemClock
from mash_platform.delivery.received import Received
from mash_platform.delivery.transaction import Delivery, headers_from_text
from mash_platform.identifiers import RandomIdentifiers
from mash_platform.streams import batch
from mash_platform.streams.brake import Brake
from mash_platform.streams.subscription import Subscription
from mash_policy.load import load_edition
from mash_routing.handlers.answers import Answers
from mash_routing.handlers.opening import CaseOpening
from mash_routing.service import open_delivery as open_routing
from mash_routing.settings import Settings as RoutingSettings
from mash_routing.stream import subscriptions as routing_reads
from mash_triage.domain.record_state import RecordState
from mash_triage.service import handlers
from mash_triage.service import open_delivery as open_triage
from mash_triage.settings import Settings as TriageSettings
from mash_triage.store import queue, tables
from mash_triage.store.queue import QueueFilter
from mash_triage.stream import subscriptions as triage_reads

_CONTACTS_TOGETHER = 200
_DAYS = 60


def first_day() -> date:
    """The day on which the first of the children comes in."""
    return SystemClock().now().astimezone(LONDON).date() - timedelta(days=_DAYS)


def stored() -> int:
    """How many children triage has in the database that the settings name."""
    delivery = open_triage(TriageSettings(), SystemClock(), RandomIdentifiers())
    try:
        with delivery.reading() as session:
            return session.scalar(select(func.count()).select_from(tables.records)) or 0
    finally:
        delivery.engine.dispose()


def store(contacts: Path, *, number: int, waiting: int, told: Callable[[int], None]) -> int:
    """Stores a file of so many contacts where the settings say; how many children. Blocks.

    All but `waiting` are decided as recommended and stand on worklists. `told` is called with how many more
    are stored. Raises `RuntimeError` when a contact is refused.
    """
    clock = MovableClock(datetime.combine(first_day(), time(20), LONDON))
    hub = _Hub(clock)
    step = timedelta(days=_DAYS - 1) / max(1, number // _CONTACTS_TOGETHER)
    children = 0
    try:
        with contacts.open("rb") as lines:
            for place, bodies in enumerate(iter(lambda: list(islice(lines, _CONTACTS_TOGETHER)), [])):
                clock.move(step)
                taken = hub.take(place, bodies)
                children += taken
                hub.decide_all_but(waiting)
                told(taken)
    finally:
        hub.close()
    return children


class _Hub:
    """Intake, triage and routing of one hub, in one process."""

    def __init__(self, clock: Clock) -> None:
        identifiers = RandomIdentifiers()
        self._intake = open_intake(IntakeSettings(), clock, identifiers)
        self._triage = open_triage(TriageSettings(), clock, identifiers)
        self._routing = open_routing(RoutingSettings(), clock, identifiers)
        self._desk = handlers(clock)
        self._contacts = triage_reads(self._desk)[0]
        self._decisions = routing_reads(CaseOpening(clock, identifiers, load_edition), Answers(clock))[0]
        self._offsets = count()

    def take(self, number: int, bodies: Sequence[bytes]) -> int:
        handovers = [as_handover(body, f"{number}-{place}") for place, body in enumerate(bodies)]
        children = len(list(references_of(accept_contacts(self._intake, handovers, test_nhs_numbers=True))))
        self._hand_on(self._intake, self._triage, self._contacts)
        return children

    def decide_all_but(self, waiting: int) -> None:
        with self._triage.reading() as session:
            too_many = queue.counts(session)[RecordState.WAITING] - waiting
            lines = queue.queue(session, QueueFilter(RecordState.WAITING), limit=max(0, too_many))
        if lines:
            decide_as_recommended(self._triage, self._desk, lines)
        self._hand_on(self._triage, self._routing, self._decisions)

    def close(self) -> None:
        for delivery in (self._intake, self._triage, self._routing):
            delivery.engine.dispose()

    def _hand_on(self, source: Delivery, target: Delivery, subscription: Subscription) -> None:
        """What `source` has said goes to `target`, as far as that reads it."""
        read = {topic.name for topic in subscription.topics}
        messages = list(self._said(source))
        batch.handle(
            target, subscription, [one for one in messages if one.topic in read], Brake(subscription.brake)
        )

    def _said(self, source: Delivery) -> Iterator[Received]:
        outbox = source.outbox
        with source.transaction() as transaction:
            rows = transaction.session.execute(select(outbox).order_by(outbox.c.sequence)).all()
            transaction.session.execute(delete(outbox))
        for row in rows:
            yield Received(
                topic=row.topic,
                partition=0,
                offset=next(self._offsets),
                timestamp_ms=0,
                key=None,
                value=row.value,
                headers=tuple(headers_from_text(row.headers)),
            )
