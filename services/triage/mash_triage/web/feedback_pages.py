"""What managers said of somebody's own decisions: the practitioner's page of feedback."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_platform.sign_in.access import Person
from mash_platform.web.pages import Pages
from mash_platform.web.restricting import closed_among
from mash_triage.domain.audits import Audit
from mash_triage.store import audits
from mash_triage.web.desk import QualifiedPerson, TriageDesk, professional
from mash_triage.web.lists import PAGE_SIZE


def feedback_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/feedback/")
    def feedback_page(
        request: Request, person: QualifiedPerson, page: Annotated[int, Query(ge=1, le=100_000)] = 1
    ) -> Response:
        with desk.delivery.reading() as session:
            total = audits.count_feedback(session, person.account_id)
            given = audits.feedback_for(
                session, person.account_id, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE
            )
        given = open_to(request, person, given)
        summaries = desk.intake.summaries(
            person, list(dict.fromkeys(audit.drawn.reference for audit in given))
        )
        return pages.render(
            request,
            "feedback.html",
            given=given,
            summaries=summaries or {},
            total=total,
            page=page,
            first=(page - 1) * PAGE_SIZE + 1,
            last_page=max(1, -(-total // PAGE_SIZE)),
            address=lambda number: f"/feedback/?page={number}",
        )

    @router.post("/feedback/{reference}/{number}")
    def mark_read(reference: str, number: int, person: QualifiedPerson) -> Response:
        with desk.delivery.transaction() as transaction:
            desk.handlers.oversight.read(transaction, reference, number, professional(person))
        return RedirectResponse("/feedback/", status_code=303)

    return router


def open_to(request: Request, person: Person, given: Sequence[Audit]) -> tuple[Audit, ...]:
    """Without what was said about children whose records were closed to this person since."""
    closed = closed_among(request, person, [audit.drawn.reference for audit in given])
    return tuple(audit for audit in given if audit.drawn.reference not in closed)
