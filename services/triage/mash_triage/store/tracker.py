"""The vulnerability tracker: every grading of every child; the last of each child stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from mash_contracts.vocabulary import ExploitationRisk, Pathway, Role
from mash_platform.sealing.columns import opened, sealed
from mash_platform.sealing.keyring import keyring_of
from mash_triage.domain.decision import Professional
from mash_triage.domain.practice_tools.tracker import GradedBy, Grading
from mash_triage.domain.record_state import RecordState
from mash_triage.store import tables
from mash_triage.store.tool_tables import exploitation_gradings

_ADD = insert(exploitation_gradings)


@dataclass(frozen=True, slots=True)
class GradingOf:
    """A grading, and of whom."""

    reference: str
    grading: Grading


def add_gradings(session: Session, new: Sequence[GradingOf]) -> None:
    """Keeps these gradings; each stands instead of what stood for its child before."""
    session.execute(
        update(exploitation_gradings)
        .where(exploitation_gradings.c.reference.in_([one.reference for one in new]))
        .values(standing=False)
    )
    session.execute(_ADD, [_row(session, one) for one in new])


def gradings_of(session: Session, reference: str) -> tuple[Grading, ...]:
    """How a child was graded, oldest first."""
    rows = session.execute(
        select(exploitation_gradings).filter_by(reference=reference).order_by(exploitation_gradings.c.id)
    )
    return tuple(_grading(session, row) for row in rows)


@dataclass(frozen=True, slots=True)
class TrackerLine:
    """A child on the tracker: the grade that stands, and where the record is."""

    reference: str
    grading: Grading
    state: RecordState
    main_pathway: Pathway
    with_cet: bool


def tracked(
    session: Session, grade: ExploitationRisk | None, *, offset: int = 0, limit: int = 25
) -> tuple[TrackerLine, ...]:
    """The children graded, the most serious first, then those graded last; of one grade if given."""
    shown = (
        select(
            exploitation_gradings,
            tables.records.c.state,
            tables.records.c.main_pathway,
            tables.records.c.with_cet,
        )
        .join(tables.records, tables.records.c.reference == exploitation_gradings.c.reference)
        .where(exploitation_gradings.c.standing)
        .order_by(
            exploitation_gradings.c.rank,
            exploitation_gradings.c.graded_at.desc(),
            exploitation_gradings.c.reference,
        )
        .offset(offset)
        .limit(limit)
    )
    if grade is not None:
        shown = shown.where(exploitation_gradings.c.grade == grade)
    rows = session.execute(shown).all()
    keyring_of(session).fetch(row.reference for row in rows if row.reason)
    return tuple(
        TrackerLine(
            row.reference,
            _grading(session, row),
            RecordState(row.state),
            Pathway(row.main_pathway),
            row.with_cet,
        )
        for row in rows
    )


def tracked_by_grade(session: Session) -> dict[ExploitationRisk, int]:
    """How many children stand at each grade."""
    counted = session.execute(
        select(exploitation_gradings.c.grade, func.count())
        .where(exploitation_gradings.c.standing)
        .group_by(exploitation_gradings.c.grade)
    )
    known = {ExploitationRisk(grade): count for grade, count in counted}
    return {grade: known.get(grade, 0) for grade in reversed(ExploitationRisk)}


def _row(session: Session, one: GradingOf) -> dict[str, Any]:
    grading, person = one.grading, one.grading.person
    return {
        "reference": one.reference,
        "grade": grading.grade,
        "rank": ExploitationRisk.SIGNIFICANT.rank - grading.grade.rank,
        "graded_by": grading.graded_by,
        "graded_at": grading.graded_at,
        "reason": sealed(session, exploitation_gradings.c.reason, one.reference, grading.reason),
        "decided_by": person.account_id if person else None,
        "decided_by_name": person.name if person else None,
        "decided_by_role": person.role if person else None,
        "standing": True,
    }


def _grading(session: Session, row: Row[Any]) -> Grading:
    reason = opened(session, exploitation_gradings.c.reason, row.reference, row.reason)
    person = row.decided_by and Professional(row.decided_by, row.decided_by_name, Role(row.decided_by_role))
    return Grading(
        ExploitationRisk(row.grade), GradedBy(row.graded_by), row.graded_at, person or None, reason
    )
