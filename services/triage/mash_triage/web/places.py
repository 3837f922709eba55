"""The lists of triage, and where the link back from a child leads."""

from starlette.requests import Request

from mash_platform.sign_in.person import Person
from mash_platform.web.places import Place, Places
from mash_triage.store.records import Record

DESK = "/triage/"
_NAMES = {
    DESK: "Triage desk",
    "/agency-checks/": "Agency checks",
    "/vulnerability-tracker/": "Vulnerability tracker",
    "/school-notices/": "School notices",
}
PLACES = Places(_NAMES.get)


def way_back(request: Request, person: Person, record: Record) -> Place:
    """To the list somebody came from, else to that of the child's state."""
    return PLACES.of(request, person) or Place(_NAMES[DESK], DESK, f"state={record.state}")
