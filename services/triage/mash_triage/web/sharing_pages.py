"""Recording consent, going on without it, not sharing, and whether the parents are told."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.vocabulary import ConsentReason, SharingChoice
from mash_platform.drafts import Draft
from mash_platform.errors import FieldError, Rejected
from mash_platform.sign_in.access import Person
from mash_platform.web.pages import Pages
from mash_triage.domain.lawful_basis import REASONS, SharingGiven
from mash_triage.web.checking import checking_of
from mash_triage.web.desk import QualifiedPerson, TriageDesk, code_of, professional


def sharing_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/triage/{reference}/sharing")
    def sharing_form(request: Request, reference: str, person: QualifiedPerson) -> Response:
        draft = desk.drafts.of(person.account_id, _draft_of(reference))
        given = SharingGiven(words=draft.text("words") if draft else "")
        return form(request, person, reference, given, draft=draft)

    @router.post("/triage/{reference}/sharing")
    def record_sharing(
        request: Request,
        reference: str,
        person: QualifiedPerson,
        choice: Annotated[str, Form()] = "",
        reason: Annotated[str, Form()] = "",
        words: Annotated[str, Form()] = "",
    ) -> Response:
        given = SharingGiven(code_of(SharingChoice, choice), code_of(ConsentReason, reason), words)
        try:
            with desk.delivery.transaction() as transaction:
                desk.handlers.checks.decide_sharing(transaction, reference, given, professional(person))
        except Rejected as rejected:
            desk.drafts.keep(person.account_id, _draft_of(reference), {"words": words})
            return form(request, person, reference, given, errors=rejected.errors)
        desk.drafts.forget(person.account_id, _draft_of(reference))
        return RedirectResponse(f"/triage/{reference}#checks", status_code=303)

    def form(
        request: Request,
        person: Person,
        reference: str,
        given: SharingGiven,
        *,
        errors: Sequence[FieldError] = (),
        draft: Draft | None = None,
    ) -> Response:
        record = desk.record(reference)
        with desk.delivery.reading() as session:
            checking = checking_of(session, record)
        return pages.render(
            request,
            "sharing.html",
            status=422 if errors else 200,
            errors=errors,
            record=record,
            summary=desk.summary(person, reference),
            checking=checking,
            given=given,
            draft=draft,
            choices=tuple(SharingChoice),
            reasons=REASONS,
        )

    return router


def _draft_of(reference: str) -> str:
    return f"sharing/{reference}"
