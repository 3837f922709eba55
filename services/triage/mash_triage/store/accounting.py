"""What triage says when every child is counted."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from mash_contracts.vocabulary import Pathway
from mash_platform.database import stream_in_order
from mash_triage.domain.record_state import RecordState
from mash_triage.store import tables


def decided_pathways(session: Session) -> Iterator[tuple[str, frozenset[Pathway] | None]]:
    """Every record triage ever received, in the order of their references, with the teams its decision
    reaches; None while none is final."""
    # A look into the index for each record: SQLite would search a list of every newest decision for each.
    any_decision = tables.decisions.alias()
    newest = (
        select(func.max(any_decision.c.id))
        .where(any_decision.c.reference == tables.records.c.reference)
        .scalar_subquery()
    )
    records = (
        select(
            tables.records.c.reference,
            tables.records.c.state,
            tables.decisions.c.pathways,
            tables.decisions.c.told,
        )
        .select_from(tables.records)
        .outerjoin(tables.decisions, tables.decisions.c.id == newest)
    )
    rows = stream_in_order(session, records, tables.records.c.reference)
    return ((row.reference, _decided(row)) for row in rows)


def _decided(row: Row[Any]) -> frozenset[Pathway] | None:
    is_final = row.state == RecordState.DECIDED and row.pathways is not None
    return frozenset(map(Pathway, row.pathways + row.told)) if is_final else None
