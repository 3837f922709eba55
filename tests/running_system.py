"""The whole system as a person starts it: `mash up` in a subprocess, on ports and in a folder of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

READY_SECONDS = 90.0
READY_ON_KAFKA_SECONDS = 180.0
STOP_SECONDS = 60.0


def free_port_range(count: int) -> int:
    """The first of `count` neighbouring ports that nobody uses just now."""
    # Below the range from which the kernel hands out ports by itself.
    # Far from where a neighbour looks, whose process has the next number.
    for start in range(20_000 + os.getpid() * 101 % 11_000, 32_000, count):
        probes = [socket.socket() for _ in range(count)]
        try:
            for offset, probe in enumerate(probes):
                probe.bind(("127.0.0.1", start + offset))
        except OSError:
            continue
        else:
            return start
        finally:
            for probe in probes:
                probe.close()
    raise RuntimeError("no free ports on this machine")


@dataclass
class RunningSystem:
    data: Path
    environment: Mapping[str, str]
    process: "subprocess.Popen[str]"
    output: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.environment['MASH_PORT']}"

    @property
    def broker(self) -> str:
        return f"127.0.0.1:{self.environment['MASH_BROKER_PORT']}"

    def said(self) -> str:
        return self.output.read_text()

    def wait_ready(self) -> float:
        """Seconds until the address was printed."""
        on_kafka = self.environment.get("MASH_ENGINE") == "kafka"
        seconds = READY_ON_KAFKA_SECONDS if on_kafka else READY_SECONDS
        started = time.monotonic()
        while time.monotonic() - started < seconds:
            if "Ctrl-C stops everything" in self.said():
                return time.monotonic() - started
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"the system did not become ready:\n{self.said()}\n{self.logs()}")

    def logs(self) -> str:
        logs = sorted((self.data / "log").glob("*.log")) if (self.data / "log").exists() else []
        return "\n".join(f"--- {log.name}\n{log.read_text()[-3000:]}" for log in logs)

    def pids(self) -> dict[str, int]:
        """The process id of every child, by its module or its program."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        found = {}
        for pid in children:
            words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
            name = next((w for w in words if w.startswith("mash_")), Path(words[0]).name)
            found[name] = int(pid)
        return found

    def kill_everything(self) -> None:
        """kill -9 of the supervisor and of every process under it, all at once."""
        for pid in [self.process.pid, *self.pids().values()]:
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """Ctrl-C. Returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(STOP_SECONDS)

    def password(self) -> str:
        match = re.search(r"^ {4}(\S+)$", (self.data / "sign-in.txt").read_text(), re.MULTILINE)
        assert match
        return match.group(1)

    def mash(self, *arguments: str, timeout: float = 120) -> "subprocess.CompletedProcess[str]":
        """Runs the mash command against this system."""
        return subprocess.run(
            [sys.executable, "-m", "mash_command", *arguments],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def begin_mash(self, *arguments: str) -> "subprocess.Popen[str]":
        """Starts the mash command against this system; what it says can be read while it runs."""
        return subprocess.Popen(
            [sys.executable, "-m", "mash_command", *arguments],
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def system_environment(data: Path, engine: str = "embedded") -> dict[str, str]:
    port = free_port_range(8)
    return {
        "MASH_ENGINE": engine,
        "MASH_DATA": str(data),
        "MASH_PORT": str(port),
        "MASH_BROKER_PORT": str(port + 7),
    }


def start_system(
    data: Path, environment: Mapping[str, str] | None = None, engine: str = "embedded"
) -> RunningSystem:
    """Starts `mash up`; does not wait. Give the environment of an earlier system to start it again.

    The engine `kafka` needs what `need("kafka")` and `need("postgres")` ask for.
    """
    environment = environment or system_environment(data, engine)
    output = data.parent / f"{data.name}.output"
    with output.open("w") as opened:
        process = subprocess.Popen(
            [sys.executable, "-m", "mash_command", "up"],
            env={**os.environ, **environment, "PYTHONUNBUFFERED": "1"},
            stdout=opened,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    return RunningSystem(data, environment, process, output)


@contextmanager
def running_system(data: Path, engine: str = "embedded") -> Iterator[RunningSystem]:
    system = start_system(data, engine=engine)
    try:
        system.wait_ready()
        yield system
    finally:
        system.stop()
