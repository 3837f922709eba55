"""Looking again, as the second person, at a decision below the recommendation."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_platform.drafts import Draft
from mash_platform.errors import Conflict, FieldError, Rejected
from mash_platform.sign_in.access import Person
from mash_platform.web.pages import Pages
from mash_triage.domain.decision import SecondAnswer, below, may_be_second_person
from mash_triage.domain.record_state import RecordState
from mash_triage.store.records import Record
from mash_triage.web.decision_pages import too_late
from mash_triage.web.desk import QualifiedPerson, TriageDesk, code_of, professional


def second_person_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/triage/{reference}/second-person")
    def second_person_form(request: Request, reference: str, person: QualifiedPerson) -> Response:
        record = desk.record(reference)
        if record.state is not RecordState.AWAITING_SECOND_PERSON:
            return RedirectResponse(f"/triage/{reference}", status_code=303)
        draft = desk.drafts.of(person.account_id, _draft_of(reference))
        return form(request, person, record, None, draft.text("rationale") if draft else "", draft=draft)

    @router.post("/triage/{reference}/second-person")
    def look_again(
        request: Request,
        reference: str,
        person: QualifiedPerson,
        version: Annotated[int, Form()],
        answer: Annotated[str, Form()] = "",
        rationale: Annotated[str, Form()] = "",
    ) -> Response:
        given = code_of(SecondAnswer, answer)
        try:
            with desk.delivery.transaction() as transaction:
                desk.handlers.look_again(
                    transaction, reference, given, rationale, professional(person), seen_version=version
                )
        except Rejected as rejected:
            desk.drafts.keep(person.account_id, _draft_of(reference), {"rationale": rationale})
            return form(request, person, desk.record(reference), given, rationale, errors=rejected.errors)
        except Conflict as conflict:
            desk.drafts.keep(person.account_id, _draft_of(reference), {"rationale": rationale})
            record = desk.record(reference)
            if record.state is not RecordState.AWAITING_SECOND_PERSON:
                return too_late(desk, pages, request, person, record, conflict, rationale)
            return form(request, person, record, given, rationale, conflict=conflict)
        desk.drafts.forget(person.account_id, _draft_of(reference))
        return RedirectResponse(f"/triage/{reference}/decided", status_code=303)

    def form(
        request: Request,
        person: Person,
        record: Record,
        answer: SecondAnswer | None,
        rationale: str,
        *,
        errors: Sequence[FieldError] = (),
        conflict: Conflict | None = None,
        draft: Draft | None = None,
    ) -> Response:
        """The form, empty or again with what was chosen and written."""
        decision = record.decisions[-1]
        return pages.render(
            request,
            "second_person.html",
            status=409 if conflict else 422 if errors else 200,
            errors=errors,
            conflict=conflict,
            record=record,
            summary=desk.summary(person, record.reference),
            decision=decision,
            lowered=below(decision.outcome, record.recommended),
            may_look_again=may_be_second_person(professional(person), decision.person.account_id),
            answers=tuple(SecondAnswer),
            answer=answer,
            rationale=rationale,
            draft=draft,
        )

    return router


def _draft_of(reference: str) -> str:
    return f"second-person/{reference}"
