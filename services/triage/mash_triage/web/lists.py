"""The desk: what waits for a decision or a second person, and what is decided."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.details import RecordSummary
from mash_contracts.vocabulary import Pathway, Rag
from mash_platform.sign_in.access import Person
from mash_platform.web.pages import Pages
from mash_triage.domain.record_state import RecordState
from mash_triage.store import audits, queue
from mash_triage.store.queue import QueueFilter, QueueLine
from mash_triage.web.desk import QualifiedPerson, TriageDesk, code_of

PAGE_SIZE = 25
_REASONS_SHOWN = 3


@dataclass(frozen=True)
class DeskLine:
    """One child in a list."""

    record: QueueLine
    summary: RecordSummary | None

    @property
    def reasons(self) -> tuple[str, ...]:
        return self._titles[:_REASONS_SHOWN]

    @property
    def more_reasons(self) -> int:
        return len(self._titles[_REASONS_SHOWN:])

    @property
    def _titles(self) -> tuple[str, ...]:
        return tuple(
            finding.title for finding in self.record.recommendation.findings if not finding.protective
        )


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to, as the address says it."""

    state: RecordState
    rag: Rag | None
    pathway: Pathway | None
    mine: bool

    def filter(self, person: Person) -> QueueFilter:
        return QueueFilter(self.state, self.rag, self.pathway, person.account_id if self.mine else None)

    @property
    def narrowed(self) -> bool:
        return bool(self.rag or self.pathway or self.mine)

    def address(self, page: int) -> str:
        """The address of a page of this list."""
        given = {
            "state": self.state,
            "rag": self.rag,
            "pathway": self.pathway,
            "whose": "mine" if self.mine else None,
        }
        query = {name: str(value) for name, value in given.items() if value}
        return "/triage/?" + urlencode(query | ({"page": str(page)} if page > 1 else {}))


def lists_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/triage")
    def desk_without_slash(_: QualifiedPerson) -> Response:
        return RedirectResponse("/triage/", status_code=308)

    @router.get("/triage/")
    def list_page(
        request: Request,
        person: QualifiedPerson,
        state: str = RecordState.WAITING,
        rag: str = "",
        pathway: str = "",
        whose: str = "",
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        wanted = Wanted(
            state=code_of(RecordState, state) or RecordState.WAITING,
            rag=code_of(Rag, rag),
            pathway=code_of(Pathway, pathway),
            mine=whose == "mine",
        )
        with desk.delivery.reading() as session:
            counts = queue.counts(session)
            unread = audits.count_feedback(session, person.account_id, unread=True)
            matching = wanted.filter(person)
            total = queue.count(session, matching) if wanted.narrowed else counts[wanted.state]
            lines = queue.queue(session, matching, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
        summaries = desk.intake.summaries(person, [line.reference for line in lines])
        return pages.render(
            request,
            "desk.html",
            wanted=wanted,
            counts=counts,
            unread=unread,
            total=total,
            lines=[DeskLine(line, (summaries or {}).get(line.reference)) for line in lines],
            intake_unavailable=summaries is None,
            page=page,
            first=(page - 1) * PAGE_SIZE + 1,
            last_page=max(1, -(-total // PAGE_SIZE)),
            states=tuple(RecordState),
            rags=tuple(reversed(Rag)),
            pathways=tuple(Pathway),
        )

    return router
