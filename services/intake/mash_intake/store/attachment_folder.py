"""Where files are kept: outside everything that is served, each under the SHA-256 of what is in it.

`ab/ab12…` is written beside its place and moved there when it is on the disk, so that a file is there whole
or not at all, also where several processes and machines share the folder. What is in it is sealed.
"""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from mash_platform.sealing.ciphers import CannotOpen, open_bytes, seal_bytes
from mash_platform.sealing.keyring import Sealing

KEEP_FREE = 500_000_000
"""Bytes of the disk that files leave to what people write, which may be kept on the same one."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = "unfinished-"


_SEALED = b"mash-sealed-1\n"
"""Before everything that is sealed. Files from before there was sealing are sealed when they are read."""


class NotAsWritten(Exception):
    """A file is missing, or is not what was written. The text holds its hash only."""


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class AttachmentFolder:
    """Every method blocks for the disk."""

    def __init__(self, root: Path, sealing: Sealing) -> None:
        self._root = root
        self._key = sealing.key_for("files")

    def has_space(self) -> bool:
        """Whether another file would leave enough of the disk to everything else."""
        there = next(each for each in (self._root, *self._root.absolute().parents) if each.exists())
        return shutil.disk_usage(there).free > KEEP_FREE

    def has(self, digest: str) -> bool:
        return self._place(digest).is_file()

    def write(self, content: bytes, now: datetime) -> str:
        """Its hash. On the disk when this returns; repeatable, and mends a file that was damaged."""
        digest = digest_of(content)
        # It may be deleted at this moment, as belonging to nothing.
        with suppress(FileNotFoundError, NotAsWritten):
            self.read(digest)
            os.utime(self._place(digest), (now.timestamp(), now.timestamp()))
            return digest
        self._put(digest, content, now.timestamp())
        return digest

    def _put(self, digest: str, content: bytes, written_at: float) -> None:
        place = self._place(digest)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        number, unfinished = tempfile.mkstemp(prefix=_UNFINISHED, dir=place.parent)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(_SEALED + seal_bytes(self._key, content, digest.encode()))
                file.flush()
                os.fsync(file.fileno())
            os.utime(unfinished, (written_at, written_at))
            os.replace(unfinished, place)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise
        _flush_folder(place.parent)

    def read(self, digest: str) -> bytes:
        """Raises `NotAsWritten`."""
        place = self._place(digest)
        try:
            kept, written_at = place.read_bytes(), place.stat().st_mtime
        except OSError as error:
            raise NotAsWritten(f"{digest} is not there") from error
        try:
            content = self._opened(digest, kept)
        except CannotOpen:
            content = b""
        if digest_of(content) != digest:
            raise NotAsWritten(f"{digest} is not what was written")
        if not kept.startswith(_SEALED):
            self._put(digest, content, written_at)
        return content

    def _opened(self, digest: str, kept: bytes) -> bytes:
        if not kept.startswith(_SEALED):
            return kept
        return open_bytes(self._key, kept.removeprefix(_SEALED), digest.encode())

    def remove(self, digest: str) -> None:
        """Repeatable."""
        self._place(digest).unlink(missing_ok=True)

    def digests(self, *, older_than: datetime) -> Iterator[str]:
        """Of every file that nobody wrote since then."""
        for path in self._paths(older_than):
            if _DIGEST.fullmatch(path.name):
                yield path.name

    def remove_unfinished(self, *, older_than: datetime) -> None:
        """What a process left that ended while it wrote. Repeatable."""
        for path in self._paths(older_than):
            if path.name.startswith(_UNFINISHED):
                path.unlink(missing_ok=True)

    def _paths(self, older_than: datetime) -> Iterator[Path]:
        for folder in sorted(self._root.glob("[0-9a-f][0-9a-f]")):
            for entry in os.scandir(folder):
                try:
                    if entry.stat().st_mtime <= older_than.timestamp():
                        yield Path(entry.path)
                except FileNotFoundError:
                    # Another process removed it between the two looks.
                    continue

    def _place(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise NotAsWritten("that is no hash")
        return self._root / digest[:2] / digest


def _flush_folder(folder: Path) -> None:
    """So that after a power cut the folder still names the file."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
