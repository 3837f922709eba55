"""Work that a clock brings and no event: looked for again and again, in a thread of its own."""

import logging
import threading
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError

from mash_platform.delivery.transaction import Delivery, Transaction
from mash_platform.fail_stop import fail_stop
from mash_platform.telemetry.logs import what_failed

log = logging.getLogger(__name__)


class RegularWork:
    """Calls `work` in a transaction every so many seconds, and again at once while it finds something to do.

    `work` gives how much it did. It may run in several processes at the same time, so it has to take what it
    works on. While the database is away, it is tried again; any other failure ends the process.
    """

    def __init__(
        self, name: str, delivery: Delivery, work: Callable[[Transaction], int], *, every: float
    ) -> None:
        self._name = name
        self._delivery = delivery
        self._work = work
        self._every = every
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> bool:
        """Lets the transaction at hand end. False when that took too long; it is then rolled back."""
        self._stopping.set()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                if not self._did_something():
                    self._stopping.wait(self._every)
        except Exception as error:  # noqa: BLE001 - nothing is swallowed: the process ends
            fail_stop(log, f"{self._name} met an unknown failure", error)

    def _did_something(self) -> bool:
        try:
            return self._do() > 0
        except DBAPIError as error:
            log.warning("%s waits for the database: %s", self._name, what_failed(error))
            return False

    def _do(self) -> int:
        with self._delivery.transaction() as transaction:
            return self._work(transaction)


class RegularErrand(RegularWork):
    """Regular work that opens its own transactions, because between them it waits for somebody outside."""

    def __init__(self, name: str, delivery: Delivery, errand: Callable[[], int], *, every: float) -> None:
        super().__init__(name, delivery, lambda _: errand(), every=every)
        self._errand = errand

    def _do(self) -> int:
        return self._errand()
