"""The one place where errors become answers: a plain page for people, problem+json for systems.

For paths under /api/ the body is RFC 9457: `{type, title, status, errors: [{field, code, detail}]}`. Codes
are stable; details are sentences, which never repeat what was sent. A page shows its reader the longer texts
of the form they sent, so that nobody has to write them twice.
"""

import logging
import secrets
from collections.abc import Sequence

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from mash_platform.errors import Conflict, Erased, FieldError, NotFound, Rejected, Unavailable
from mash_platform.sign_in.access import (
    RESTRICTED,
    Identity,
    NotAllowed,
    Proof,
    Restricted,
    SignInNeeded,
    identify,
)
from mash_platform.web.csrf import NotFromOurPage
from mash_platform.web.headers import add_headers
from mash_platform.web.interrupted import keep, written_into
from mash_platform.web.pages import Pages
from mash_platform.web.restricted_pages import render_closed
from mash_platform.web.restricting import OPENERS
from mash_platform.web.validation import field_errors
from mash_platform.web.where import sign_in_address

_LOG = logging.getLogger(__name__)
_PAGES = Pages("mash_platform")

# The code for systems, and what a page says first; what to do next is in error.html, by code.
_KNOWN = {
    400: ("not-understood", "This could not be understood"),
    401: ("sign-in-needed", "Sign in first"),
    403: ("not-allowed", "You cannot do this"),
    404: ("not-found", "Nothing found at this address"),
    405: ("wrong-method", "This address cannot be used like that"),
    409: ("conflict", "Someone else changed this first"),
    410: ("erased", "This record was erased"),
    413: ("too-large", "That is too much to send at once"),
    415: ("unsupported-content-type", "This kind of content is not accepted"),
    422: ("invalid", "There is a problem with what was sent"),
    500: ("unexpected", "Something went wrong"),
    503: ("unavailable", "Part of the system is not answering"),
}
_OTHER = ("refused", "This cannot be done")
_MALFORMED = FieldError("", "malformed-json", "The body is not JSON")
_NOT_JSON = FieldError("", "unsupported-content-type", "Send JSON, with Content-Type: application/json")


def handle_errors(app: FastAPI) -> None:
    """Registers every handler."""
    app.add_exception_handler(SignInNeeded, _sign_in_needed)
    app.add_exception_handler(NotAllowed, _not_allowed)
    app.add_exception_handler(Restricted, _restricted)
    app.add_exception_handler(NotFromOurPage, _not_from_our_page)
    app.add_exception_handler(NotFound, _not_found)
    app.add_exception_handler(Erased, _erased)
    app.add_exception_handler(Conflict, _conflict)
    app.add_exception_handler(Rejected, _rejected)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(Unavailable, _unavailable)
    app.add_exception_handler(OperationalError, _database_unavailable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def problem(
    status: int, code: str, errors: Sequence[FieldError] = (), *, headers: dict[str, str] | None = None
) -> Response:
    """A problem+json answer, for an API that has to build one itself."""
    body = {
        "type": f"urn:mash:problem:{code}",
        "title": _KNOWN.get(status, _OTHER)[1],
        "status": status,
        "errors": [{"field": error.field, "code": error.code, "detail": error.sentence} for error in errors],
    }
    return JSONResponse(body, status, headers=headers, media_type="application/problem+json")


async def _answer(
    request: Request,
    status: int,
    code: str,
    errors: Sequence[FieldError] = (),
    *,
    headers: dict[str, str] | None = None,
) -> Response:
    if request.url.path.startswith("/api/"):
        return problem(status, code, errors, headers=headers)
    await _find_out_who_asks(request)
    title = _KNOWN.get(status, _OTHER)[1]
    response = _PAGES.render(
        request,
        "error.html",
        status=status,
        title=title,
        code=code,
        reasons=errors,
        written=written_into(request),
    )
    response.headers.update(headers or {})
    return response


async def _find_out_who_asks(request: Request) -> None:
    """Where there is no such page, or the accounts cannot be read, nobody has found out yet."""
    try:
        await run_in_threadpool(identify, request)
    except OperationalError:
        request.state.identity = Identity(None, Proof.NONE)


async def _sign_in_needed(request: Request, _error: Exception) -> Response:
    if request.url.path.startswith("/api/"):
        return problem(401, "sign-in-needed", headers={"www-authenticate": "Bearer"})
    written = keep(request)
    if written:
        return _PAGES.render(
            request, "sign_in/sign_in.html", status=401, kept=written, next=request.url.path, sign_in_name=""
        )
    return RedirectResponse(sign_in_address(request), status_code=303)


async def _not_allowed(request: Request, _error: Exception) -> Response:
    return await _answer(request, 403, "not-allowed")


async def _restricted(request: Request, error: Exception) -> Response:
    contact = error.contact if isinstance(error, Restricted) else ""
    if request.url.path.startswith("/api/"):
        sentence = f"{contact} is open to named people only"
        return problem(403, RESTRICTED, [FieldError("reference", RESTRICTED, sentence)])
    person = request.state.identity.person
    if not person.may(*OPENERS):
        return await _not_allowed(request, error)
    went_to = str(request.url.path) if request.method == "GET" else "/"
    return render_closed(request, contact, next_page=went_to)


async def _not_from_our_page(request: Request, _error: Exception) -> Response:
    return await _answer(request, 403, "not-from-our-page")


async def _not_found(request: Request, _error: Exception) -> Response:
    return await _answer(request, 404, "not-found")


async def _erased(request: Request, _error: Exception) -> Response:
    return await _answer(request, 410, "erased")


async def _conflict(request: Request, error: Exception) -> Response:
    sentence = error.sentence if isinstance(error, Conflict) else ""
    return await _answer(request, 409, "conflict", [FieldError("", "conflict", sentence)])


async def _rejected(request: Request, error: Exception) -> Response:
    errors = error.errors if isinstance(error, Rejected) else ()
    return await _answer(request, 422, "invalid", errors)


async def _not_valid(request: Request, error: Exception) -> Response:
    errors = field_errors(error.errors()) if isinstance(error, RequestValidationError) else []
    if any(each.code == "malformed-json" for each in errors):
        return await _answer(request, 400, "malformed-json", errors)
    if any(each.field == "" for each in errors) and not _is_json(request):
        return await _answer(request, 415, "unsupported-content-type", [_NOT_JSON])
    return await _answer(request, 422, "invalid", errors)


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().endswith("json")


async def _unavailable(request: Request, _error: Exception) -> Response:
    return await _answer(request, 503, "unavailable", headers={"retry-after": "5"})


async def _database_unavailable(request: Request, error: Exception) -> Response:
    _LOG.error("a database did not answer", exc_info=error)
    return await _unavailable(request, error)


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if status == 400 and _is_json(request):
        return await _answer(request, status, "malformed-json", [_MALFORMED])
    return await _answer(request, status, _KNOWN.get(status, _OTHER)[0], headers=headers)


async def _unexpected(request: Request, error: Exception) -> Response:
    """The page gives a number that is also in the log, so that whoever runs the system finds the cause."""
    number = secrets.token_hex(4)
    _LOG.error("unexpected error %s: %s", number, type(error).__name__)
    errors = [FieldError("", "unexpected", f"Tell whoever runs the system this number: {number}")]
    response = await _answer(request, 500, "unexpected", errors)
    # This answer is made outside the middleware that does it for all others.
    add_headers(response.headers)
    return response
