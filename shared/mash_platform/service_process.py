"""A service as a process of its own: `python -m mash_triage web` or `worker`."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from mash_platform.settings import ServiceSettings


def run(settings: ServiceSettings, arguments: Sequence[str]) -> int:
    """Blocks until the process is told to stop; the exit code.

    Each kind of process loads only its own composition root, so that a worker starts without the web's
    modules: `service` with `worker(settings)`, or `site` with `web_part(settings, sign_in, clock)`.
    """
    package = f"mash_{settings.service}"
    match list(arguments):
        case ["worker"]:
            return int(import_module(f"{package}.service").worker(settings).run())
        case ["web"]:
            return _run_web(settings, import_module(f"{package}.site").web_part)
        case _:
            sys.stderr.write(f"usage: python -m {package} web|worker\n")
            return 2


def _run_web(settings: ServiceSettings, web_part: Callable[..., Any]) -> int:
    from mash_platform.web.process import run_web
    from mash_platform.web.shell import create_web_app

    return run_web(
        settings.service,
        settings,
        settings.metrics_port,
        lambda sign_in, clock: create_web_app(
            [web_part(settings, sign_in, clock)], sign_in=sign_in, clock=clock
        ),
    )
