"""`python -m mash_intake web|worker`: this service alone."""

import sys

from mash_intake.settings import Settings
from mash_platform.service_process import run

if __name__ == "__main__":
    sys.exit(run(Settings(), sys.argv[1:]))
