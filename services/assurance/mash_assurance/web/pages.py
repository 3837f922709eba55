"""The page of figures, and the page that says what they mean."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from mash_assurance.domain import measures
from mash_assurance.domain.measures import Figures
from mash_assurance.domain.tallies import Tallies
from mash_assurance.web import bars
from mash_assurance.web.periods import READY_MADE, USUAL, ChosenPeriod, chosen, day_asked_for, ready_made
from mash_assurance.web.plots import PLOTS
from mash_assurance.web.queries import Reader
from mash_assurance.web.reading import FigureReader
from mash_assurance.web.tables import tables
from mash_assurance.web.words import share_words, spread_words
from mash_platform.clock import Clock
from mash_platform.errors import FieldError, Rejected
from mash_platform.web.drawing import Shape
from mash_platform.web.pages import Pages


def page_router(reader: FigureReader, clock: Clock) -> APIRouter:
    router = APIRouter(prefix="/assurance", include_in_schema=False)
    pages = Pages("mash_assurance")

    @router.get("")
    def without_slash(_: Reader) -> Response:
        return RedirectResponse("/assurance/", status_code=308)

    @router.get("/")
    def figures_page(request: Request, _: Reader) -> Response:
        query = request.query_params
        errors: tuple[FieldError, ...] = ()
        try:
            period = _period_asked_for(query, clock)
        except Rejected as rejected:
            period, errors = ready_made(USUAL, clock.now()), rejected.errors
        return pages.render(
            request,
            "figures.html",
            status=422 if errors else 200,
            errors=errors,
            boxes=_typed(query) if errors else {**_box("from", period.first), **_box("to", period.last)},
            chosen=period,
            ready_made=[ready_made(name, clock.now()) for name in READY_MADE],
            **_shown(reader.now(period.period)),
        )

    @router.get("/meaning")
    def meaning_page(request: Request, _: Reader) -> Response:
        """What each figure tells and does not tell, in the figures' own words."""
        none_yet = measures.figures(Tallies(as_of=clock.now()))
        return pages.render(request, "meaning.html", measures=none_yet.measures)

    return router


def _period_asked_for(query: Mapping[str, str], clock: Clock) -> ChosenPeriod:
    """Raises `Rejected`."""
    first = day_asked_for(query, "from", "first")
    last = day_asked_for(query, "to", "last")
    return chosen(query.get("period"), first, last, clock.now())


def _typed(query: Mapping[str, str]) -> dict[str, str]:
    names = (f"{name}-{part}" for name in ("from", "to") for part in ("day", "month", "year"))
    return {name: query.get(name, "") for name in names}


def _box(name: str, day: date | None) -> dict[str, str]:
    if day is None:
        return {}
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def _shown(figures: Figures) -> dict[str, Any]:
    plots = {name: make(figures) for name, make in PLOTS.items()}
    return {
        "figures": figures,
        "tables": tables(figures),
        "m": measures,
        "share_words": share_words,
        "spread_words": spread_words,
        "plots": {
            name: {
                "words": bars.said(plot),
                "wide": (plot.width(Shape.WIDE), plot.height(Shape.WIDE)),
                "narrow": (plot.width(Shape.NARROW), plot.height(Shape.NARROW)),
            }
            for name, plot in plots.items()
        },
    }
