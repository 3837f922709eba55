"""AES-256-GCM as the `cryptography` library has it: what is sealed is secret, and opens only unaltered."""

import os
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12
_MARK = "s1."
"""Before every sealed text: it is sealed, and how."""


class CannotOpen(Exception):
    """What is kept is not what was sealed here, under this key, for this field. The text holds no content."""


def seal_bytes(key: AESGCM, content: bytes, bound_to: bytes) -> bytes:
    """Opens only together with `bound_to`. Twice the same never looks the same."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + key.encrypt(nonce, content, bound_to)


def open_bytes(key: AESGCM, sealed: bytes, bound_to: bytes) -> bytes:
    """Raises CannotOpen."""
    try:
        return key.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen("not what was sealed") from error


def seal_text(key: AESGCM, words: str, field: str) -> str:
    """In letters that every database keeps as they are; a third longer than the words, and forty letters."""
    return _MARK + b64encode(seal_bytes(key, words.encode(), field.encode())).decode()


def open_text(key: AESGCM, sealed: str, field: str) -> str:
    """Raises CannotOpen."""
    if not sealed.startswith(_MARK):
        raise CannotOpen("not sealed at all")
    try:
        return open_bytes(key, b64decode(sealed[len(_MARK) :], validate=True), field.encode()).decode()
    except ValueError as error:
        raise CannotOpen("not what was sealed") from error
