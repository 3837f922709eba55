"""Addresses within this site, and no other."""

from urllib.parse import urlencode

from starlette.requests import Request


def safe_path(given: str) -> str:
    """`given` when it is a path on this site, else the start page: a sign-in link cannot lead elsewhere."""
    local = given.startswith("/") and not given.startswith("//")
    plain = given.isprintable() and "\\" not in given
    return given if local and plain else "/"


def sign_in_address(request: Request) -> str:
    """The sign-in page, which leads back here. A form that was sent leads back to the page it was on."""
    if request.method in ("GET", "HEAD"):
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    else:
        here = request.url.path
    return "/sign-in?" + urlencode({"next": here})
