"""Passwords: kept only as argon2id hashes, checked in about the same time whether or not the name exists.

passwords = Passwords()
kept = passwords.hash("a long enough phrase")
passwords.matches(kept, "a long enough phrase")   # True
"""

import secrets
import threading

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from mash_platform.errors import FieldError, Rejected

SHORTEST = 12
LONGEST = 200

# OWASP's recommendation for argon2id: 19 MiB, two passes. Four at once bounds the memory of a sign-in storm.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
_AT_ONCE = threading.BoundedSemaphore(4)


class Passwords:
    """Hashes and checks passwords; each call takes tens of milliseconds on purpose."""

    def __init__(self) -> None:
        self._nobody = self.hash(secrets.token_urlsafe(16))

    def hash(self, password: str) -> str:
        with _AT_ONCE:
            return _HASHER.hash(password)

    def matches(self, kept: str | None, password: str) -> bool:
        """Whether `password` is the one behind `kept`. None is an unknown account: as slow, always False."""
        with _AT_ONCE:
            try:
                _HASHER.verify(kept or self._nobody, password[:LONGEST])
            except (VerifyMismatchError, InvalidHashError):
                return False
        return kept is not None


def require_good_password(password: str, *, field: str = "new_password") -> None:
    """A password is long; nothing else is asked of it (NCSC: length, not character classes).

    Raises `Rejected`.
    """
    if len(password) < SHORTEST:
        raise Rejected(FieldError(field, "too-short", f"Password must be {SHORTEST} characters or more"))
    if len(password) > LONGEST:
        raise Rejected(FieldError(field, "too-long", f"Password must be {LONGEST} characters or fewer"))
    if len(set(password)) < 5:
        raise Rejected(FieldError(field, "too-simple", "Password must have at least 5 different characters"))
