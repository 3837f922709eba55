"""What belongs to the page of figures: its plots, its tables as files, and the same figures as metrics."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from mash_assurance.domain.measures import Figures
from mash_assurance.web import bars
from mash_assurance.web.metrics import exposition
from mash_assurance.web.periods import chosen
from mash_assurance.web.plots import PLOTS
from mash_assurance.web.queries import PartQuery, PlotQuery, Reader, ReaderOrSystem
from mash_assurance.web.reading import FigureReader
from mash_assurance.web.tables import as_csv, tables
from mash_platform.clock import Clock
from mash_platform.errors import NotFound
from mash_platform.web.drawing import plot_response


def file_router(reader: FigureReader, clock: Clock) -> APIRouter:
    router = APIRouter(prefix="/assurance", include_in_schema=False)

    def figures(asked: PartQuery) -> Figures:
        period = chosen(asked.period, asked.first, asked.last, clock.now()).period
        return reader.as_of(period, asked.as_of)

    @router.get("/plots/{name}.svg")
    def plot(_: Reader, name: str, asked: Annotated[PlotQuery, Query()]) -> Response:
        if name not in PLOTS:
            raise NotFound
        return plot_response(bars.draw(PLOTS[name](figures(asked)), asked.shape))

    @router.get("/tables/{name}.csv")
    def table_file(_: Reader, name: str, asked: Annotated[PartQuery, Query()]) -> Response:
        table = tables(figures(asked)).get(name)
        if table is None:
            raise NotFound
        attachment = {"content-disposition": f'attachment; filename="{name}.csv"'}
        return Response(as_csv(table), media_type="text/csv; charset=utf-8", headers=attachment)

    @router.get("/metrics")
    def metrics(_: ReaderOrSystem) -> Response:
        """The figures over all contacts, for Prometheus."""
        return Response(exposition(reader.now()), media_type="text/plain; version=0.0.4; charset=utf-8")

    return router
