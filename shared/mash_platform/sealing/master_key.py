"""The hub's master key, under which every other key is wrapped. It is never kept with what it protects.

`MASH_ENCRYPTION_KEYS` when several machines share it; else `<data>/encryption.key`, made at the first start.
Either may hold several, with commas between: the first one wraps, all of them unwrap.
"""

import hashlib
import hmac
import os
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mash_platform.sealing.ciphers import KEY_BYTES, CannotOpen, open_bytes, seal_bytes
from mash_platform.secret_file import read_or_make

FILE = "encryption.key"
_NAME_BYTES = 4


class MasterKey:
    """Wraps keys, each for one subject. A wrapped key begins with the name of what wrapped it."""

    def __init__(self, *keys: bytes) -> None:
        """Each of 32 bytes, the one that wraps first."""
        self._keys = {_name_of(key): AESGCM(key) for key in keys}
        self._first = _name_of(keys[0])

    def wrap(self, subject: str, key: bytes) -> bytes:
        """It unwraps for this subject only."""
        return self._first + seal_bytes(self._keys[self._first], key, subject.encode())

    def unwrap(self, subject: str, wrapped: bytes) -> bytes:
        """Raises CannotOpen."""
        key = self._keys.get(wrapped[:_NAME_BYTES])
        if key is None:
            raise CannotOpen("wrapped under another master key")
        return open_bytes(key, wrapped[_NAME_BYTES:], subject.encode())

    def is_newest(self, wrapped: bytes) -> bool:
        """Whether the key that wraps now has wrapped this."""
        return wrapped[:_NAME_BYTES] == self._first


def load_master_key(data: Path) -> MasterKey:
    """Reads the key, or makes it (readable by this user alone). Safe when two processes start at once.

    Raises `ValueError` for what is no key.
    """
    given = os.environ.get("MASH_ENCRYPTION_KEYS")
    if given:
        return MasterKey(*_parsed(given, "MASH_ENCRYPTION_KEYS"))
    path = data / FILE
    made = read_or_make(path, lambda: b64encode(os.urandom(KEY_BYTES)))
    return MasterKey(*_parsed(made.decode(errors="replace"), str(path)))


def _parsed(given: str, where: str) -> list[bytes]:
    try:
        keys = [b64decode(one.strip(), validate=True) for one in given.split(",")]
    except ValueError:
        keys = []
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise ValueError(
            f"{where} must be {KEY_BYTES} random bytes in base64, as `openssl rand -base64 32` gives them; "
            "of several, with commas between, the first one writes"
        )
    return keys


def _name_of(key: bytes) -> bytes:
    return hmac.digest(key, b"the name of this key", hashlib.sha256)[:_NAME_BYTES]
