"""The checks before a start on one machine: the folder, the lock, the ports. Each fault is one sentence."""

import fcntl
import os
import socket
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import click

from mash_command.system_file import LOCK


def use_folder(folder: Path) -> Path:
    """Makes the data folder if it is not there. Raises `ClickException` when nothing can be written in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise click.ClickException(
            f"The data folder {folder} cannot be written to ({error.strerror}). "
            "Choose another with MASH_DATA=/some/folder, or mend its permissions."
        ) from error
    return folder.resolve()


def hold_folder(folder: Path) -> IO[str]:
    """Takes the folder for this process until the returned file is closed; a second instance is refused.

    The kernel lets go of the lock when the process ends, however it ends, so no stale lock can stay behind.
    """
    lock = (folder / LOCK).open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise click.ClickException(
            f"The system is already running on {folder} (process {holder}). "
            "Stop it first, or start a second one with its own MASH_DATA, MASH_PORT and MASH_BROKER_PORT."
        ) from error
    lock.seek(0)
    lock.truncate()
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def require_free_ports(host: str, ports: Mapping[int, tuple[str, str]]) -> None:
    """`ports` maps a port to what it is for and the variable that moves it."""
    for port, (purpose, variable) in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise click.ClickException(
                    f"Port {port}, wanted for {purpose}, cannot be used ({error.strerror}). "
                    f"Stop what uses it, or choose another port with {variable}."
                ) from error


def neighbouring_free_ports(count: int) -> int:
    """The first of `count` neighbouring ports that nobody uses just now. Raises `ClickException`."""
    # Below the range from which the kernel hands out ports by itself.
    for start in range(20_000 + os.getpid() % 4_000, 32_000, count):
        with ExitStack() as opened:
            try:
                for offset in range(count):
                    opened.enter_context(socket.socket()).bind(("127.0.0.1", start + offset))
            except OSError:
                continue
            return start
    raise click.ClickException("There are no free ports on this machine.")
