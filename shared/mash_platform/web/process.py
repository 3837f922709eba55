"""A web process: sign-in opened, the app of one service or of all made and served."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from starlette.types import ASGIApp

from mash_platform.clock import Clock, SystemClock
from mash_platform.sign_in.service import SignIn, open_sign_in
from mash_platform.telemetry.logs import set_up_logging
from mash_platform.web.assets import AssetsMissing
from mash_platform.web.serve import CannotListen, serve

log = logging.getLogger(__name__)


class Place(Protocol):
    """Where to serve, and over which data."""

    @property
    def data(self) -> Path: ...
    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...


def run_web(name: str, place: Place, metrics_port: int, make_app: Callable[[SignIn, Clock], ASGIApp]) -> int:
    """Blocks until told to stop; the exit code. What stands in the way is logged in a sentence."""
    set_up_logging(name)
    clock = SystemClock()
    try:
        with open_sign_in(place, clock) as sign_in:
            serve(make_app(sign_in, clock), place.host, place.port, metrics_port=metrics_port)
    except (CannotListen, AssetsMissing) as error:
        log.error("%s", error)
        return 1
    return 0
