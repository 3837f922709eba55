"""The desk: what waits for a decision or a second person, and what is decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.details import RecordSummary
from mash_contracts.labelled import Labelled
from mash_contracts.vocabulary import Pathway, Rag
from mash_platform.sign_in.access import Person
from mash_platform.web.pages import Pages
from mash_platform.web.places import Place
from mash_triage.domain.record_state import RecordState
from mash_triage.store import audits, queue
from mash_triage.store.queue import Neighbours, QueueFilter, QueueLine
from mash_triage.store.records import Record
from mash_triage.web.desk import QualifiedPerson, TriageDesk, code_of
from mash_triage.web.places import DESK, PLACES

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


class TimeLeft(Labelled):
    """How much time a child may have left to be shown; who is overdue has none."""

    OVERDUE = "overdue", "Overdue"
    HOUR = "hour", "1 hour or less"
    FOUR_HOURS = "four-hours", "4 hours or less"

    @property
    def length(self) -> timedelta:
        return {TimeLeft.HOUR: timedelta(hours=1), TimeLeft.FOUR_HOURS: timedelta(hours=4)}.get(
            self, timedelta(0)
        )


class Sorting(Labelled):
    """What is shown first."""

    URGENCY = "urgency", "Most urgent"
    TIME_LEFT = "time-left", "Least time left"


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to and how it is sorted, as the address says it."""

    state: RecordState
    rag: Rag | None = None
    pathway: Pathway | None = None
    mine: bool = False
    left: TimeLeft | None = None
    sort: Sorting = Sorting.URGENCY

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> "Wanted":
        """What an address asks for; what it does not say, or nobody knows, is not narrowed by."""
        state = code_of(RecordState, query.get("state")) or RecordState.WAITING
        decided = state is RecordState.DECIDED
        return cls(
            state=state,
            rag=code_of(Rag, query.get("rag")),
            pathway=code_of(Pathway, query.get("pathway")),
            mine=query.get("whose") == "mine",
            left=None if decided else code_of(TimeLeft, query.get("left")),
            sort=Sorting.URGENCY if decided else code_of(Sorting, query.get("sort")) or Sorting.URGENCY,
        )

    def filter(self, person: Person, now: datetime) -> QueueFilter:
        return QueueFilter(
            self.state,
            self.rag,
            self.pathway,
            person.account_id if self.mine else None,
            due_by=now + self.left.length if self.left else None,
            by_time_left=self.sort is Sorting.TIME_LEFT,
        )

    @property
    def narrowed(self) -> bool:
        return bool(self.rag or self.pathway or self.mine or self.left)

    def address(self, page: int = 1, **instead: object) -> str:
        """The address of a page of this list, or of this list with something chosen instead."""
        given = {
            "state": self.state,
            "rag": self.rag,
            "pathway": self.pathway,
            "whose": "mine" if self.mine else None,
            "left": self.left,
            "sort": self.sort if self.sort is not Sorting.URGENCY else None,
            "page": page if page > 1 else None,
            **instead,
        }
        return f"{DESK}?" + urlencode({name: str(value) for name, value in given.items() if value})


def lists_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/triage")
    def desk_without_slash(_: QualifiedPerson) -> Response:
        return RedirectResponse("/triage/", status_code=308)

    @router.get("/triage/")
    def list_page(
        request: Request,
        person: QualifiedPerson,
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        wanted = Wanted.asked(request.query_params)
        now = desk.delivery.clock.now()
        with desk.delivery.reading() as session:
            counts = queue.counts(session)
            unread = audits.count_feedback(session, person.account_id, unread=True)
            matching = wanted.filter(person, now)
            total = queue.count(session, matching) if wanted.narrowed else counts[wanted.state]
            lines = queue.queue(session, matching, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
            late, soon = _late_and_soon(session, wanted.state, now)
        summaries = desk.intake.summaries(person, [line.reference for line in lines])
        shown = pages.render(
            request,
            "desk.html",
            wanted=wanted,
            counts=counts,
            unread=unread,
            total=total,
            late=late,
            soon=soon,
            lines=[DeskLine(line, (summaries or {}).get(line.reference)) for line in lines],
            intake_unavailable=summaries is None,
            page=page,
            first=(page - 1) * PAGE_SIZE + 1,
            last_page=max(1, -(-total // PAGE_SIZE)),
            states=tuple(RecordState),
            rags=tuple(reversed(Rag)),
            pathways=tuple(Pathway),
            times_left=tuple(TimeLeft),
            sortings=tuple(Sorting),
        )
        return PLACES.keep(request, shown, person)

    return router


def _late_and_soon(session: Session, state: RecordState, now: datetime) -> tuple[int, int]:
    """How many in this state are overdue, and how many more within the hour. Nobody decided on is either."""
    if state is RecordState.DECIDED:
        return 0, 0
    late = queue.count(session, QueueFilter(state, due_by=now))
    return late, queue.count(session, QueueFilter(state, due_by=now + TimeLeft.HOUR.length)) - late


def neighbours_of(
    desk: TriageDesk, session: Session, place: Place | None, record: Record, person: Person
) -> Neighbours:
    """Who stands before and after this child in the list somebody came from, else in that of its state."""
    asked = QueryParams(place.query) if place and place.path == DESK else {"state": record.state.value}
    wanted = Wanted.asked(asked)
    return queue.neighbours(session, wanted.filter(person, desk.delivery.clock.now()), record.reference)
