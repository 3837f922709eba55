"""The chronology of a child: reading it, and drawing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from mash_contracts.details import RecordSummary
from mash_platform.sign_in.access import Person
from mash_platform.web.drawing import Shape, plot_response
from mash_platform.web.pages import Pages
from mash_platform.web.restricting import closed_among
from mash_triage.domain.timeline import Strand
from mash_triage.store import chronology, records
from mash_triage.store.records import Record
from mash_triage.web.chronology import ChronologyShown, chronology_shown, references_of
from mash_triage.web.chronology_plot import ChronologyPlot
from mash_triage.web.desk import QualifiedPerson, TriageDesk, code_of

PAGE_SIZE = 50


@dataclass(frozen=True)
class Narrowed:
    """What of the chronology somebody wants to see; None for all."""

    strand: Strand | None
    who: str | None

    @property
    def query(self) -> str:
        parts = (("kind", self.strand.value if self.strand else None), ("who", self.who))
        return "&".join(f"{name}={value}" for name, value in parts if value)


def chronology_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/triage/{reference}/chronology")
    def chronology_page(
        request: Request,
        reference: str,
        person: QualifiedPerson,
        kind: str = "",
        who: str = "",
        page: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        record, summaries = _named(desk, person, reference)
        whole = _shown(desk, request, person, record, summaries or {})
        wanted = _narrowed(whole, kind, who)
        shown = whole.narrowed(wanted.strand, wanted.who)
        plot = ChronologyPlot(shown, desk.handlers.clock.now())
        last_page = max(1, -(-len(shown.lines) // PAGE_SIZE))
        page = min(page, last_page)
        first = (page - 1) * PAGE_SIZE
        return pages.render(
            request,
            "chronology.html",
            record=record,
            summary=(summaries or {}).get(reference),
            intake_unavailable=summaries is None,
            summaries=summaries or {},
            whole=whole,
            shown=shown,
            lines=shown.lines[first : first + PAGE_SIZE],
            total=len(shown.lines),
            page=page,
            first=first + 1,
            last_page=last_page,
            address=lambda number: f"/triage/{reference}/chronology?{wanted.query}&page={number}",
            wanted=wanted,
            plot={
                "words": plot.words,
                "wide": (plot.width(Shape.WIDE), plot.height(Shape.WIDE)),
                "narrow": (plot.width(Shape.NARROW), plot.height(Shape.NARROW)),
            },
        )

    @router.get("/triage/{reference}/chronology/plot.svg")
    def plot_of(
        request: Request,
        reference: str,
        person: QualifiedPerson,
        kind: str = "",
        who: str = "",
        shape: Shape = Shape.WIDE,
    ) -> Response:
        whole = _shown(desk, request, person, desk.record(reference), {})
        wanted = _narrowed(whole, kind, who)
        shown = whole.narrowed(wanted.strand, wanted.who)
        return plot_response(ChronologyPlot(shown, desk.handlers.clock.now()).draw(shape))

    return router


def _named(
    desk: TriageDesk, person: Person, reference: str
) -> tuple[Record, dict[str, RecordSummary] | None]:
    """The record, and who everybody at home is; None where intake cannot tell."""
    with desk.delivery.reading() as session:
        record = records.find(session, reference)
        home = chronology.records_of_home(session, reference)
    return record, desk.intake.summaries(person, references_of(home))


def _shown(
    desk: TriageDesk,
    request: Request,
    person: Person,
    record: Record,
    summaries: Mapping[str, RecordSummary],
) -> ChronologyShown:
    with desk.delivery.reading() as session:
        home = chronology.records_of_home(session, record.reference)
        closed = closed_among(request, person, references_of(home))
        return chronology_shown(session, record, home, summaries, closed)


def _narrowed(whole: ChronologyShown, kind: str, who: str) -> Narrowed:
    """A kind that there is not, or somebody who is not of this home, narrows nothing."""
    return Narrowed(code_of(Strand, kind), who if any(person.key == who for person in whole.people) else None)
