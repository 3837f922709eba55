"""The example consumer as a process: a team's own system, as a team would run it."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.streams.dying_example import OF_A_TEAM


@dataclass
class TeamSystem:
    """The example as a process, with the exploitation team's cases in a file of its own."""

    broker: str
    file: Path

    @contextmanager
    def running(self, dies: str | None = None) -> Iterator["subprocess.Popen[bytes]"]:
        command = ["-m", "tests.streams.dying_example", dies] if dies else [str(OF_A_TEAM)]
        process = subprocess.Popen(
            [sys.executable, *command, "cet", str(self.file)],
            env=os.environ | {"KAFKA_CONNECTION": json.dumps({"bootstrap_servers": self.broker})},
            cwd=OF_A_TEAM.parents[1],
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def kept(self, case_id: str) -> int:
        """How often the case was kept."""
        with closing(sqlite3.connect(self.file, timeout=30)) as database:
            found = database.execute("select count(*) from cases where case_id = ?", [case_id])
            return int(found.fetchone()[0])
