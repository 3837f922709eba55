"""Putting the web together: the parts of one service, or of all, behind one sign-in at one address.

app = create_web_app([intake_part, triage_part], sign_in=sign_in, clock=SystemClock())
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

import anyio.to_thread
from fastapi import Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.routing import Route

from mash_platform.clock import Clock
from mash_platform.sign_in.service import SignIn
from mash_platform.web import front, sign_in_pages
from mash_platform.web.access_table import route_access
from mash_platform.web.assets import Assets
from mash_platform.web.csrf import arrive
from mash_platform.web.headers import SecurityHeaders
from mash_platform.web.limits import BodyLimit
from mash_platform.web.pages import PRODUCT_NAME
from mash_platform.web.parts import NavigationItem, WebPart
from mash_platform.web.problems import handle_errors

__all__ = ["NavigationItem", "WebPart", "create_web_app"]

# A page may ask another service's API in this same process: with too few threads, pages that wait could hold
# every thread that the answers need.
_THREADS = 160


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
    app.state.assets = Assets.load()
    app.state.navigation = tuple(item for part in parts for item in part.navigation)
    app.router.routes.append(Route("/assets/{version}/{name}", app.state.assets.serve, methods=["GET"]))
    for router in (
        front.router,
        sign_in_pages.router,
        *(router for part in parts for router in part.routers),
    ):
        app.include_router(router)
    app.openapi = lambda: _published(app)  # type: ignore[method-assign]
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    handle_errors(app)
    route_access(app)
    return app


def _published(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document: what partner systems may rely on, without the pages."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, routes=app.routes)
        document["paths"] = {
            path: operations for path, operations in document["paths"].items() if path.startswith("/api/")
        }
        app.openapi_schema = document
    return app.openapi_schema
