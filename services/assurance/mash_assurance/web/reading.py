"""Reading the figures once for a page and everything on it."""

from collections import OrderedDict
from datetime import datetime
from threading import Lock

from mash_assurance.counts import tallies
from mash_assurance.domain.measures import Figures, figures
from mash_assurance.domain.tallies import EVER, Period
from mash_platform.delivery.transaction import Delivery

_PAGES_REMEMBERED = 20


class FigureReader:
    """Figures straight from the records. Blocks for the database; may be used from several threads."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        self._read: OrderedDict[tuple[Period, datetime], Figures] = OrderedDict()
        self._lock = Lock()

    def now(self, period: Period = EVER) -> Figures:
        """As things stand."""
        with self._delivery.reading() as session:
            read = figures(tallies(session, period, self._delivery.clock.now()))
        with self._lock:
            self._read[period, read.as_of] = read
            while len(self._read) > _PAGES_REMEMBERED:
                self._read.popitem(last=False)
        return read

    def as_of(self, period: Period, at: datetime | None) -> Figures:
        """The figures that a page was just made from, so that its plots and files show the same numbers.

        When they are no longer remembered: as things stand.
        """
        with self._lock:
            read = self._read.get((period, at)) if at is not None else None
        return read or self.now(period)
