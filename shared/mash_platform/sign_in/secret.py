"""The one secret of an installation, from which every signing key is made.

`MASH_SECRET_KEY` when several machines share it; else `<data>/secret.key`, made at the first start.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

_BYTES = 32


def load_secret(data: Path) -> bytes:
    """Reads the secret, or makes it (readable by this user alone). Safe when two processes start at once.

    Raises `ValueError` when the environment gives one that could be guessed.
    """
    given = os.environ.get("MASH_SECRET_KEY")
    if given:
        if len(given) < _BYTES:
            raise ValueError(f"MASH_SECRET_KEY must be {_BYTES} characters or more")
        return given.encode()
    path = data / "secret.key"
    data.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _write_once(path)
    return path.read_bytes()


def key_for(secret: bytes, purpose: str) -> bytes:
    """A key for one purpose, so that what is signed for one is worth nothing for another."""
    return hmac.digest(secret, purpose.encode(), hashlib.sha256)


def _write_once(path: Path) -> None:
    """Writes the whole file under another name and links it: nobody ever reads half a secret."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(_BYTES).encode())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            # Another process was first; its secret is the one.
            return
    finally:
        draft.unlink()
