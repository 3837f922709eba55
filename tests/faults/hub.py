"""The whole system as processes of its own, each of which a test can kill, stop, freeze and start again."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mash_command.settings import MachineSettings
from mash_platform.sign_in.service import open_sign_in
from mash_platform.sign_in.starting import starting_accounts
from mash_platform.streams import topics_admin
from tests.broker_process import wait_until
from tests.faults.engines import Engine
from tests.running_system import free_port_range

SERVICES = ("intake", "triage", "routing", "assurance")
WEB = "web"
STOPS_WITHIN = 30.0
"""As long as Kubernetes waits before it kills."""
STARTS_WITHIN = 120.0
_TELLING = {"PYTHONUNBUFFERED": "1", "PYTHONFAULTHANDLER": "1"}
"""Under which a process writes everything at once, and on SIGABRT where each of its threads is."""


@dataclass
class Hub:
    """Four workers and the pages over one engine. What a test kills, it starts again."""

    folder: Path
    engine: Engine
    port: int = field(default_factory=lambda: free_port_range(8))
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "var"

    @property
    def settings(self) -> MachineSettings:
        return MachineSettings()

    def environment(self) -> dict[str, str]:
        """What every process and command of this system needs."""
        return {
            "MASH_DATA": str(self.data),
            "MASH_PORT": str(self.port),
            "MASH_ADDRESS": f"http://127.0.0.1:{self.port}",
            "MASH_RECONCILE_EVERY": "3600",
            **self.engine.environment(),
        }

    def start(self) -> None:
        """Everything, with the accounts of a first start."""
        self.data.mkdir(parents=True)
        self.engine.start()
        os.environ.update(self.environment())
        topics_admin.apply(self.engine.broker)
        with open_sign_in(self.settings) as sign_in:
            starting_accounts(sign_in, self.data)
        for name in (*SERVICES, WEB):
            self.start_process(name)
        for name in (*SERVICES, WEB):
            self.wait_until_working(name)

    def start_process(
        self, name: str, command: Sequence[str] = (), environment: Mapping[str, str] | None = None
    ) -> None:
        """Starts a service's worker or the pages; with `command` something in its place or beside it."""
        module = ["mash_command.web"] if name == WEB else [f"mash_{name}", "worker"]
        # A log for each start, so that what an earlier process said is not taken for this one's.
        with self._log_file(name).open("wb") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", *(command or module)],
                env={**os.environ, **self.environment(), **_TELLING, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def wait_until_working(self, name: str) -> None:
        try:
            wait_until(lambda: self._works(name), seconds=STARTS_WITHIN, what=f"{name} works")
        except AssertionError as error:
            told = f"{self.health(name)}\n{self._where_it_is(name)}"
            raise AssertionError(f"{error}: {told}") from error

    def _works(self, name: str) -> bool:
        assert self.processes[name].poll() is None, f"{name} ended by itself: {self.log(name)[-2000:]}"
        return self.health(name).get("status") == "working"

    def health(self, name: str) -> dict[str, Any]:
        """What /health says; empty while nobody answers."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self._metrics_port(name)}/health", timeout=2
            ) as said:
                return dict(json.load(said))
        except urllib.error.HTTPError as refusal:
            with refusal:
                return dict(json.load(refusal))
        except OSError:
            return {}

    def _metrics_port(self, name: str) -> int:
        if name == WEB:
            return self.settings.metrics_ports()[WEB]
        said = re.findall(r"metrics and health on http://127\.0\.0\.1:(\d+)", self.log(name))
        if not said:
            raise ConnectionRefusedError(f"{name} has not said where it listens")
        return int(said[-1])

    def _log_file(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def log(self, name: str) -> str:
        return self._log_file(name).read_text() if self._log_file(name).exists() else ""

    def signal(self, name: str, number: signal.Signals) -> None:
        self.processes[name].send_signal(number)

    def kill(self, name: str) -> None:
        """kill -9."""
        self.processes[name].kill()
        self.processes[name].wait()

    def stop(self, name: str) -> int:
        """SIGTERM; the exit code. One that does not end in time fails the test."""
        process = self.processes[name]
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            told = self._where_it_is(name)
            raise AssertionError(f"{name} did not stop within {STOPS_WITHIN:.0f} s: {told}") from None

    def _where_it_is(self, name: str) -> str:
        """Ends a process that hangs; what it said, and where each of its threads was."""
        process = self.processes[name]
        process.send_signal(signal.SIGABRT)
        process.wait()
        return self.log(name)[-8000:]

    def wait_until_ended(self, name: str, seconds: float) -> int:
        return self.processes[name].wait(seconds)

    def as_at_first(self) -> None:
        """The four workers and the pages are at work, and nothing else is, whatever a test left behind."""
        for name in [name for name in self.processes if name not in (*SERVICES, WEB)]:
            self.signal(name, signal.SIGCONT)
            self.stop(name)
            del self.processes[name]
        for name, process in list(self.processes.items()):
            process.send_signal(signal.SIGCONT)
            if process.poll() is not None:
                self.start_process(name)
        for name in self.processes:
            self.wait_until_working(name)

    def end(self) -> None:
        """Whatever was started here is gone after this."""
        for process in self.processes.values():
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
            process.wait()
        self.engine.end()


@contextmanager
def running_hub(folder: Path, engine: Engine) -> Iterator[Hub]:
    before = dict(os.environ)
    hub = Hub(folder, engine)
    try:
        hub.start()
        yield hub
    finally:
        hub.end()
        os.environ.clear()
        os.environ.update(before)
