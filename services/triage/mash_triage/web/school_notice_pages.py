"""Operation Encompass: which schools are still to be told, and recording that one was."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_platform.errors import Conflict, FieldError, NotFound, Rejected
from mash_platform.sign_in.access import Person
from mash_platform.web.pages import Pages
from mash_policy.practice_tool_load import PRACTICE_TOOLS
from mash_triage.domain.school_notices import NoticeGiven, ToldWhom
from mash_triage.store import school_notices
from mash_triage.web.desk import QualifiedPerson, TriageDesk, code_of, professional
from mash_triage.web.lists import PAGE_SIZE
from mash_triage.web.moments import moment_from, on_its_field
from mash_triage.web.places import PLACES


def school_notice_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/school-notices/")
    def open_notices_page(
        request: Request, person: QualifiedPerson, page: Annotated[int, Query(ge=1, le=100_000)] = 1
    ) -> Response:
        with desk.delivery.reading() as session:
            total = school_notices.count_open(session)
            notices = school_notices.open_notices(session, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
        summaries = desk.intake.summaries(person, [notice.reference for notice in notices])
        shown = pages.render(
            request,
            "school_notices.html",
            notices=notices,
            summaries=summaries or {},
            intake_unavailable=summaries is None,
            total=total,
            page=page,
            first=(page - 1) * PAGE_SIZE + 1,
            last_page=max(1, -(-total // PAGE_SIZE)),
            address=lambda number: f"/school-notices/?page={number}",
        )
        return PLACES.keep(request, shown, person)

    @router.get("/triage/{reference}/school-notice")
    def notice_form(request: Request, reference: str, person: QualifiedPerson) -> Response:
        draft = desk.drafts.of(person.account_id, _draft_of(reference))
        return form(request, person, reference, draft.texts if draft else {})

    @router.post("/triage/{reference}/school-notice")
    async def record_notice(request: Request, reference: str, person: QualifiedPerson) -> Response:
        given = await request.form()
        written = {name: str(value) for name, value in given.items()}
        return await run_in_threadpool(take_in, request, reference, person, written)

    def take_in(request: Request, reference: str, person: Person, written: Mapping[str, str]) -> Response:
        given = NoticeGiven(
            code_of(ToldWhom, written.get("whom")), moment_from(written, "told"), written.get("words", "")
        )
        try:
            with desk.delivery.transaction() as transaction:
                desk.handlers.school_notices.deliver(transaction, reference, given, professional(person))
        except Rejected as rejected:
            desk.drafts.keep(person.account_id, _draft_of(reference), {"words": given.words})
            errors = [on_its_field(error, written, "told") for error in rejected.errors]
            return form(request, person, reference, written, errors=errors)
        except Conflict as conflict:
            return form(request, person, reference, written, conflict=conflict)
        desk.drafts.forget(person.account_id, _draft_of(reference))
        return RedirectResponse(f"/triage/{reference}/tools#school", status_code=303)

    def form(
        request: Request,
        person: Person,
        reference: str,
        written: Mapping[str, str],
        *,
        errors: Sequence[FieldError] = (),
        conflict: Conflict | None = None,
    ) -> Response:
        record = desk.record(reference)
        with desk.delivery.reading() as session:
            notice = school_notices.notice_of(session, reference)
        if notice is None:
            raise NotFound
        return pages.render(
            request,
            "school_notice.html",
            status=409 if conflict else 422 if errors else 200,
            errors=errors,
            conflict=conflict,
            record=record,
            summary=desk.summary(person, reference),
            notice=notice,
            rules=PRACTICE_TOOLS.load(notice.edition).operation_encompass,
            whom=tuple(ToldWhom),
            written=written,
            draft_at=f"/triage/drafts/{_draft_of(reference)}",
        )

    return router


def _draft_of(reference: str) -> str:
    return f"school-notice/{reference}"
