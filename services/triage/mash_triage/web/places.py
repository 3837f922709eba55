"""From a child back to the list one came from: to the same page of it, as it was narrowed, at the same row.

The browser keeps the address of the last list, for one person, until it is closed. It is only a way back: a
list opened from the navigation shows everybody, because a filter that somebody forgot would hide a child.
"""

import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from mash_platform.sign_in.person import Person
from mash_platform.web.csrf import set_cookie
from mash_triage.store.records import Record

DESK = "/triage/"
_COOKIE = "mash_list"
_NAMES = {
    DESK: "Triage desk",
    "/agency-checks/": "Agency checks",
    "/vulnerability-tracker/": "Vulnerability tracker",
    "/school-notices/": "School notices",
}
_QUERY = re.compile(r"[A-Za-z0-9=&%+._-]{0,300}")


@dataclass(frozen=True)
class Place:
    """A list as somebody left it."""

    path: str
    query: str = ""

    @property
    def name(self) -> str:
        return _NAMES[self.path]

    @property
    def address(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


def keep_place(request: Request, response: Response, person: Person) -> Response:
    """This list is where this person goes back to."""
    query = request.url.query
    if request.url.path in _NAMES and _QUERY.fullmatch(query):
        set_cookie(request, response, _COOKIE, f"{person.account_id} {request.url.path} {query}")
    return response


def place_of(request: Request, person: Person) -> Place | None:
    """The list this person saw last in this browser; None when there was none."""
    account, _, rest = request.cookies.get(_COOKIE, "").strip('"').partition(" ")
    path, _, query = rest.partition(" ")
    if account != person.account_id or path not in _NAMES or not _QUERY.fullmatch(query):
        return None
    return Place(path, query)


def way_back(request: Request, person: Person, record: Record) -> Place:
    """Where the link back from a child leads: to the list somebody came from, else to that of its state."""
    return place_of(request, person) or Place(DESK, f"state={record.state}")
