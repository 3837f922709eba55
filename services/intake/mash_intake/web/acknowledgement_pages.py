"""Contacts whose referrer is still to be told that they arrived, and telling them under one's name."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.vocabulary import Role
from mash_intake.handlers import feedback, mailing
from mash_intake.store import feedback as kept
from mash_intake.web.hub import Hub
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import NotFound
from mash_platform.sign_in.access import Person, require
from mash_platform.web.pages import Pages

PAGE_SIZE = 25

_PAGES = Pages("mash_intake")

Staff = Annotated[Person, Depends(require(Role.PRACTITIONER, Role.MANAGER))]


def acknowledgement_pages(delivery: Delivery, hub: Hub) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/acknowledgements", response_class=Response)
    def owed_page(
        request: Request,
        _person: Staff,
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
        told: Annotated[int | None, Query(ge=0, le=PAGE_SIZE)] = None,
    ) -> Response:
        with delivery.reading() as session:
            owed = kept.owed(session, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
            total = kept.count_owed(session)
        return _PAGES.render(
            request,
            "acknowledgements/list.html",
            owed=owed,
            total=total,
            told=told,
            failed=mailing.failed(delivery),
            hub=hub,
            page=page,
            first=(page - 1) * PAGE_SIZE + 1,
            last_page=max(1, -(-total // PAGE_SIZE)),
            clock_now=delivery.clock.now(),
        )

    @router.post("/acknowledgements", response_class=Response)
    def acknowledge(person: Staff, contact: Annotated[list[str] | None, Form()] = None) -> Response:
        """Each of these contacts is acknowledged under the person's name; what somebody did before stays."""
        role = Role.PRACTITIONER if person.may(Role.PRACTITIONER) else Role.MANAGER
        told = 0
        for reference in (contact or [])[:PAGE_SIZE]:
            try:
                with delivery.transaction() as transaction:
                    now = delivery.clock.now()
                    told += feedback.acknowledge(transaction, reference, person, role, now)
            except NotFound:
                continue
        return RedirectResponse(f"/acknowledgements?told={told}", status_code=303)

    @router.post("/acknowledgements/told-otherwise", response_class=Response)
    def told_otherwise(person: Staff, contact: Annotated[str, Form(max_length=32)]) -> Response:
        """Somebody told the referrer in another way what could not be e-mailed."""
        with delivery.transaction() as transaction:
            mailing.told_otherwise(transaction, contact, person, transaction.now())
        return RedirectResponse("/acknowledgements", status_code=303)

    return router
