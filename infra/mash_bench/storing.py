"""Very many children stored: some through the use cases of every service, over sixty days."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import func, select

from mash_bench.hub import Hub
from mash_platform.clock import LONDON, MovableClock, SystemClock
from mash_platform.identifiers import RandomIdentifiers
from mash_triage.service import open_delivery as open_triage
from mash_triage.settings import Settings as TriageSettings
from mash_triage.store import tables

_CONTACTS_TOGETHER = 200
_DAYS = 60
_DAYS_OF_THE_PAST = 14
"""In so many, sixty days ago, the children of the past come in: every clock has run out since."""


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

    They come in until yesterday, so that some who wait are overdue. All but `waiting` are decided as
    recommended and stand on worklists. `told` is called with how many more are stored. Raises `RuntimeError`
    when a contact is refused.
    """
    clock, hub = _begun()
    children = 0
    try:
        for taken in _taken(hub, clock, contacts, number, timedelta(days=_DAYS - 1)):
            hub.decide_all_but(waiting)
            told(taken)
            children += taken
        hub.look_who_they_could_be()
    finally:
        hub.close()
    return children


def store_past(contacts: Path, *, number: int, told: Callable[[int], None]) -> int:
    """Stores a file of so many contacts that are the past: nothing of them is open any more. Blocks.

    All are decided as recommended, their checks answered, their cases closed, and what the clocks have to
    say is said. `told`, result and errors as for `store`.
    """
    clock, hub = _begun()
    children = 0
    try:
        for taken in _taken(hub, clock, contacts, number, timedelta(days=_DAYS_OF_THE_PAST)):
            hub.decide_all_but(0)
            hub.end_what_is_open()
            told(taken)
            children += taken
        clock.move(SystemClock().now() - clock.now())
        hub.leave_nothing_to_do()
    finally:
        hub.close()
    return children


def _begun() -> tuple[MovableClock, Hub]:
    clock = MovableClock(datetime.combine(first_day(), time(20), LONDON))
    return clock, Hub(clock)


def _taken(hub: Hub, clock: MovableClock, contacts: Path, number: int, over: timedelta) -> Iterator[int]:
    """Hands the contacts in, some at a time and spread over so long: how many children each time."""
    step = over / max(1, number // _CONTACTS_TOGETHER)
    with contacts.open("rb") as lines:
        for place, bodies in enumerate(iter(lambda: list(islice(lines, _CONTACTS_TOGETHER)), [])):
            clock.move(step)
            yield hub.take(place, bodies)
