"""One case: why it came, who else has the child, what is known, and what the team does with it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.national_codes import ClosureReason
from mash_contracts.vocabulary import DeclineReason
from mash_platform.errors import Conflict, FieldError, Rejected
from mash_platform.sign_in.access import Person
from mash_platform.web.pages import Pages
from mash_routing import store
from mash_routing.domain.case_state import Action, CaseState, actions_from
from mash_routing.handlers.answers import case_for, may_answer_for, named_instead
from mash_routing.store import Case
from mash_routing.web.desk import ON_A_PAGE, WorklistDesk
from mash_routing.web.lines import is_overdue
from mash_routing.web.reasons import reasons_in_words

OnAPage = Annotated[Person, Depends(ON_A_PAGE)]
# The version of the case that the page showed.
Seen = Annotated[int, Form(ge=1)]


def case_router(desk: WorklistDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False, prefix="/worklists/cases/{case_id}")
    case_pages = CasePages(desk, pages)

    @router.get("")
    def look(request: Request, case_id: str, person: OnAPage, done: str = "") -> Response:
        return case_pages.case(request, person, case_id, done=done)

    @router.post("/accept")
    def accept(request: Request, case_id: str, person: OnAPage, version: Seen) -> Response:
        try:
            with desk.delivery.transaction() as transaction:
                desk.answers.accept(transaction, person, case_id, version=version)
        except Conflict as conflict:
            return case_pages.case(request, person, case_id, conflict=conflict)
        return _done(case_id, Action.ACCEPT)

    @router.post("/allocate")
    def allocate(
        request: Request,
        case_id: str,
        person: OnAPage,
        version: Seen,
        worker: Annotated[str, Form()] = "",
    ) -> Response:
        try:
            with desk.delivery.transaction() as transaction:
                desk.answers.allocate(
                    transaction, person, case_id, worker=desk.worker(worker), version=version
                )
        except Conflict as conflict:
            return case_pages.case(request, person, case_id, conflict=conflict)
        except Rejected as rejected:
            return case_pages.case(request, person, case_id, rejected=rejected)
        return _done(case_id, Action.ALLOCATE)

    @router.get("/decline")
    def decline_form(request: Request, case_id: str, person: OnAPage) -> Response:
        return case_pages.decline(request, person, case_id)

    @router.post("/decline")
    def decline(
        request: Request,
        case_id: str,
        person: OnAPage,
        version: Seen,
        reason: Annotated[str, Form()] = "",
        note: Annotated[str, Form()] = "",
    ) -> Response:
        chosen = next((one for one in DeclineReason if one.value == reason), None)
        try:
            with desk.delivery.transaction() as transaction:
                desk.answers.decline(transaction, person, case_id, reason=chosen, note=note, version=version)
        except (Conflict, Rejected) as refused:
            return case_pages.decline(request, person, case_id, reason=chosen, note=note, refused=refused)
        return _done(case_id, Action.DECLINE)

    _closing(router, desk, case_pages)
    return router


def _closing(router: APIRouter, desk: WorklistDesk, case_pages: "CasePages") -> None:
    @router.post("/close")
    def close(
        request: Request,
        case_id: str,
        person: OnAPage,
        version: Seen,
        reason: Annotated[str, Form()] = "",
    ) -> Response:
        chosen = next((one for one in ClosureReason if one.value == reason), None)
        try:
            with desk.delivery.transaction() as transaction:
                desk.answers.close(transaction, person, case_id, reason=chosen, version=version)
        except Conflict as conflict:
            return case_pages.case(request, person, case_id, conflict=conflict)
        except Rejected as rejected:
            return case_pages.case(request, person, case_id, rejected=rejected)
        return _done(case_id, Action.CLOSE)


class CasePages:
    """The two pages of a case, as they stand when they are asked for."""

    def __init__(self, desk: WorklistDesk, pages: Pages) -> None:
        self._desk = desk
        self._pages = pages

    def case(
        self,
        request: Request,
        person: Person,
        case_id: str,
        *,
        done: str = "",
        conflict: Conflict | None = None,
        rejected: Rejected | None = None,
    ) -> Response:
        """Raises NotFound when it is not this person's to see."""
        desk = self._desk
        with desk.delivery.reading() as session:
            case = case_for(session, person, case_id)
            others = [one for one in store.cases_of(session, case.reference) if one.case_id != case_id]
            steps = store.steps_of(session, case_id)
        # What the team sent back, or is asked no longer, is the hub's: its detail is not read without need.
        sent_back = case.state in (CaseState.DECLINED, CaseState.WITHDRAWN)
        details = None if sent_back else desk.intake.details(person, case.reference)
        siblings = details.siblings if details else ()
        with desk.delivery.reading() as session:
            same_team = {
                sibling.reference: store.case_of_team(session, sibling.reference, case.pathway)
                for sibling in siblings
            }
        actions = actions_from(case.state)
        return self._pages.render(
            request,
            "case.html",
            status=409 if conflict else 422 if rejected else 200,
            errors=_errors(conflict or rejected),
            case=case,
            overdue=is_overdue(case, desk.clock.now()),
            reasons=reasons_in_words(case.reasons, case.policy_edition),
            others=[(one, may_answer_for(person, one.pathway)) for one in others],
            others_named=named_instead(case, others),
            steps=steps,
            details=details,
            siblings=[(sibling, same_team[sibling.reference]) for sibling in siblings],
            intake_unavailable=details is None and not sent_back,
            actions=actions,
            workers=desk.workers(case.pathway) if Action.ALLOCATE in actions else (),
            closure_reasons=tuple(ClosureReason) if Action.CLOSE in actions else (),
            done=next((action for action in Action if action.value == done), None),
        )

    def decline(
        self,
        request: Request,
        person: Person,
        case_id: str,
        *,
        reason: DeclineReason | None = None,
        note: str = "",
        refused: Conflict | Rejected | None = None,
    ) -> Response:
        """The question why. Where the case can no longer be declined, the case itself, which says so."""
        with self._desk.delivery.reading() as session:
            case = case_for(session, person, case_id)
        if Action.DECLINE not in actions_from(case.state):
            if isinstance(refused, Conflict):
                return self.case(request, person, case_id, conflict=refused)
            return RedirectResponse(_address(case), status_code=303)
        return self._pages.render(
            request,
            "decline.html",
            status=200 if refused is None else 409 if isinstance(refused, Conflict) else 422,
            errors=_errors(refused),
            case=case,
            reasons=tuple(DeclineReason),
            reason=reason,
            note=note,
        )


def _address(case: Case) -> str:
    return f"/worklists/cases/{case.case_id}"


def _done(case_id: str, action: Action) -> Response:
    return RedirectResponse(f"/worklists/cases/{case_id}?done={action}", status_code=303)


def _errors(refused: Conflict | Rejected | None) -> tuple[FieldError, ...]:
    if isinstance(refused, Rejected):
        return refused.errors
    return (FieldError("", "conflict", refused.sentence),) if refused else ()
