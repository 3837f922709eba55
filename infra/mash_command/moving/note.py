"""What a data folder says of its own moving up: where to, and whether it is done."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

_FILE = "moved-up.json"


@dataclass(frozen=True, slots=True)
class Note:
    database: str
    """Without user and password."""
    broker: str
    finished: bool = False

    def write(self, folder: Path) -> None:
        """Replaces the file whole, so that a power cut leaves the old one or the new one."""
        draft = folder / f".{_FILE}"
        draft.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")
        draft.replace(folder / _FILE)
        descriptor = os.open(folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def read(folder: Path) -> Note | None:
    """None where moving up was never begun."""
    try:
        return Note(**json.loads((folder / _FILE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
