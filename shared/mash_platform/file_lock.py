"""A lock between processes of one machine, which the operating system lets go of with its holder."""

import fcntl
import os
from pathlib import Path


class FileLock:
    """Held by one process at a time. It says nothing about other machines."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def taken(self) -> bool:
        """Tries to take the lock, without waiting; True as well when it is ours already."""
        if self._file is not None:
            return True
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def give_up(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
