"""The figures for other systems."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from mash_assurance.domain.figures import Spread
from mash_assurance.web.periods import chosen
from mash_assurance.web.queries import PeriodQuery, ReaderOrSystem
from mash_assurance.web.reading import FigureReader
from mash_platform.clock import Clock


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class MeasureShown(_Shown):
    name: str
    title: str
    tells: str
    does_not_tell: str


class LineShown(_Shown):
    code: str
    label: str
    counts: list[int]


class BreakdownShown(_Shown):
    measure: MeasureShown
    columns: list[str]
    lines: list[LineShown]


class ShareShown(_Shown):
    measure: MeasureShown
    numerator: int
    denominator: int
    out_of: str
    value: float | None
    """Between 0 and 1; null when there is nothing to have a share of."""


class SpanShown(_Shown):
    label: str
    below_minutes: int | None
    count: int


class SpreadShown(_Shown):
    measure: MeasureShown
    counted: str
    total: int
    median_minutes: int | None
    ninetieth_minutes: int | None
    """Nine in ten took no longer."""
    spans: list[SpanShown]

    @classmethod
    def of(cls, spread: Spread) -> Self:
        return cls(
            measure=MeasureShown.model_validate(spread.measure),
            counted=spread.counted,
            total=spread.total,
            median_minutes=spread.within(0.5),
            ninetieth_minutes=spread.within(0.9),
            spans=[
                SpanShown(label=span.label, below_minutes=span.below_minutes, count=count)
                for span, count in spread.spans
            ],
        )


class FiguresShown(_Shown):
    """All figures of one period. The children are those whose contact was received in it."""

    as_of: datetime
    received_from: datetime | None
    received_before: datetime | None
    contacts: int
    children: int
    decided: int
    waiting: int
    overdue: int
    returned_by_team: int
    strategy_discussions: int
    without_contact: int
    breakdowns: list[BreakdownShown]
    shares: list[ShareShown]
    spreads: list[SpreadShown]


def api_router(reader: FigureReader, clock: Clock) -> APIRouter:
    router = APIRouter(prefix="/api/v1/assurance", tags=["assurance"])

    @router.get("/measures")
    def show_measures(_: ReaderOrSystem, asked: Annotated[PeriodQuery, Query()]) -> FiguresShown:
        """Every figure with what it tells and what it does not. Small numbers are not suppressed."""
        period = chosen(asked.period, asked.first, asked.last, clock.now()).period
        figures = reader.now(period)
        return FiguresShown(
            as_of=figures.as_of,
            received_from=period.start,
            received_before=period.end,
            contacts=figures.contacts,
            children=figures.children,
            decided=figures.decided,
            waiting=figures.waiting,
            overdue=figures.overdue,
            returned_by_team=figures.returned_by_team,
            strategy_discussions=figures.strategy_discussions,
            without_contact=figures.without_contact,
            breakdowns=[BreakdownShown.model_validate(breakdown) for breakdown in figures.breakdowns],
            shares=[ShareShown.model_validate(share) for share in figures.shares],
            spreads=[SpreadShown.of(spread) for spread in figures.spreads],
        )

    return router
