"""Putting the web together: the parts of one service, or of all, behind one sign-in at one address.

app = create_web_app([intake_part, triage_part], sign_in=sign_in, clock=SystemClock())
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version

import anyio.to_thread
from fastapi import Depends, FastAPI
from starlette.routing import Route

from mash_contracts.vocabulary import Role
from mash_platform.clock import Clock
from mash_platform.sign_in.service import SignIn
from mash_platform.web import audit_pages, front, restricted_pages, sign_in_pages
from mash_platform.web.access_table import route_access
from mash_platform.web.api_document import published_document
from mash_platform.web.arrival import arrive
from mash_platform.web.assets import Assets
from mash_platform.web.auditing import TRAIL_READERS
from mash_platform.web.headers import SecurityHeaders
from mash_platform.web.limits import BodyLimit
from mash_platform.web.pages import PRODUCT_NAME
from mash_platform.web.parts import NavigationItem, WebPart
from mash_platform.web.problems import handle_errors
from mash_platform.web.request_times import RequestTimes
from mash_platform.web.restricting import RESTRICTERS

__all__ = ["NavigationItem", "WebPart", "create_web_app"]

# A page may ask another service's API in this same process: with too few threads, pages that wait could hold
# every thread that the answers need.
_THREADS = 160


_ACCOUNTS = NavigationItem(
    "Accounts",
    "/accounts",
    {Role.ADMINISTRATOR},
    home_for={Role.ADMINISTRATOR},
    description="Who may sign in.",
)

_AUDIT = NavigationItem(
    "Audit trail",
    "/audit",
    TRAIL_READERS,
    description="Who looked at what, and who changed what.",
    seldom=True,
)


_RESTRICTED = NavigationItem(
    "Restricted records",
    "/restricted-records",
    RESTRICTERS,
    description="Records that only named people open, and who opened one in spite of it.",
    seldom=True,
)


def create_web_app(parts: Sequence[WebPart], *, sign_in: SignIn, clock: Clock) -> FastAPI:
    """The app of these parts.

    Raises `AssetsMissing`, and `UndeclaredAccess` when a route does not say whom it admits.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = _THREADS
        yield
        for part in parts:
            if part.close is not None:
                part.close()

    app = FastAPI(
        title=PRODUCT_NAME,
        version=version("mash-referral-triage"),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(arrive)],
        lifespan=lifespan,
    )
    app.state.sign_in = sign_in
    app.state.clock = clock
    app.state.assets = Assets.load(parts)
    app.state.navigation = (
        *(item for part in parts for item in part.navigation),
        _ACCOUNTS,
        _AUDIT,
        _RESTRICTED,
    )
    app.router.routes.append(Route("/assets/{version}/{name}", app.state.assets.serve, methods=["GET"]))
    for router in (
        front.router,
        sign_in_pages.router,
        audit_pages.router,
        restricted_pages.router,
        *(router for part in parts for router in part.routers),
    ):
        app.include_router(router)
    app.openapi = lambda: published_document(app)  # type: ignore[method-assign]
    app.add_middleware(BodyLimit, uploads=[path for part in parts for path in part.uploads])
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestTimes)
    if sign_in.organisation is not None:
        # What it needs costs every web process memory, and few have an organisation.
        from mash_platform.web.organisation_pages import add_organisation

        add_organisation(app, sign_in.organisation)
    handle_errors(app)
    route_access(app)
    return app
