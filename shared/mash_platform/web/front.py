"""The start page, the published API document and the metrics of the web process."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.vocabulary import PERSON_ROLES, Role
from mash_platform.sign_in.access import Person, anyone, require
from mash_platform.web.pages import Pages, items_for

router = APIRouter(include_in_schema=False)
_PAGES = Pages("mash_platform")


@router.get("/")
def start(request: Request, person: Annotated[Person | None, Depends(anyone)]) -> Response:
    """Two ways in for people who are not signed in; for others the page their role works from."""
    if person is None:
        return _PAGES.render(request, "start.html")
    homes = [item.href for item in request.app.state.navigation if person.may(*item.home_for)]
    return RedirectResponse(homes[0] if homes else "/more", status_code=303)


@router.get("/more")
def all_pages(request: Request, person: Annotated[Person, Depends(require(*PERSON_ROLES))]) -> Response:
    """Everything a person may go to, with what it is for."""
    return _PAGES.render(request, "all_pages.html", items=items_for(request.app.state.navigation, person))


@router.get("/api/openapi.json")
def api_document(request: Request, _: Annotated[Person | None, Depends(anyone)]) -> dict[str, Any]:
    document: dict[str, Any] = request.app.openapi()
    return document


@router.get("/metrics")
def metrics(
    _: Annotated[Person, Depends(require(Role.ASSURANCE, Role.ADMINISTRATOR, Role.MONITORING_SYSTEM))],
) -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
