"""What a start makes before the workers run: accounts, and the declared topics. Repeatable, and ends.

Prints how to sign in; when it fails, why in a sentence, with exit code 1.
"""

import sys
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from mash_command.plans import postgres_folder
from mash_command.settings import MachineSettings
from mash_platform.errors import Unavailable
from mash_platform.sign_in.service import open_sign_in
from mash_platform.sign_in.starting import starting_accounts
from mash_platform.streams import topics_admin
from mash_postgres import server

_SERVERS_ANSWER_WITHIN_SECONDS = 90.0
_LOOK_SECONDS = 0.2

Made = TypeVar("Made")


def main() -> int:
    settings = MachineSettings()
    deadline = time.monotonic() + _SERVERS_ANSWER_WITHIN_SECONDS
    try:
        sign_in = _patiently(lambda: _accounts(settings), deadline)
        _patiently(lambda: topics_admin.apply(settings.broker), deadline)
    except (Unavailable, OperationalError) as error:
        what = (
            f"The topics could not be made: {error}."
            if isinstance(error, Unavailable)
            else "The database does not answer."
        )
        sys.stdout.write(f"{what} The reasons are in {settings.data / 'log'}.")
        return 1
    sys.stdout.write(sign_in)
    return 0


def _accounts(settings: MachineSettings) -> str:
    own = postgres_folder(settings.data)
    if own.exists():
        # Its first answer makes the database that the services have their tables in.
        server.opened(own).is_serving()
    with open_sign_in(settings) as sign_in:
        return starting_accounts(sign_in, settings.data).sentence


def _patiently(make: Callable[[], Made], deadline: float) -> Made:
    """Tries until the servers answer; the last error goes on once the deadline has passed."""
    while True:
        try:
            return make()
        except (Unavailable, OperationalError):
            if time.monotonic() > deadline:
                raise
        time.sleep(_LOOK_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
