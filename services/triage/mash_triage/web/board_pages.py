"""The board of open checks: whom the hub still waits for, and how long they have."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.details import RecordSummary
from mash_contracts.vocabulary import ASKABLE, Agency
from mash_platform.web.pages import Pages
from mash_triage.store import agency_checks
from mash_triage.store.agency_checks import BoardFilter, BoardLine
from mash_triage.web.desk import CheckPerson, TriageDesk, agency_seen_by, code_of
from mash_triage.web.places import PLACES

PAGE_SIZE = 25


@dataclass(frozen=True)
class CheckLine:
    """One open check, with as much of the child as whoever looks may see."""

    line: BoardLine
    summary: RecordSummary | None


def board_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/agency-checks")
    def board_without_slash(_: CheckPerson) -> Response:
        return RedirectResponse("/agency-checks/", status_code=308)

    @router.get("/agency-checks/")
    def board_page(
        request: Request,
        person: CheckPerson,
        agency: str = "",
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        own = agency_seen_by(person)
        wanted = BoardFilter(own or code_of(Agency, agency), asked_only=own is not None)
        with desk.delivery.reading() as session:
            total = agency_checks.count_board(session, wanted)
            lines = agency_checks.board(session, wanted, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
        references = list(dict.fromkeys(line.check.reference for line in lines))
        summaries = (
            desk.summaries_for_agency(person, references)
            if own
            else desk.intake.summaries(person, references)
        )
        shown = pages.render(
            request,
            "checks_board.html",
            own=own,
            agency=wanted.agency,
            agencies=ASKABLE,
            lines=[CheckLine(line, (summaries or {}).get(line.check.reference)) for line in lines],
            intake_unavailable=summaries is None,
            total=total,
            page=page,
            first=(page - 1) * PAGE_SIZE + 1,
            last_page=max(1, -(-total // PAGE_SIZE)),
            address=lambda number: _address(wanted.agency if own is None else None, number),
        )
        return PLACES.keep(request, shown, person)

    return router


def _address(agency: Agency | None, page: int) -> str:
    query = {"agency": agency.value if agency else "", "page": str(page) if page > 1 else ""}
    return "/agency-checks/?" + urlencode({name: value for name, value in query.items() if value})
