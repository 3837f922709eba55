"""Signing in through an organisation: OpenID Connect, authorisation code with PKCE.

There and back, the state and nonce are in a signed cookie that lasts ten minutes.
"""

import logging
from collections.abc import Mapping
from typing import Annotated, Any

from authlib.common.errors import AuthlibBaseError

# Authlib speaks through whichever of two libraries it finds, and raises the errors of that one.
from authlib.integrations.httpx_client.oauth2_client import httpx2 as authlib_http
from authlib.integrations.starlette_client import OAuth
from fastapi import APIRouter, Depends, FastAPI
from joserfc.errors import JoseError
from starlette.concurrency import run_in_threadpool
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_platform.errors import FieldError, Rejected, Unavailable
from mash_platform.sign_in.access import SESSION_COOKIE, Person, anyone
from mash_platform.sign_in.organisation import Organisation
from mash_platform.sign_in.service import SignIn
from mash_platform.web.csrf import set_cookie
from mash_platform.web.pages import Pages
from mash_platform.web.where import safe_path

_LOG = logging.getLogger(__name__)
_PAGES = Pages("mash_platform")
_THERE = "/sign-in/organisation"
_BACK = "/sign-in/organisation/back"
_PATIENCE_SECONDS = 5.0
_COOKIE = "mash_organisation"
_THERE_AND_BACK_SECONDS = 600
_NOT_SIGNED_IN = FieldError(
    "",
    "not-signed-in-there",
    "Your organisation did not sign you in. Try again, or ask whoever looks after accounts where you work",
)


def add_organisation(app: FastAPI, organisation: Organisation) -> None:
    """The two ways of signing in through `organisation`."""
    sign_in: SignIn = app.state.sign_in
    app.include_router(_router(organisation))
    app.add_middleware(
        SessionMiddleware,
        secret_key=sign_in.key("organisation").hex(),
        session_cookie=_COOKIE,
        path=_THERE,
        max_age=_THERE_AND_BACK_SECONDS,
        https_only=organisation.said.address.startswith("https:"),
    )


def _router(organisation: Organisation) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    said = organisation.said
    provider = OAuth().register(
        "organisation",
        client_id=said.client_id,
        client_secret=organisation.client_secret,
        server_metadata_url=f"{said.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "timeout": _PATIENCE_SECONDS,
            "trust_env": False,
        },
    )

    @router.get(_THERE)
    async def go_there(
        request: Request, _: Annotated[Person | None, Depends(anyone)], next: str = "/"
    ) -> Response:
        request.session.clear()
        request.session["next"] = safe_path(next)
        try:
            leave: Response = await provider.authorize_redirect(request, said.address.rstrip("/") + _BACK)
        except authlib_http.HTTPError as error:
            raise Unavailable("the organisation's sign-in did not answer") from error
        return leave

    @router.get(_BACK)
    async def come_back(request: Request, _: Annotated[Person | None, Depends(anyone)]) -> Response:
        sign_in: SignIn = request.app.state.sign_in
        next_page = request.session.get("next", "/")
        try:
            claims = await _claims(provider, request)
            account = await run_in_threadpool(sign_in.start_session_from, organisation, claims)
        except Rejected as rejected:
            request.session.clear()
            return _PAGES.render(
                request, "sign_in/sign_in.html", status=403, errors=rejected.errors, next=safe_path(next_page)
            )
        request.session.clear()
        response = RedirectResponse(safe_path(next_page), status_code=303)
        set_cookie(request, response, SESSION_COOKIE, account[1])
        return response

    return router


async def _claims(provider: Any, request: Request) -> Mapping[str, Any]:
    """What the organisation says of who came back, after every check of OpenID Connect.

    Raises `Rejected` where they were not signed in, `Unavailable` where the organisation does not answer.
    """
    try:
        token = await provider.authorize_access_token(request)
    except authlib_http.HTTPError as error:
        raise Unavailable("the organisation's sign-in did not answer") from error
    except (AuthlibBaseError, JoseError) as error:
        # What the organisation says of it may name a person; the kind of error does not.
        _LOG.warning("a sign-in through the organisation was not completed: %s", type(error).__name__)
        raise Rejected(_NOT_SIGNED_IN) from error
    claims: Mapping[str, Any] = token.get("userinfo") or {}
    if not claims.get("sub"):
        raise Rejected(_NOT_SIGNED_IN)
    return claims
