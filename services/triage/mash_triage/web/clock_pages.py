"""The two clocks of one child: how they stand, pausing the local one, and how the rating went and why."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_platform.drafts import Draft
from mash_platform.errors import FieldError, Rejected
from mash_platform.sign_in.access import Person
from mash_platform.web.pages import Pages
from mash_triage.domain.clocks import PauseReason
from mash_triage.handlers.clocks import Standing
from mash_triage.store import records
from mash_triage.web.desk import QualifiedPerson, TriageDesk, code_of, professional
from mash_triage.web.rating_plot import RatingPlot, rating_plot


def clock_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/triage/{reference}/clocks")
    def clocks_page(request: Request, reference: str, person: QualifiedPerson) -> Response:
        draft = desk.drafts.of(person.account_id, _draft_of(reference))
        return shown(request, person, reference, words=draft.text("words") if draft else "", draft=draft)

    @router.post("/triage/{reference}/clocks/pause")
    def pause(
        request: Request,
        reference: str,
        person: QualifiedPerson,
        reason: Annotated[str, Form()] = "",
        words: Annotated[str, Form()] = "",
    ) -> Response:
        chosen = code_of(PauseReason, reason)
        try:
            with desk.delivery.transaction() as transaction:
                desk.handlers.clocks.pause(transaction, reference, chosen, words, professional(person))
        except Rejected as rejected:
            desk.drafts.keep(person.account_id, _draft_of(reference), {"words": words})
            return shown(request, person, reference, chosen, words, errors=rejected.errors)
        desk.drafts.forget(person.account_id, _draft_of(reference))
        return RedirectResponse(f"/triage/{reference}/clocks", status_code=303)

    @router.post("/triage/{reference}/clocks/resume")
    def resume(request: Request, reference: str, person: QualifiedPerson) -> Response:
        try:
            with desk.delivery.transaction() as transaction:
                desk.handlers.clocks.resume(transaction, reference, professional(person))
        except Rejected as rejected:
            return shown(request, person, reference, errors=rejected.errors)
        return RedirectResponse(f"/triage/{reference}/clocks", status_code=303)

    def shown(
        request: Request,
        person: Person,
        reference: str,
        reason: PauseReason | None = None,
        words: str = "",
        *,
        errors: Sequence[FieldError] = (),
        draft: Draft | None = None,
    ) -> Response:
        with desk.delivery.reading() as session:
            record = records.find(session, reference)
            standing = desk.handlers.clocks.standing(session, record)
        return pages.render(
            request,
            "clocks.html",
            status=422 if errors else 200,
            errors=errors,
            record=record,
            summary=desk.summary(person, reference),
            standing=standing,
            plot=_plot(desk, standing),
            pause_reasons=tuple(PauseReason),
            reason=reason,
            words=words,
            draft=draft,
            draft_at=f"/triage/drafts/{_draft_of(reference)}",
        )

    return router


def _plot(desk: TriageDesk, standing: Standing) -> RatingPlot | None:
    """Up to now while the child waits, else up to the decision; with what was to be met then."""
    if not standing.waits:
        return None
    first, last = standing.waits[0], standing.waits[-1]
    until = last.wait.ended_at or desk.handlers.clock.now()
    return rating_plot(first.wait.started_at, standing.ratings, [("Decide by", last.clocks.due)], until)


def _draft_of(reference: str) -> str:
    return f"pause/{reference}"
