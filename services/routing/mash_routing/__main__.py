"""`python -m mash_routing web|worker`: this service alone."""

import sys

from mash_platform.clock import SystemClock
from mash_platform.sign_in.service import open_sign_in
from mash_platform.telemetry.logs import set_up_logging
from mash_platform.web.serve import serve
from mash_platform.web.shell import create_web_app
from mash_routing.service import web_part, worker
from mash_routing.settings import Settings

_USAGE = "usage: python -m mash_routing web|worker"


def main(arguments: list[str]) -> int:
    settings = Settings()
    if arguments == ["web"]:
        set_up_logging(Settings.service)
        clock = SystemClock()
        with open_sign_in(settings, clock) as sign_in:
            app = create_web_app([web_part(settings, sign_in, clock)], sign_in=sign_in, clock=clock)
            serve(app, settings.host, settings.port, metrics_port=settings.metrics_port)
        return 0
    if arguments == ["worker"]:
        return worker(settings).run()
    sys.stderr.write(_USAGE + "\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
