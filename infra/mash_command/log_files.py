"""Keeping the log files of the processes within bounds, however long they run."""

import os
from pathlib import Path

LARGEST_BYTES = 20 * 1024 * 1024
KEPT = 5
"""Earlier parts of a log, beside the one that is written to: 120 MB a process at most."""


def keep_within_bounds(log: Path) -> bool:
    """Puts a log that has grown large aside as `.1`, what was there as `.2` and so on; whether it did.

    The process goes on writing into the same, emptied file, which it must have opened to append. What it
    writes in the instant between copying and emptying is not kept. Raises `OSError`, as when the disk is
    full; then the log stays as it is.
    """
    if log.stat().st_size < LARGEST_BYTES:
        return False
    copy = _part(log, 0)
    try:
        _copy(log, copy)
    except OSError:
        copy.unlink(missing_ok=True)
        raise
    os.truncate(log, 0)
    for number in reversed(range(KEPT)):
        if _part(log, number).exists():
            _part(log, number).replace(_part(log, number + 1))
    return True


def _part(log: Path, number: int) -> Path:
    return log.with_name(f"{log.name}.{number}")


def _copy(log: Path, copy: Path) -> None:
    with log.open("rb") as old, copy.open("wb") as new:
        while os.sendfile(new.fileno(), old.fileno(), None, 1024 * 1024):
            pass
