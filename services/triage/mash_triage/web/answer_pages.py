"""An agency answers on its own page. Nothing is preselected, and no typed word is lost."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import (
    Agency,
    Basis,
    CheckDeclineReason,
    CheckOutcome,
    FactSource,
    Frequency,
    LevelOfNeed,
    Severity,
)
from mash_platform.drafts import Draft
from mash_platform.errors import Conflict, FieldError, NotFound, Rejected
from mash_platform.sign_in.access import NotAllowed, Person
from mash_platform.web.pages import Pages
from mash_triage.handlers.agency_checks import Answerer
from mash_triage.web.answer_form import FACTS, TYPED, answer_from
from mash_triage.web.asked import asked_check, child_as_told
from mash_triage.web.desk import CheckPerson, TriageDesk, agency_seen_by, code_of


def answer_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/agency-checks/{reference}/{agency}")
    def answer_form(
        request: Request, reference: str, agency: str, person: CheckPerson, outcome: str = ""
    ) -> Response:
        """First what to answer; then, by `outcome`, no more than that answer needs."""
        asked = _asked(person, agency)
        draft = desk.drafts.of(person.account_id, _draft_of(reference, asked))
        written = {**(draft.texts if draft else {}), **({"outcome": outcome} if outcome else {})}
        return form(request, person, reference, asked, written, draft=draft)

    @router.post("/agency-checks/{reference}/{agency}")
    async def answer(request: Request, reference: str, agency: str, person: CheckPerson) -> Response:
        given = await request.form()
        written = {name: str(value) for name, value in given.items()}
        return await run_in_threadpool(take_in, request, reference, agency, person, written)

    def take_in(
        request: Request, reference: str, agency: str, person: Person, written: Mapping[str, str]
    ) -> Response:
        asked = _asked(person, agency)
        answer, errors = answer_from(written)
        try:
            if errors:
                raise Rejected(*errors)
            with desk.delivery.transaction() as transaction:
                desk.handlers.checks.answer(
                    transaction, reference, asked, answer, Answerer(person.account_id, person.name)
                )
        except Rejected as rejected:
            desk.drafts.keep(person.account_id, _draft_of(reference, asked), _texts(written))
            return form(request, person, reference, asked, written, errors=rejected.errors)
        except Conflict as conflict:
            desk.drafts.keep(person.account_id, _draft_of(reference, asked), _texts(written))
            return form(request, person, reference, asked, written, conflict=conflict)
        desk.drafts.forget(person.account_id, _draft_of(reference, asked))
        return RedirectResponse(f"/agency-checks/{reference}/{agency}#answers", status_code=303)

    def form(
        request: Request,
        person: Person,
        reference: str,
        agency: Agency,
        written: Mapping[str, str],
        *,
        errors: Sequence[FieldError] = (),
        conflict: Conflict | None = None,
        draft: Draft | None = None,
    ) -> Response:
        asked = asked_check(desk, reference, agency)
        details = desk.details_for_agency(person, reference)
        return pages.render(
            request,
            "check_answer.html",
            status=409 if conflict else 422 if errors else 200,
            errors=[_where_it_is_shown(error) for error in errors],
            conflict=conflict,
            asked=asked,
            check=asked.check,
            child=child_as_told(details, asked.told) if details else None,
            step=_step(written),
            written=written,
            draft=draft,
            numbers=FACTS,
            choices=_CHOICES,
        )

    return router


_CHOICES: Mapping[str, Any] = {
    "decline_reasons": tuple(CheckDeclineReason),
    "factors": tuple(AssessmentFactor),
    "signs": tuple(Sign),
    "bases": tuple(Basis),
    "sources": tuple(FactSource),
    "frequencies": tuple(Frequency),
    "severities": tuple(Severity),
    "levels": tuple(LevelOfNeed),
}


def _step(written: Mapping[str, str]) -> CheckOutcome | None:
    """Which answer the form asks for; None while that is still to be chosen."""
    chosen = code_of(CheckOutcome, written.get("outcome"))
    began = any(written.get(name) for name in written if name.startswith("fact_")) or written.get("words")
    return chosen or (CheckOutcome.ANSWERED if began else None)


def _draft_of(reference: str, agency: Agency) -> str:
    return f"answer/{reference}/{agency.value}"


def _texts(written: Mapping[str, str]) -> Mapping[str, str]:
    """What was typed and not chosen."""
    return {name: text for name, text in written.items() if name in TYPED}


def _asked(person: Person, agency: str) -> Agency:
    """The agency of the address. Raises NotFound for none, and NotAllowed for another's than one's own."""
    asked = code_of(Agency, agency)
    if asked is None:
        raise NotFound
    if agency_seen_by(person) not in (None, asked):
        raise NotAllowed
    return asked


def _where_it_is_shown(error: FieldError) -> FieldError:
    """What is wrong with the facts together is shown at the first of them."""
    field = f"fact_{FACTS[0]}_factor" if error.field == "facts" else error.field
    return FieldError(field, error.code, error.sentence)
