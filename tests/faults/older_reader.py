"""Triage's worker of a release that knows `contact.received` in an earlier version only.

`python -m tests.faults.older_reader` runs it as a process.
"""

import sys

from mash_contracts.events import CATALOGUE, ContactReceived
from mash_platform.service_process import run
from mash_triage.settings import Settings

if __name__ == "__main__":
    CATALOGUE[ContactReceived.TYPE, 0] = CATALOGUE.pop((ContactReceived.TYPE, ContactReceived.VERSION))
    sys.exit(run(Settings(), ["worker"]))
