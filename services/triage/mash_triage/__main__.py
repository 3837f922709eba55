"""`python -m mash_triage web|worker`: this service alone."""

import sys

from mash_platform.service_process import run
from mash_triage.settings import Settings

if __name__ == "__main__":
    sys.exit(run(Settings(), sys.argv[1:]))
