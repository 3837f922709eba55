"""A service's worker that is killed after the log has acknowledged events and before its outbox says so.

`python -m tests.faults.dies_before_marking triage` runs it as a process.
"""

import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from mash_platform.delivery.relay import Relay
from mash_platform.service_process import run


def _die_instead(_: Relay, events: Sequence[Any]) -> None:
    if events:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    Relay._mark = _die_instead  # type: ignore[method-assign, assignment]
    sys.exit(run(import_module(f"mash_{sys.argv[1]}.settings").Settings(), ["worker"]))
