"""Deciding. Nothing is preselected, and no typed word is lost."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.vocabulary import LegalBasis, LevelOfNeed, Pathway, Rag
from mash_platform.drafts import Draft
from mash_platform.errors import Conflict, FieldError, Rejected
from mash_platform.sign_in.access import Person
from mash_platform.web.pages import Pages
from mash_triage.domain.decision import Choice
from mash_triage.domain.record_state import RecordState
from mash_triage.store import chronology
from mash_triage.store.records import Record
from mash_triage.web.checking import checking_of
from mash_triage.web.desk import QualifiedPerson, TriageDesk, code_of, professional
from mash_triage.web.together import opened, waiting_of


def decision_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/triage/{reference}/decision")
    def decision_form(request: Request, reference: str, person: QualifiedPerson) -> Response:
        record = desk.record(reference)
        if record.state is not RecordState.WAITING:
            return RedirectResponse(f"/triage/{reference}", status_code=303)
        draft = desk.drafts.of(person.account_id, _draft_of(reference))
        choice = (
            Choice(rationale=draft.text("rationale"), about_pattern=draft.text("about_pattern"))
            if draft
            else Choice()
        )
        return form(request, person, record, choice, draft=draft)

    @router.post("/triage/{reference}/decision")
    def decide(
        request: Request,
        reference: str,
        person: QualifiedPerson,
        version: Annotated[int, Form()],
        level: Annotated[str, Form()] = "",
        rag: Annotated[str, Form()] = "",
        legal_basis: Annotated[str, Form()] = "",
        pathways: Annotated[list[str] | None, Form()] = None,
        rationale: Annotated[str, Form()] = "",
        about_pattern: Annotated[str, Form()] = "",
    ) -> Response:
        choice = Choice(
            level=code_of(LevelOfNeed, level),
            rag=code_of(Rag, rag),
            legal_basis=code_of(LegalBasis, legal_basis),
            pathways=tuple(code for given in pathways or () if (code := code_of(Pathway, given))),
            rationale=rationale,
            about_pattern=about_pattern,
        )
        written = {"rationale": rationale, "about_pattern": about_pattern}
        try:
            with desk.delivery.transaction() as transaction:
                desk.handlers.decide(
                    transaction, reference, choice, professional(person), seen_version=version
                )
        except Rejected as rejected:
            desk.drafts.keep(person.account_id, _draft_of(reference), written)
            return form(request, person, desk.record(reference), choice, errors=rejected.errors)
        except Conflict as conflict:
            desk.drafts.keep(person.account_id, _draft_of(reference), written)
            record = desk.record(reference)
            if record.state is not RecordState.WAITING:
                return too_late(desk, pages, request, person, record, conflict, _all(written))
            return form(request, person, record, choice, conflict=conflict)
        desk.drafts.forget(person.account_id, _draft_of(reference))
        return RedirectResponse(f"/triage/{reference}/decided", status_code=303)

    def form(
        request: Request,
        person: Person,
        record: Record,
        choice: Choice,
        *,
        errors: Sequence[FieldError] = (),
        conflict: Conflict | None = None,
        draft: Draft | None = None,
    ) -> Response:
        """The form, empty or again with what was chosen and written."""
        with desk.delivery.reading() as session:
            checking = checking_of(session, record)
            open_cases = chronology.open_cases(session, record.reference)
            waiting = opened(request, person, waiting_of(session, record.reference))
        return pages.render(
            request,
            "decision.html",
            status=409 if conflict else 422 if errors else 200,
            errors=errors,
            conflict=conflict,
            record=record,
            summary=desk.summary(person, record.reference),
            choice=choice,
            draft=draft,
            checking=checking,
            open_cases=open_cases,
            waiting_together=len(waiting),
            decides_as=professional(person),
            levels=tuple(LevelOfNeed),
            rags=tuple(reversed(Rag)),
            legal_bases=tuple(LegalBasis),
            pathways=tuple(Pathway),
            rag_hints={
                rag: f"Within {timescale}"
                for rag, timescale in desk.handlers.policy_in_force().timescales.rag.items()
            },
        )

    return router


def _all(written: Mapping[str, str]) -> str:
    return "\n\n".join(text for text in written.values() if text)


def _draft_of(reference: str) -> str:
    return f"decision/{reference}"


def too_late(
    desk: TriageDesk,
    pages: Pages,
    request: Request,
    person: Person,
    record: Record,
    conflict: Conflict,
    rationale: str,
) -> Response:
    """What somebody wrote is shown to them, although the record no longer waits for it."""
    return pages.render(
        request,
        "too_late.html",
        status=409,
        record=record,
        summary=desk.summary(person, record.reference),
        conflict=conflict,
        rationale=rationale,
    )
