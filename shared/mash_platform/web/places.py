"""From one thing back to the list one came from: to the same page of it, as it was narrowed, at the same row.

    places = Places({"/triage/": "Triage desk"}.get)
    return places.keep(request, pages.render(request, "desk.html", ...), person)    # where a list is shown
    place = places.of(request, person)                                              # where a link leads back

The browser keeps the address of the last list, for one person, until it is closed. It is only a way back: a
list opened from the navigation shows everybody, because a filter that somebody forgot would hide a child.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from mash_platform.sign_in.person import Person
from mash_platform.web.csrf import set_cookie

_COOKIE = "mash_list"
_QUERY = re.compile(r"[A-Za-z0-9=&%+._-]{0,300}")


@dataclass(frozen=True)
class Place:
    """A list as somebody left it."""

    name: str
    path: str
    query: str = ""

    @property
    def address(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


class Places:
    """The lists of one part of the site that somebody can come back to."""

    def __init__(self, name_of: Callable[[str], str | None]) -> None:
        """`name_of` gives the name of the list at a path; None where there is no list."""
        self._name_of = name_of

    def keep(self, request: Request, response: Response, person: Person) -> Response:
        """This list is where this person goes back to."""
        path, query = request.url.path, request.url.query
        if self._name_of(path) and _QUERY.fullmatch(query):
            set_cookie(request, response, _COOKIE, f"{person.account_id} {path} {query}")
        return response

    def of(self, request: Request, person: Person) -> Place | None:
        """The list this person saw last in this browser; None when it was none of these."""
        account, _, rest = request.cookies.get(_COOKIE, "").strip('"').partition(" ")
        path, _, query = rest.partition(" ")
        name = self._name_of(path)
        if account != person.account_id or name is None or not _QUERY.fullmatch(query):
            return None
        return Place(name, path, query)
