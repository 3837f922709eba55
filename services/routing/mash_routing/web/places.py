"""The worklists, and where the link back from a case leads."""

from starlette.requests import Request

from mash_contracts.vocabulary import Pathway
from mash_platform.sign_in.person import Person
from mash_platform.web.places import Place, Places
from mash_routing.store import Case

PLACES = Places({f"/worklists/{team}": team.label for team in Pathway}.get)


def way_back(request: Request, person: Person, case: Case) -> Place:
    """To the worklist somebody came from, else to that of the team, where the case stands."""
    own = Place(case.pathway.label, f"/worklists/{case.pathway}", f"state={case.state}")
    return PLACES.of(request, person) or own
