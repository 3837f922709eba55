"""Triage's worker of a release that does not know the present version of `contact.received`.

`python -m tests.faults.older_reader` runs it as a process.
"""

import sys

from mash_contracts.events import CATALOGUE, ContactReceived
from mash_platform.service_process import run
from mash_triage.settings import Settings

if __name__ == "__main__":
    del CATALOGUE[ContactReceived.TYPE, ContactReceived.VERSION]
    sys.exit(run(Settings(), ["worker"]))
