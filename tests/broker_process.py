"""The embedded broker as a process of its own, to be stopped, killed and started again by a test."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 20.0


def wait_until(condition: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Waits until `condition` holds; fails, naming `what`, when it does not in time."""
    deadline = time.monotonic() + seconds
    pause = 0.02
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:.0f} s: {what}")
        time.sleep(pause)
        pause = min(pause * 1.3, 0.25)


@dataclass
class BrokerProcess:
    """One broker over one folder; it keeps its port from start to start."""

    data: Path
    port: int = 0
    arguments: tuple[str, ...] = ()
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        port_file = self.data / "port"
        port_file.unlink(missing_ok=True)
        command = [sys.executable, "-m", "mash_broker", "--data", str(self.data)]
        command += ["--port", str(self.port), "--port-file", str(port_file), *self.arguments]
        with (self.data / "broker.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        wait_until(lambda: self._said_port(port_file), seconds=START_SECONDS, what="the broker is up")

    def _said_port(self, port_file: Path) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError(f"the broker ended by itself:\n{(self.data / 'broker.log').read_text()}")
        text = port_file.read_text() if port_file.exists() else ""
        if not text:
            return False
        self.port = int(text.strip().rpartition(":")[2])
        return True

    def kill(self) -> None:
        """kill -9."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(number)
        self.process.wait(timeout=20)
        self.process = None
