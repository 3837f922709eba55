"""`python -m mash_assurance web` or `worker`: assurance on its own."""

import sys

from mash_assurance.service import web_part, worker
from mash_assurance.settings import Settings
from mash_platform.clock import SystemClock
from mash_platform.sign_in.service import open_sign_in
from mash_platform.web.serve import serve
from mash_platform.web.shell import create_web_app


def main(arguments: list[str]) -> int:
    settings = Settings()
    if arguments == ["worker"]:
        return worker(settings).run()
    if arguments == ["web"]:
        clock = SystemClock()
        with open_sign_in(settings, clock) as sign_in:
            app = create_web_app([web_part(settings, sign_in, clock)], sign_in=sign_in, clock=clock)
            serve(app, settings.host, settings.port)
        return 0
    sys.stderr.write("Say what to start: web or worker.\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
