"""A form counts only when it comes from one of our own pages.

Each browser has a random visitor cookie; a page's token is made from it and the account that is signed in. So
a token is worth nothing in another browser or account, and still good after the same person signs in again:
what was being written when a session timed out is not lost.
"""

import hashlib
import hmac
import re
import secrets

from starlette.requests import Request
from starlette.responses import Response

from mash_platform.sign_in.access import Identity, Proof, identify

FIELD = "csrf"
HEADER = "x-csrf-token"
VISITOR_COOKIE = "mash_visitor"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_VISITOR = re.compile(r"[A-Za-z0-9_-]{43}")


class NotFromOurPage(Exception):
    """The form has no token, or one that was made for another browser or account."""


def visitor_of(request: Request) -> str:
    """The browser's random id, made now if it has none; `remember_visitor` puts a new one into the answer."""
    known = request.cookies.get(VISITOR_COOKIE, "")
    if _VISITOR.fullmatch(known):
        return known
    made: str | None = getattr(request.state, "new_visitor", None)
    if made is None:
        made = request.state.new_visitor = secrets.token_urlsafe(32)
    return made


def remember_visitor(request: Request, response: Response) -> None:
    made = getattr(request.state, "new_visitor", None)
    if made is not None:
        set_cookie(request, response, VISITOR_COOKIE, made)


def set_cookie(request: Request, response: Response, name: str, value: str) -> None:
    """A cookie that lasts as long as the browser is open and that no script and no other site can use."""
    response.set_cookie(name, value, httponly=True, samesite="lax", secure=request.url.scheme == "https")


def csrf_token(request: Request) -> str:
    """What a form of this page has to bring back in its field `csrf`."""
    return _token(request, identify(request))


async def require_our_page(request: Request, identity: Identity) -> None:
    """Raises `NotFromOurPage` for a form that is not from one of our pages in this browser and account."""
    if request.method in _SAFE_METHODS or identity.proof in (Proof.BEARER, Proof.TICKET):
        return
    api = request.url.path.startswith("/api/")
    if api and identity.proof is not Proof.SESSION:
        return
    given = request.headers.get(HEADER)
    if given is None and not api:
        given = str((await request.form()).get(FIELD, ""))
    if not _matches(request, identity, given or ""):
        raise NotFromOurPage


def _matches(request: Request, identity: Identity, given: str) -> bool:
    return hmac.compare_digest(_token(request, identity).encode(), given.encode())


def _token(request: Request, identity: Identity) -> str:
    key: bytes = request.app.state.sign_in.key("csrf")
    account_id = identity.person.account_id if identity.person else ""
    if identity.timed_out is not None:
        account_id = identity.timed_out.account_id
    return hmac.new(key, f"{visitor_of(request)}|{account_id}".encode(), hashlib.sha256).hexdigest()
