"""Where PostgreSQL's own programs are, and which user of this machine may run them."""

import os
import pwd
import re
import shutil
from pathlib import Path

_PLACES = ("/usr/lib/postgresql", "/usr/local/lib/postgresql", "/opt/homebrew/opt", "/usr")
SYSTEM_USER = "postgres"


class PostgresUnavailable(Exception):
    """PostgreSQL cannot run here; the text says why in one sentence."""


def programs() -> Path:
    """The folder with `initdb` and `postgres`: the path's, or the newest installed one.

    Raises `PostgresUnavailable`.
    """
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    installed = [each for place in _PLACES for each in Path(place).glob("*/bin/initdb")]
    if not installed:
        raise PostgresUnavailable(
            "PostgreSQL is started with its initdb, which is not on this machine; Debian and Ubuntu have it"
            " in the package postgresql"
        )
    return max(installed, key=_version).parent


def user_to_run_as() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root, so root runs it as its system user; None for everybody else.

    Raises `PostgresUnavailable`.
    """
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise PostgresUnavailable(
            f"PostgreSQL does not run as root, and this machine has no user {SYSTEM_USER} to run it as"
        ) from None


def _version(initdb: Path) -> int:
    number = re.search(r"(\d+)", initdb.parent.parent.name)
    return int(number[1]) if number else 0
