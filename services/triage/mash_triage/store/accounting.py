"""What triage says when every child is counted."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mash_contracts.vocabulary import Pathway
from mash_triage.domain.record_state import RecordState
from mash_triage.store import tables


def decided_pathways(session: Session) -> dict[str, frozenset[Pathway] | None]:
    """Every record triage ever received, with the teams its decision reaches; None while none is final."""
    # A look into the index for each record: SQLite would search a list of every newest decision for each.
    any_decision = tables.decisions.alias()
    newest = (
        select(func.max(any_decision.c.id))
        .where(any_decision.c.reference == tables.records.c.reference)
        .scalar_subquery()
    )
    decided = session.execute(
        select(tables.decisions.c.reference, tables.decisions.c.pathways, tables.decisions.c.told)
        .join(tables.records, tables.records.c.reference == tables.decisions.c.reference)
        .where(tables.decisions.c.id == newest, tables.records.c.state == RecordState.DECIDED)
    )
    known: dict[str, frozenset[Pathway] | None] = dict.fromkeys(
        session.scalars(select(tables.records.c.reference))
    )
    return known | {row.reference: frozenset(map(Pathway, row.pathways + row.told)) for row in decided}
