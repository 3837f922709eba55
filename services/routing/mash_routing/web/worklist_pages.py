"""A team's list, and for managers the lists of all teams."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.vocabulary import Pathway
from mash_platform.errors import NotFound
from mash_platform.sign_in.access import Person
from mash_platform.web.pages import Pages
from mash_routing import store
from mash_routing.domain.case_state import CaseState
from mash_routing.handlers.answers import may_answer_for
from mash_routing.web.desk import AT_THE_HUB, ON_A_PAGE, WorklistDesk
from mash_routing.web.lines import lines_of
from mash_routing.web.places import PLACES

PAGE_SIZE = 25


def worklist_router(desk: WorklistDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/worklists")
    def without_slash(_: Annotated[Person, Depends(ON_A_PAGE)]) -> Response:
        return RedirectResponse("/worklists/", status_code=308)

    @router.get("/worklists/")
    def all_teams(request: Request, person: Annotated[Person, Depends(ON_A_PAGE)]) -> Response:
        """A team member goes to their own list; a manager sees every team."""
        if person.team is not None:
            return RedirectResponse(f"/worklists/{person.team}", status_code=303)
        with desk.delivery.reading() as session:
            counts = store.counts(session)
            overdue = store.overdue(session, desk.clock.now())
        return pages.render(
            request,
            "all_teams.html",
            teams=tuple(reversed(Pathway)),
            states=tuple(CaseState),
            counts=counts,
            overdue=overdue,
        )

    @router.get("/worklists/{team_code}")
    def one_team(
        request: Request,
        team_code: str,
        person: Annotated[Person, Depends(ON_A_PAGE)],
        state: str = CaseState.ROUTED,
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        team = desk.team_for(person, team_code)
        shown = next((one for one in CaseState if one.value == state), CaseState.ROUTED)
        with desk.delivery.reading() as session:
            counts = store.counts(session)[team]
            cases = store.worklist(session, team, shown, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
            references = [case.reference for case in cases]
            held = store.held_by_reference(session, references)
        summaries = desk.intake.summaries(person, references)
        page_of_list = pages.render(
            request,
            "worklist.html",
            team=team,
            shown=shown,
            states=tuple(CaseState),
            counts=counts,
            lines=lines_of(cases, held, desk.clock.now(), summaries),
            intake_unavailable=summaries is None,
            page=page,
            page_size=PAGE_SIZE,
        )
        return PLACES.keep(request, page_of_list, person)

    @router.get("/worklists/records/{reference}")
    def one_child(
        request: Request, reference: str, person: Annotated[Person, Depends(AT_THE_HUB)]
    ) -> Response:
        """What every team said of one child, with its notes: for the hub, which has to decide again."""
        with desk.delivery.reading() as session:
            cases = store.cases_of(session, reference)
            steps = {case.case_id: store.steps_of(session, case.case_id) for case in cases}
        if not cases:
            raise NotFound
        summaries = desk.intake.summaries(person, [reference])
        return pages.render(
            request,
            "record.html",
            reference=reference,
            summary=(summaries or {}).get(reference),
            cases=[(case, steps[case.case_id], may_answer_for(person, case.pathway)) for case in cases],
        )

    return router
