"""Brothers and sisters decided together on one screen, one record each."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.vocabulary import LegalBasis, LevelOfNeed, Pathway, Rag
from mash_platform.drafts import Draft
from mash_platform.errors import Conflict, FieldError, NotFound
from mash_platform.sign_in.access import Person
from mash_platform.web.auditing import keep_changed, keep_shown
from mash_platform.web.pages import Pages
from mash_triage.domain.record_state import RecordState
from mash_triage.handlers.siblings import NotTogether, decide_together
from mash_triage.store import chronology, records
from mash_triage.web.desk import QualifiedPerson, TriageDesk, professional
from mash_triage.web.together import (
    MOST_TOGETHER,
    NOTHING_GIVEN,
    Given,
    children_waiting,
    errors_of,
    given_from,
    given_from_draft,
    home_of,
    opened,
    waiting_of,
)


def together_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/triage/{reference}/together")
    def together_form(request: Request, reference: str, person: QualifiedPerson) -> Response:
        with desk.delivery.reading() as session:
            draft_name = _draft_of(session, reference)
            waiting = opened(request, person, waiting_of(session, reference))
        draft = desk.drafts.of(person.account_id, draft_name)
        given = given_from_draft(draft.texts, waiting) if draft else NOTHING_GIVEN
        return form(request, person, reference, waiting, given, draft=draft)

    @router.post("/triage/{reference}/together")
    async def decide(request: Request, reference: str, person: QualifiedPerson) -> Response:
        given = given_from(await request.form())
        return await run_in_threadpool(take_in, request, reference, person, given)

    def take_in(request: Request, reference: str, person: Person, given: Given) -> Response:
        with desk.delivery.reading() as session:
            draft_name = _draft_of(session, reference)
            home = opened(request, person, home_of(session, reference))
        if not given.children.keys() <= set(home):
            raise NotFound
        desk.drafts.keep(person.account_id, draft_name, given.texts())
        choices = given.to_decide()
        if not choices:
            nobody = NotTogether({}, {})
            return form(request, person, reference, tuple(given.children), given, refused=nobody)
        keep_changed(request, (one.reference for one in choices))
        try:
            with desk.delivery.transaction() as transaction:
                decide_together(desk.handlers, transaction, choices, professional(person))
        except NotTogether as refused:
            return form(request, person, reference, tuple(given.children), given, refused=refused)
        desk.drafts.forget(person.account_id, draft_name)
        decided = "&".join(f"child={one.reference}" for one in choices)
        return RedirectResponse(f"/triage/{reference}/together/decided?{decided}", status_code=303)

    def form(
        request: Request,
        person: Person,
        reference: str,
        references: tuple[str, ...],
        given: Given,
        *,
        draft: Draft | None = None,
        refused: NotTogether | None = None,
    ) -> Response:
        """The form, empty or again with all that was chosen and written."""
        keep_shown(request, references)
        summaries = desk.intake.summaries(person, [reference, *references]) or {}
        conflicts: Mapping[str, Conflict] = refused.conflicts if refused else {}
        with desk.delivery.reading() as session:
            record = records.find(session, reference)
            children = children_waiting(session, references, summaries, given, conflicts)
            draft_name = _draft_of(session, reference)
        errors = errors_of(refused, children) if refused else ()
        if refused and not errors and not conflicts:
            errors = (FieldError("together", "nobody", "Decide about at least one child"),)
        waiting = [one for one in children if one.record.state is RecordState.WAITING]
        return pages.render(
            request,
            "together.html",
            status=409 if conflicts else 422 if refused else 200,
            errors=errors,
            record=record,
            summary=summaries.get(reference),
            children=waiting[:MOST_TOGETHER],
            not_shown=waiting[MOST_TOGETHER:],
            decided_meanwhile=[one for one in children if one.record.state is not RecordState.WAITING],
            conflicts=conflicts,
            shared=given.shared,
            draft=draft,
            draft_at=f"/triage/drafts/{draft_name}",
            decides_as=professional(person),
            levels=tuple(LevelOfNeed),
            rags=tuple(reversed(Rag)),
            legal_bases=tuple(LegalBasis),
            pathways=tuple(Pathway),
            timescales=desk.handlers.policy_in_force().timescales.rag,
        )

    @router.get("/triage/{reference}/together/decided")
    def decided_page(
        request: Request,
        reference: str,
        person: QualifiedPerson,
        child: Annotated[tuple[str, ...], Query()] = (),
    ) -> Response:
        with desk.delivery.reading() as session:
            record = records.find(session, reference)
            home = opened(request, person, home_of(session, reference))
            decided = [records.find(session, one) for one in home if one in child]
            still_waiting = opened(request, person, waiting_of(session, reference))
        return pages.render(
            request,
            "together_decided.html",
            record=record,
            decided=[one for one in decided if one.decisions],
            still_waiting=still_waiting,
            summaries=desk.intake.summaries(person, home) or {},
        )

    return router


def _draft_of(session: Session, reference: str) -> str:
    """One for a home, from whichever of its children the page was opened. Raises NotFound."""
    records.find(session, reference)
    return f"together/{chronology.kin_of(session, reference).household or reference}"
