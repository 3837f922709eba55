"""Runs the system of a data folder until told to stop: `python -m mash_command.supervisor FOLDER`.

`mash up` becomes this process once everything is checked. It lives as long as the system, so it loads nothing
that it can leave to a process that ends.
"""

import http.client
import json
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

from mash_command import system_file
from mash_command.log_files import keep_within_bounds
from mash_command.processes import Supervised, start_once
from mash_command.system_file import System

READY_SECONDS = 60.0
_LOOK_SECONDS = 0.1
_LOGS_EVERY_SECONDS = 30.0


class NotReady(Exception):
    """The system cannot run; the text says why, in a sentence."""


class Supervisor:
    """Starts the processes in order, restarts what ends, stops all when told to or the terminal is closed."""

    def __init__(self, system: System, folder: Path) -> None:
        self._system = system
        self._folder = folder
        self._logs = folder / "log"
        self._stopping = False
        self._servers: list[Supervised] = []
        self._processes: list[Supervised] = []
        self._logs_at = 0.0

    def run(self) -> None:
        """Blocks until asked to stop. Raises `NotReady` when the system does not become ready."""
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, self._on_signal)
        started = time.monotonic()
        self._logs.mkdir(exist_ok=True)
        self._say(f"Starting on {self._folder}")
        try:
            self._servers = [Supervised.start(plan, self._logs) for plan in self._system.servers]
            sign_in = self._prepare()
            if not self._stopping:
                self._processes = [Supervised.start(plan, self._logs) for plan in self._system.processes]
            self._wait_ready()
            if not self._stopping:
                self._welcome(time.monotonic() - started, sign_in)
            while not self._stopping:
                self._tend()
        finally:
            self._stop()

    def _prepare(self) -> str:
        """Accounts and topics, by a process that ends; what it says of signing in."""
        preparing = start_once(self._system.preparing, self._logs)
        while preparing.poll() is None:
            if self._stopping:
                preparing.terminate()
            self._tend()
        said = preparing.communicate()[0].decode().strip()
        if preparing.returncode and not self._stopping:
            raise NotReady(said or f"The start failed. The reasons are in {self._logs}.")
        return said

    def _tend(self) -> None:
        for supervised in (*self._servers, *self._processes):
            supervised.tend(self._say)
        self._tend_logs()
        time.sleep(_LOOK_SECONDS)

    def _tend_logs(self) -> None:
        if time.monotonic() < self._logs_at:
            return
        self._logs_at = time.monotonic() + _LOGS_EVERY_SECONDS
        for log in self._logs.glob("*.log"):
            # On a full disk the log stays as it is, and is looked at again; the alert is about the disk.
            with suppress(OSError):
                keep_within_bounds(log)

    def _wait_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        waiting = dict(self._system.health_ports)
        while waiting and not self._stopping:
            waiting = {name: port for name, port in waiting.items() if not _works(port)}
            if time.monotonic() > deadline:
                raise NotReady(
                    f"Not ready after {READY_SECONDS:.0f} seconds: {', '.join(waiting)}. "
                    f"The reasons are in {self._logs}."
                )
            self._tend()

    def _welcome(self, seconds: float, sign_in: str) -> None:
        self._say(f"Ready in {seconds:.1f} seconds.\n")
        self._say(f"  Open     {self._system.address}")
        self._say(f"  Sign in  {sign_in}")
        self._say(f"  Kafka    {self._system.broker}   (any Kafka client)")
        self._say(f"  Logs     {self._logs}")
        self._say("\nCtrl-C stops everything; the data stays.")

    def _stop(self) -> None:
        """Pages first, so that nothing new is accepted; the servers last, so that workers can finish."""
        self._say("\nStopping")
        killed = []
        for group in (self._processes, self._servers):
            for supervised in reversed(group):
                supervised.ask_to_stop()
            killed += [supervised.plan.name for supervised in group if not supervised.wait_stopped()]
        if killed:
            self._say(f"Did not stop in time and was ended: {', '.join(killed)}. Nothing is lost by that.")
        self._say("Stopped.")

    def _say(self, sentence: str) -> None:
        # The terminal may be gone, which must not keep the processes from being stopped in order.
        with suppress(OSError):
            print(sentence, flush=True)  # noqa: T201 - the terminal is whom it speaks to

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True


def _works(port: int) -> bool:
    """A worker is healthy while it waits for topics; it is of use once it says that it is working."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1.0)
    try:
        connection.request("GET", "/health")
        answer = connection.getresponse()
        return answer.status == http.HTTPStatus.OK and json.load(answer)["status"] == "working"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def become_supervisor(folder: Path) -> None:
    """Turns this process into the supervisor of a folder that it has taken and written the system into."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", __name__, str(folder)])


def main(folder: Path) -> int:
    system = system_file.read(folder)
    assert system is not None
    os.environ |= system.environment
    try:
        Supervisor(system, folder).run()
    except NotReady as reason:
        sys.stderr.write(f"Error: {reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
