"""The account of every child as metrics, taken again and again.

Each account is taken by a process of its own that ends with it: what it needs in memory for every child there
ever was is given back, and whoever serves the numbers stays small.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import Any

from prometheus_client import Counter, Gauge

from mash_platform.telemetry.logs import set_up_logging
from mash_platform.telemetry.server import Health, TelemetryServer

log = logging.getLogger(__name__)

ACCEPTED = Gauge("mash_reconcile_accepted", "Children accepted, when the last account was taken.")
PENDING = Gauge("mash_reconcile_pending", "Of them: on the way to triage, or waiting for a decision.")
DECIDED = Gauge("mash_reconcile_decided", "Of them: decided, and on the way to a team.")
ROUTED = Gauge("mash_reconcile_routed", "Of them: known to every team that was decided on.")
QUARANTINED = Gauge("mash_reconcile_quarantined", "Of them: in quarantine, until the message is sent on.")
LOST = Gauge("mash_reconcile_lost", "Of them: nowhere that anybody would see them. Alert at one.")
DOUBLED = Gauge("mash_reconcile_doubled", "Children with two cases in one team. Alert at one.")
STRAY = Gauge("mash_reconcile_stray", "Children known further on but never accepted. Alert at one.")
UNCLAIMED = Gauge("mash_reconcile_unclaimed", "Messages in quarantine that belong to no accepted child.")
SECONDS = Gauge("mash_reconcile_seconds", "How long the last account took.")
LAST_SUCCESS = Gauge(
    "mash_reconcile_last_success_timestamp_seconds", "When the last account was taken, in Unix time."
)
FAILURES = Counter("mash_reconcile_failures", "Times that no account could be taken.")

_FIRST_AFTER_SECONDS = 20.0
_AT_MOST_SECONDS = 900.0
_LIKE_A_GUEST = 10
"""The niceness of the process that takes the account: whoever handles children's messages goes first."""
_SHARE_OF_TIME = 0.2
_COUNTS = {"accepted": ACCEPTED, "pending": PENDING, "decided": DECIDED, "routed": ROUTED}
_COUNTS |= {"quarantined": QUARANTINED, "unclaimed": UNCLAIMED}
_NAMED = {"lost": LOST, "doubled": DOUBLED, "stray": STRAY}


class ReconcileWatch:
    """Takes the account in a thread, and sets the metrics above from it."""

    def __init__(self, every: float, *, first_after: float = _FIRST_AFTER_SECONDS) -> None:
        """`every`: seconds between two accounts; longer where one takes long, so that it never takes more
        than a fifth of the time."""
        self._every = every
        self._first_after = first_after
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="reconcile", daemon=True)
        self.holds: bool | None = None
        """What the last account said; None before the first."""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends an account that is being taken, too."""
        self._stopping.set()
        child = self._child
        if child is not None:
            with suppress(ProcessLookupError):
                child.terminate()
        self._thread.join()

    def _run(self) -> None:
        pause = self._first_after
        while not self._stopping.wait(pause):
            began = time.monotonic()
            self._take()
            taken = time.monotonic() - began
            SECONDS.set(taken)
            pause = max(self._every, taken / _SHARE_OF_TIME)

    def _take(self) -> None:
        command = [sys.executable, "-m", "mash_command", "reconcile", "--json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
            self._child = child
            os.setpriority(os.PRIO_PROCESS, child.pid, _LIKE_A_GUEST)
            try:
                output, said = child.communicate(timeout=_AT_MOST_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                output, said = child.communicate()
        self._child = None
        try:
            found: dict[str, Any] = json.loads(output)
        except ValueError:
            if not self._stopping.is_set():
                self._failed(said)
            return
        self._tell(found)

    def _failed(self, said: bytes) -> None:
        FAILURES.inc()
        lines = said.decode(errors="replace").strip().splitlines() or ["it said nothing"]
        log.warning("no account could be taken: %s", lines[-1])

    def _tell(self, found: dict[str, Any]) -> None:
        for name, gauge in _COUNTS.items():
            gauge.set(found[name])
        for name, gauge in _NAMED.items():
            gauge.set(len(found[name]))
            if found[name]:
                log.error("%s: %s", name, ", ".join(found[name][:20]))
        LAST_SUCCESS.set_to_current_time()
        self.holds = not any(found[name] for name in _NAMED)


def serve(every: float, host: str, metrics_port: int) -> None:
    """Blocks until SIGTERM or SIGINT, with the account at /metrics and whether it holds at /health."""
    set_up_logging("reconcile")
    watch = ReconcileWatch(every, first_after=0.0)

    def health() -> Health:
        status = {None: "starting", True: "working", False: "not-accounted"}[watch.holds]
        return Health(healthy=watch.holds is not False, status=status)

    told_to_stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told_to_stop.set())
    telemetry = TelemetryServer(host, metrics_port, health)
    telemetry.start()
    log.info("metrics and health on http://%s:%d", host, telemetry.port)
    watch.start()
    told_to_stop.wait()
    watch.stop()
    telemetry.stop()
