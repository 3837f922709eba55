"""`python -m mash_assurance web|worker`: this service alone."""

import sys

from mash_assurance.settings import Settings
from mash_platform.service_process import run

if __name__ == "__main__":
    sys.exit(run(Settings(), sys.argv[1:]))
