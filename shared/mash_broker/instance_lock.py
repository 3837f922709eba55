"""One broker a folder: a lock that the operating system takes back when the process ends, however it ends."""

import fcntl
import os
from pathlib import Path
from typing import IO

from mash_broker.errors import CannotStart, ExitCode

_FILE_NAME = "broker.lock"


def lock_folder(folder: Path) -> IO[str]:
    """Hold the folder until the returned file is closed. Raises `CannotStart` when it is held or unusable."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        holder = (folder / _FILE_NAME).open("a+", encoding="ascii")
    except OSError as error:
        raise CannotStart(
            ExitCode.FOLDER_UNUSABLE, f"The broker cannot write in {folder}: {error.strerror}."
        ) from error
    try:
        fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder.seek(0)
        process = holder.read().strip() or "unknown"
        holder.close()
        raise CannotStart(
            ExitCode.ALREADY_RUNNING, f"Another broker (process {process}) is already using {folder}."
        ) from error
    holder.truncate(0)
    holder.write(str(os.getpid()))
    holder.flush()
    return holder
