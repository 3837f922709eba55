"""Stopping at once, on purpose: what was not finished is done again after the restart."""

import logging
import os
from typing import NoReturn

EXIT_CODE = 70
"""`EX_SOFTWARE`: the supervisor starts the process again."""


def fail_stop(log: logging.Logger, why: str, error: BaseException | None = None) -> NoReturn:
    """Ends the process without any clean-up, because a clean-up could acknowledge what was not done.

    `why` holds no personal data; of `error` the log shows type and place.
    """
    log.critical("%s; stopping so that it is done again", why, exc_info=error)
    logging.shutdown()
    os._exit(EXIT_CODE)
