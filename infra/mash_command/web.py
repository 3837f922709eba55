"""The pages of all services in one process, at one address: `python -m mash_command.web`."""

import sys
from pathlib import Path

from fastapi import FastAPI

import mash_assurance.settings
import mash_assurance.site
import mash_intake.settings
import mash_intake.site
import mash_routing.settings
import mash_routing.site
import mash_triage.settings
import mash_triage.site
from mash_command.reconcile_watch import ReconcileWatch
from mash_command.settings import MachineSettings
from mash_platform.clock import Clock
from mash_platform.sign_in.service import SignIn
from mash_platform.web.process import run_web
from mash_platform.web.shell import create_web_app


def web_application(data: Path, sign_in: SignIn, clock: Clock) -> FastAPI:
    """Every service's pages and API over the databases under `data`, in the order of the navigation."""
    parts = (
        mash_triage.site.web_part(mash_triage.settings.Settings(data=data), sign_in, clock),
        mash_routing.site.web_part(mash_routing.settings.Settings(data=data), sign_in, clock),
        mash_assurance.site.web_part(mash_assurance.settings.Settings(data=data), sign_in, clock),
        mash_intake.site.web_part(mash_intake.settings.Settings(data=data), sign_in, clock),
    )
    return create_web_app(parts, sign_in=sign_in, clock=clock)


def main() -> int:
    settings = MachineSettings()
    watch = ReconcileWatch(settings.reconcile_every)
    watch.start()
    try:
        return run_web(
            "web",
            settings,
            settings.metrics_ports()["web"],
            lambda sign_in, clock: web_application(settings.data, sign_in, clock),
        )
    finally:
        watch.stop()


if __name__ == "__main__":
    sys.exit(main())
