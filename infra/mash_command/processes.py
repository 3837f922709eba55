"""Keeping a set of processes running: start, restart when one ends, stop in order."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from mash_platform.parent_process import end_with_parent

_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 15.0
_STEADY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class ProcessPlan:
    """One process: its name for people, its command, and what is added to its environment."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    stop_signal: int = signal.SIGTERM
    stop_seconds: float = 10.0
    """How long it may take to stop before it is killed."""


@dataclass(slots=True)
class Supervised:
    """A running process and its history. Restarts after a quick end wait longer each time."""

    plan: ProcessPlan
    log: Path
    process: "subprocess.Popen[bytes]"
    started: float = field(default_factory=time.monotonic)
    pause: float = _FIRST_PAUSE_SECONDS
    restart_at: float | None = None

    @classmethod
    def start(cls, plan: ProcessPlan, log_folder: Path) -> "Supervised":
        log = log_folder / f"{plan.name}.log"
        return cls(plan, log, _spawn(plan, log))

    def tend(self, say: Callable[[str], None]) -> None:
        """Restarts the process if it has ended and its pause is over. Call it often; never blocks."""
        code = self.process.poll()
        if code is None:
            return
        now = time.monotonic()
        if self.restart_at is None:
            if now - self.started > _STEADY_SECONDS:
                self.pause = _FIRST_PAUSE_SECONDS
            self.restart_at = now + self.pause
            self.pause = min(self.pause * 2, _LONGEST_PAUSE_SECONDS)
            say(f"{self.plan.name} ended ({_ending(code)}) and is being restarted; see {self.log}")
        if now >= self.restart_at:
            self.process = _spawn(self.plan, self.log)
            self.started = now
            self.restart_at = None

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def ask_to_stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(self.plan.stop_signal)

    def wait_stopped(self) -> bool:
        """False when it had to be killed."""
        try:
            self.process.wait(self.plan.stop_seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return False
        return True


def start_once(plan: ProcessPlan, log_folder: Path) -> "subprocess.Popen[bytes]":
    """Starts a process that ends by itself; what it writes to its output is there to be read."""
    with (log_folder / f"{plan.name}.log").open("ab") as log:
        return _started(plan, stdout=subprocess.PIPE, stderr=log)


def _spawn(plan: ProcessPlan, log: Path) -> "subprocess.Popen[bytes]":
    with log.open("ab") as output:
        return _started(plan, stdout=output, stderr=subprocess.STDOUT)


def _started(
    plan: ProcessPlan, *, stdout: int | IO[bytes], stderr: int | IO[bytes]
) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        list(plan.arguments),
        env={**os.environ, **plan.environment},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        # Its own session, so that Ctrl-C reaches the supervisor alone and the stop is in order.
        start_new_session=True,
        # Should the supervisor be killed outright, the next start finds free ports.
        preexec_fn=end_with_parent,
    )


def _ending(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
