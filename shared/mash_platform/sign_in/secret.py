"""The one secret of an installation, from which every signing key is made.

`MASH_SECRET_KEY` when several machines share it; else `<data>/secret.key`, made at the first start.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from mash_platform.secret_file import read_or_make

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
    return read_or_make(data / "secret.key", lambda: secrets.token_hex(_BYTES).encode())


def key_for(secret: bytes, purpose: str) -> bytes:
    """A key for one purpose, so that what is signed for one is worth nothing for another."""
    return hmac.digest(secret, purpose.encode(), hashlib.sha256)
