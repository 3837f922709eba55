"""Waiting for something to become true elsewhere, through restarts and pauses of what answers."""

import time
from collections.abc import Callable
from typing import TypeVar

import httpx

Answer = TypeVar("Answer")
_PAUSE_SECONDS = 0.05


class TooLate(Exception):
    """It did not happen within the time given, and what was in the way, if it is known."""

    def __init__(self, what: str, seconds: float, obstacle: str) -> None:
        super().__init__(f"{what} did not happen within {seconds:.0f} seconds{obstacle and f' ({obstacle})'}")


def wait_for(what: str, look: Callable[[], Answer | None], *, seconds: float) -> Answer:
    """Asks again until there is an answer. A service that is down or starting counts as no answer yet.

    Raises `TooLate` when the time is over. Answers of the kind 4xx are errors of the asker and end the wait.
    """
    deadline = time.monotonic() + seconds
    obstacle = ""
    while time.monotonic() < deadline:
        try:
            answer = look()
        except httpx.TransportError:
            answer, obstacle = None, "nothing answers at the address"
        except httpx.HTTPStatusError as error:
            if not error.response.is_server_error:
                raise
            answer, obstacle = None, f"{error.request.url.path} answers {error.response.status_code}"
        if answer is not None:
            return answer
        time.sleep(_PAUSE_SECONDS)
    raise TooLate(what, seconds, obstacle)
