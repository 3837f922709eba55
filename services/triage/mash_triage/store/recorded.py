"""Referrals as they were assessed, for working out again what another edition would have said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from mash_triage.domain.assessment import Recommendation
from mash_triage.domain.picture import Picture
from mash_triage.store import tables
from mash_triage.store.records import PICTURE, RECOMMENDATION


@dataclass(frozen=True, slots=True)
class RecordedReferral:
    """The picture that was kept of a child, and what was recommended on it."""

    reference: str
    received_at: datetime
    picture: Picture
    recommendation: Recommendation
    code_version: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many assessments there are, and between which of their numbers they lie."""

    count: int
    first: int
    last: int


def recorded_since(session: Session, since: datetime | None) -> Recorded:
    """The assessments in force of what was received since then; of everything for None."""
    number = tables.assessments.c.id
    row = session.execute(
        select(func.count(number), func.min(number), func.max(number))
        .join(tables.records, tables.records.c.assessment_id == number)
        .where(_received_since(since))
    ).one()
    return Recorded(row[0], row[1] or 0, row[2] or -1)


def recorded_referrals(
    session: Session, since: datetime | None, first: int, last: int
) -> Iterator[RecordedReferral]:
    """Those whose assessment has a number from `first` to `last`; to be asked for some at a time."""
    number = tables.assessments.c.id
    rows = session.execute(
        select(
            tables.records.c.reference,
            tables.records.c.received_at,
            tables.assessments.c.picture,
            tables.assessments.c.recommendation,
            tables.assessments.c.code_version,
        )
        .join(tables.records, tables.records.c.assessment_id == number)
        .where(number.between(first, last), _received_since(since))
        .order_by(number)
    )
    for row in rows:
        yield RecordedReferral(
            row.reference,
            row.received_at,
            PICTURE.validate_python(row.picture),
            RECOMMENDATION.validate_python(row.recommendation),
            row.code_version,
        )


def _received_since(since: datetime | None) -> ColumnElement[bool]:
    return true() if since is None else tables.records.c.received_at >= since
