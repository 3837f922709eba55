"""One example of every event: the way of one girl who is exploited, from the school's worry to her worker.

They stand in the published schemas, so that whoever writes a reader or a sender has something real to try. An
event of `events/<module>.py` has its example in the module of the same name here.
"""

from mash_contracts.envelope import EventData
from mash_contracts.examples.agency_checks import AGENCY_CHECKS
from mash_contracts.examples.contacts import CONTACTS
from mash_contracts.examples.discussions import DISCUSSIONS
from mash_contracts.examples.erasures import ERASURES
from mash_contracts.examples.outside import OUTSIDE
from mash_contracts.examples.practice_tools import PRACTICE_TOOLS
from mash_contracts.examples.referrers import REFERRERS
from mash_contracts.examples.routing import ROUTING
from mash_contracts.examples.triage import TRIAGE

EXAMPLES: tuple[EventData, ...] = (
    *CONTACTS,
    *REFERRERS,
    *ERASURES,
    *TRIAGE,
    *AGENCY_CHECKS,
    *PRACTICE_TOOLS,
    *DISCUSSIONS,
    *ROUTING,
    *OUTSIDE,
)
"""In the order of `events.ALL_EVENTS`."""
