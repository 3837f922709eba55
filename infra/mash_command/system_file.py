"""What runs on a data folder, kept in it: so that a command in another terminal finds the same system."""

import fcntl
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mash_command.processes import ProcessPlan

LOCK = "mash.lock"
_FILE = "system.json"


@dataclass(frozen=True, slots=True)
class System:
    """Everything a supervisor needs to run the system, and a command to reach it."""

    engine: str
    address: str
    broker: str
    environment: Mapping[str, str]
    """Of every process and every command. It holds the passwords of the databases."""
    preparing: ProcessPlan
    """Ends when accounts and topics are there, after the servers have answered."""
    servers: Sequence[ProcessPlan]
    """What keeps the data: started first, stopped last."""
    processes: Sequence[ProcessPlan]
    health_ports: Mapping[str, int]

    @property
    def keeps_database(self) -> bool:
        """Whether its PostgreSQL runs only while it does."""
        return any(server.name == "postgres" for server in self.servers)

    def write(self, folder: Path) -> None:
        """For the account that runs the system alone."""
        file = os.open(folder / _FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as writing:
            json.dump(asdict(self), writing, indent=1)


def read(folder: Path) -> System | None:
    """What ran on this folder the last time; None when nothing ever did."""
    try:
        kept: dict[str, Any] = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    kept["preparing"] = ProcessPlan(**kept["preparing"])
    for group in ("servers", "processes"):
        kept[group] = [ProcessPlan(**plan) for plan in kept[group]]
    return System(**kept)


def is_held(folder: Path) -> bool:
    """Whether a system runs on this folder at this moment."""
    try:
        lock = (folder / LOCK).open("r")
    except FileNotFoundError:
        return False
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def take_over(folders: Sequence[Path]) -> System | None:
    """Sets what the system that runs on the first such folder says of itself, unless it is given.

    So a command in another terminal reaches it without a variable. None where nothing runs.
    """
    for folder in folders:
        system = read(folder)
        if system is not None and is_held(folder):
            for name, value in system.environment.items():
                os.environ.setdefault(name, value)
            return system
    return None
