"""Giving a child, or whoever may ask for them, what the hub holds: the page that asks, and the file."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from mash_intake.web.export.gathering import AskedBy, gather
from mash_intake.web.people import EXPORTERS, child_of
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import FieldError
from mash_platform.sign_in.access import Person, require
from mash_platform.web.client import ServiceClient
from mash_platform.web.pages import Pages

_PAGES = Pages("mash_intake")
_NOT_SAID = FieldError("asked_by", "required", "Select who asks for it")

Exporter = Annotated[Person, Depends(require(*EXPORTERS))]
WhoAsks = Annotated[str, Query(max_length=16)]


def export_pages(delivery: Delivery, services: ServiceClient) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/people/{person}/export", response_class=Response)
    def ask(request: Request, who: Exporter, person: str) -> Response:
        """What the file will hold, and who asks for it."""
        return _form(request, who, person)

    @router.get("/people/{person}/export.html", response_class=Response)
    def file(request: Request, who: Exporter, person: str, asked_by: WhoAsks = "") -> Response:
        """One file that any browser opens: everything, with what a person reads first marked."""
        asking = next((one for one in AskedBy if one.value == asked_by), None)
        if asking is None:
            return _form(request, who, person, errors=[_NOT_SAID])
        held = gather(delivery, services, request, who, person)
        answer = _PAGES.render(request, "export/file.html", held=held, asked_by=asking)
        # The name of a file is seen by many: it names the record and not the child.
        answer.headers["content-disposition"] = f'attachment; filename="held-about-{held.child.person}.html"'
        return answer

    def _form(
        request: Request, who: Person, person: str, *, errors: list[FieldError] | None = None
    ) -> Response:
        return _PAGES.render(
            request,
            "export/ask.html",
            status=422 if errors else 200,
            errors=errors or (),
            child=child_of(delivery, request, who, person),
            choices=tuple(AskedBy),
        )

    return router
