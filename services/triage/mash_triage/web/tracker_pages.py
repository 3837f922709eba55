"""The vulnerability tracker: the children graded, and a manager's lowering of a grade."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.vocabulary import ExploitationRisk
from mash_platform.errors import FieldError, Rejected
from mash_platform.sign_in.access import Person
from mash_platform.web.pages import Pages
from mash_triage.domain.practice_tools.tracker import may_lower
from mash_triage.store import tracker
from mash_triage.web.desk import QualifiedPerson, TriageDesk, code_of, professional
from mash_triage.web.lists import PAGE_SIZE
from mash_triage.web.places import PLACES

_GRADES = tuple(grade for grade in reversed(ExploitationRisk) if grade is not ExploitationRisk.NOT_ASSESSED)


def tracker_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/vulnerability-tracker/")
    def tracker_page(
        request: Request,
        person: QualifiedPerson,
        grade: str = "",
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        wanted = code_of(ExploitationRisk, grade)
        with desk.delivery.reading() as session:
            counts = tracker.tracked_by_grade(session)
            lines = tracker.tracked(session, wanted, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
        total = counts[wanted] if wanted else sum(counts.values())
        summaries = desk.intake.summaries(person, [line.reference for line in lines])
        shown = pages.render(
            request,
            "tracker.html",
            lines=lines,
            summaries=summaries or {},
            intake_unavailable=summaries is None,
            grades=_GRADES,
            counts=counts,
            wanted=wanted,
            total=total,
            page=page,
            first=(page - 1) * PAGE_SIZE + 1,
            last_page=max(1, -(-total // PAGE_SIZE)),
            address=lambda number: _address(wanted, number),
        )
        return PLACES.keep(request, shown, person)

    @router.get("/triage/{reference}/tracker-grade")
    def lowering_form(request: Request, reference: str, person: QualifiedPerson) -> Response:
        draft = desk.drafts.of(person.account_id, _draft_of(reference))
        return form(request, person, reference, None, draft.text("reason") if draft else "")

    @router.post("/triage/{reference}/tracker-grade")
    def lower(
        request: Request,
        reference: str,
        person: QualifiedPerson,
        grade: Annotated[str, Form()] = "",
        reason: Annotated[str, Form()] = "",
    ) -> Response:
        chosen = code_of(ExploitationRisk, grade)
        try:
            with desk.delivery.transaction() as transaction:
                desk.handlers.tools.lower_grade(transaction, reference, chosen, reason, professional(person))
        except Rejected as rejected:
            desk.drafts.keep(person.account_id, _draft_of(reference), {"reason": reason})
            return form(request, person, reference, chosen, reason, errors=rejected.errors)
        desk.drafts.forget(person.account_id, _draft_of(reference))
        return RedirectResponse(f"/triage/{reference}/tools#tracker", status_code=303)

    def form(
        request: Request,
        person: Person,
        reference: str,
        grade: ExploitationRisk | None,
        reason: str,
        *,
        errors: Sequence[FieldError] = (),
    ) -> Response:
        record = desk.record(reference)
        with desk.delivery.reading() as session:
            gradings = tracker.gradings_of(session, reference)
        return pages.render(
            request,
            "tracker_grade.html",
            status=422 if errors else 200,
            errors=errors,
            record=record,
            summary=desk.summary(person, reference),
            gradings=gradings,
            grades=tuple(one for one in _GRADES if gradings and one < gradings[-1].grade),
            grade=grade,
            reason=reason,
            draft_at=f"/triage/drafts/{_draft_of(reference)}",
            may_lower=may_lower(professional(person).role),
        )

    return router


def _draft_of(reference: str) -> str:
    return f"tracker-grade/{reference}"


def _address(grade: ExploitationRisk | None, page: int) -> str:
    given = {"grade": grade.value if grade else "", "page": str(page) if page > 1 else ""}
    query = urlencode({name: value for name, value in given.items() if value})
    return "/vulnerability-tracker/" + (f"?{query}" if query else "")
