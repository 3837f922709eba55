"""The lock of editions in force: once an edition counts for children, what it says is never changed.

`editions/in-force.toml` holds the digest of each edition that has come into force. A correction is a new
edition.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path

LOCK = "in-force.toml"


def locked_digests(root: Path) -> Mapping[str, str]:
    """Digest by edition id; empty when nothing was locked yet. Raises tomllib.TOMLDecodeError."""
    path = root / LOCK
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def lock_line(edition: str, digest: str) -> str:
    """What to add to the lock when an edition comes into force."""
    return f'"{edition}" = "{digest}"'
