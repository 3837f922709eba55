"""The pages of all services in one process, at one address: `python -m mash_command.web`."""

import logging
import sys
from pathlib import Path

from fastapi import FastAPI

import mash_assurance.service
import mash_assurance.settings
import mash_intake.service
import mash_intake.settings
import mash_routing.service
import mash_routing.settings
import mash_triage.service
import mash_triage.settings
from mash_command.settings import MachineSettings
from mash_platform.clock import Clock, SystemClock
from mash_platform.sign_in.service import SignIn, open_sign_in
from mash_platform.telemetry.logs import set_up_logging
from mash_platform.web.serve import serve
from mash_platform.web.shell import create_web_app

log = logging.getLogger(__name__)


def web_application(data: Path, sign_in: SignIn, clock: Clock) -> FastAPI:
    """Every service's pages and API over the databases under `data`."""
    parts = [
        mash_triage.service.web_part(mash_triage.settings.Settings(data=data), sign_in, clock),
        mash_routing.service.web_part(mash_routing.settings.Settings(data=data), sign_in, clock),
        mash_assurance.service.web_part(mash_assurance.settings.Settings(data=data), sign_in, clock),
        mash_intake.service.web_part(mash_intake.settings.Settings(data=data), sign_in, clock),
    ]
    return create_web_app(parts, sign_in=sign_in, clock=clock)


def main() -> int:
    set_up_logging("web")
    settings = MachineSettings()
    clock = SystemClock()
    with open_sign_in(settings, clock) as sign_in:
        serve(
            web_application(settings.data, sign_in, clock),
            settings.host,
            settings.port,
            metrics_port=settings.metrics_ports()["web"],
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
