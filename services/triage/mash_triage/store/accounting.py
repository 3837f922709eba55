"""What triage says when every child is counted."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mash_contracts.vocabulary import Pathway
from mash_triage.domain.record_state import RecordState
from mash_triage.store import tables


def decided_pathways(session: Session) -> dict[str, frozenset[Pathway] | None]:
    """Every record triage ever received, with the pathways of its decision; None while none is final."""
    latest = select(func.max(tables.decisions.c.id)).group_by(tables.decisions.c.reference)
    decided = session.execute(
        select(tables.decisions.c.reference, tables.decisions.c.pathways)
        .join(tables.records, tables.records.c.reference == tables.decisions.c.reference)
        .where(tables.decisions.c.id.in_(latest), tables.records.c.state == RecordState.DECIDED)
    )
    known: dict[str, frozenset[Pathway] | None] = dict.fromkeys(
        session.scalars(select(tables.records.c.reference))
    )
    return known | {reference: frozenset(map(Pathway, pathways)) for reference, pathways in decided}
