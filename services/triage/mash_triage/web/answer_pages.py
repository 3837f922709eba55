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
from mash_platform.errors import Conflict, FieldError, NotFound, Rejected
from mash_platform.sign_in.access import NotAllowed, Person
from mash_platform.web.pages import Pages
from mash_triage.domain.agency_checks import AgencyCheck
from mash_triage.handlers.agency_checks import Answerer
from mash_triage.store import agency_checks, records
from mash_triage.web.answer_form import FACTS, answer_from
from mash_triage.web.desk import CheckPerson, TriageDesk, agency_seen_by, code_of


def answer_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/agency-checks/{reference}/{agency}")
    def answer_form(request: Request, reference: str, agency: str, person: CheckPerson) -> Response:
        return form(request, person, reference, _asked(person, agency), {})

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
            return form(request, person, reference, asked, written, errors=rejected.errors)
        except Conflict as conflict:
            return form(request, person, reference, asked, written, conflict=conflict)
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
    ) -> Response:
        check, titles = asked_check(reference, agency)
        return pages.render(
            request,
            "check_answer.html",
            status=409 if conflict else 422 if errors else 200,
            errors=[_where_it_is_shown(error) for error in errors],
            conflict=conflict,
            check=check,
            titles=titles,
            details=desk.details_for_agency(person, reference),
            written=written,
            numbers=FACTS,
            choices=_CHOICES,
        )

    def asked_check(reference: str, agency: Agency) -> tuple[AgencyCheck, list[str]]:
        """The check, and in words what makes it proportionate. Raises NotFound when nobody was asked."""
        with desk.delivery.reading() as session:
            record = records.find(session, reference)
            checks = agency_checks.checks_of(session, reference)
        check = next((one for one in checks if one.agency is agency and one.asked_at is not None), None)
        if check is None:
            raise NotFound
        titles = {finding.code: finding.title for finding in record.assessment.recommendation.findings}
        return check, [titles[code] for code in check.because if code in titles]

    return router


_CHOICES: Mapping[str, Any] = {
    "outcomes": tuple(CheckOutcome),
    "decline_reasons": tuple(CheckDeclineReason),
    "factors": tuple(AssessmentFactor),
    "signs": tuple(Sign),
    "bases": tuple(Basis),
    "sources": tuple(FactSource),
    "frequencies": tuple(Frequency),
    "severities": tuple(Severity),
    "levels": tuple(LevelOfNeed),
}


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
