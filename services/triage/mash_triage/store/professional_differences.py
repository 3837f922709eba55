"""Professional differences, every step that was taken in them, and what the clock has to say."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, update
from sqlalchemy.orm import Session

from mash_contracts.envelope import EarlierEvent
from mash_contracts.vocabulary import Agency, DifferenceGround, DifferenceOutcome, DifferenceStage
from mash_platform.errors import NotFound
from mash_platform.sealing.columns import opened, sealed
from mash_platform.sealing.keyring import keyring_of
from mash_triage.domain.professional_differences import (
    Difference,
    DifferenceState,
    DifferenceStep,
    Speaker,
    StepGiven,
    Subject,
    TakenStep,
)
from mash_triage.store import tables
from mash_triage.store.discussion_tables import difference_steps, professional_differences


def add_difference(session: Session, new: Difference) -> None:
    session.execute(
        insert(professional_differences).values(
            reference=new.reference,
            number=new.number,
            agency=new.agency,
            subject=new.subject,
            ground=new.ground,
            words=sealed(session, professional_differences.c.words, new.reference, new.words.strip()),
            discussion=new.discussion,
            raised_at=new.raised_at,
            raised_by=new.raised_by.account_id,
            raised_by_name=new.raised_by.name,
            raised_by_agency=new.raised_by.agency,
            state=new.state,
            stage=new.stage,
            act_by=new.act_by,
            version=new.version,
            tell_at=new.act_by,
        )
    )


def add_step(session: Session, difference: Difference) -> None:
    """Keeps the latest step of a difference, and where it stands by it."""
    taken = difference.steps[-1]
    given, kept = taken.given, difference_steps.c
    session.execute(
        insert(difference_steps).values(
            reference=difference.reference,
            number=difference.number,
            step=given.step,
            before=taken.before,
            after=taken.after,
            words=sealed(session, kept.words, difference.reference, given.words.strip()),
            outcome=given.outcome,
            accepted_by=sealed(session, kept.accepted_by, difference.reference, given.accepted_by.strip()),
            taken_at=taken.at,
            taken_by=taken.by.account_id,
            taken_by_name=taken.by.name,
            taken_by_agency=taken.by.agency,
        )
    )
    values: dict[str, Any] = {
        "state": difference.state,
        "stage": difference.stage,
        "act_by": difference.act_by,
        "version": difference.version,
    }
    if taken.before is not taken.after:
        values["tell_at"] = difference.act_by if difference.is_open else None
    session.execute(
        update(professional_differences)
        .where(
            professional_differences.c.reference == difference.reference,
            professional_differences.c.number == difference.number,
        )
        .values(**values)
    )


def find(session: Session, reference: str, number: int) -> Difference:
    """Raises NotFound."""
    found = next((one for one in differences_of(session, reference) if one.number == number), None)
    if found is None:
        raise NotFound
    return found


def differences_of(session: Session, reference: str) -> tuple[Difference, ...]:
    """Every difference about one child, oldest first."""
    return _with_steps(
        session,
        session.execute(
            select(professional_differences)
            .where(professional_differences.c.reference == reference)
            .order_by(professional_differences.c.number)
        ).all(),
    )


@dataclass(frozen=True, slots=True)
class DifferenceFilter:
    """Which differences a list shows: open ones, of one agency, from one stage on or late, if given."""

    agency: Agency | None = None
    from_stage: DifferenceStage = DifferenceStage.ONE
    resolved: bool = False
    overdue_at: datetime | None = None


def listed(
    session: Session, wanted: DifferenceFilter, *, offset: int = 0, limit: int = 25
) -> tuple[Difference, ...]:
    """Those due first at the top, without their steps."""
    rows = session.execute(
        select(professional_differences)
        .where(*_wanted(wanted))
        .order_by(
            professional_differences.c.act_by,
            professional_differences.c.reference,
            professional_differences.c.number,
        )
        .offset(offset)
        .limit(limit)
    ).all()
    keyring_of(session).fetch(row.reference for row in rows)
    return tuple(_difference(session, row, ()) for row in rows)


def count(session: Session, wanted: DifferenceFilter) -> int:
    counted = select(func.count()).select_from(professional_differences).where(*_wanted(wanted))
    return session.execute(counted).scalar_one()


@dataclass(frozen=True, slots=True)
class DifferenceDue:
    """A difference whose stage has run out of time, and what led to it."""

    reference: str
    number: int
    agency: Agency
    stage: DifferenceStage
    act_by: datetime
    cause: EarlierEvent


def take_overdue(session: Session, now: datetime, *, most: int) -> tuple[DifferenceDue, ...]:
    """Those overdue since somebody last looked; each is given to one caller only."""
    row = professional_differences.c
    rows = session.execute(
        select(professional_differences, tables.records.c.cause_event_id, tables.records.c.correlation_id)
        .join(tables.records, tables.records.c.reference == row.reference)
        .where(row.tell_at <= now)
        .order_by(row.tell_at)
        .limit(most)
        .with_for_update(of=professional_differences, skip_locked=True)
    ).all()
    for one in rows:
        session.execute(
            update(professional_differences)
            .where(row.reference == one.reference, row.number == one.number)
            .values(tell_at=None)
        )
    return tuple(
        DifferenceDue(
            one.reference,
            one.number,
            Agency(one.agency),
            DifferenceStage(one.stage),
            one.act_by,
            EarlierEvent(one.cause_event_id, one.correlation_id),
        )
        for one in rows
    )


def _wanted(wanted: DifferenceFilter) -> list[ColumnElement[bool]]:
    row = professional_differences.c
    resolved = row.state == DifferenceState.RESOLVED
    stages = [stage for stage in DifferenceStage if stage >= wanted.from_stage]
    conditions = [resolved if wanted.resolved else ~resolved, row.stage.in_(stages)]
    if wanted.agency is not None:
        conditions.append(row.agency == wanted.agency)
    if wanted.overdue_at is not None:
        conditions.append(row.act_by <= wanted.overdue_at)
    return conditions


def _with_steps(session: Session, rows: Iterable[Row[Any]]) -> tuple[Difference, ...]:
    listed = list(rows)
    steps: defaultdict[tuple[str, int], list[TakenStep]] = defaultdict(list)
    references = {row.reference for row in listed}
    for row in session.execute(
        select(difference_steps)
        .where(difference_steps.c.reference.in_(list(references)))
        .order_by(difference_steps.c.id)
    ):
        steps[row.reference, row.number].append(_step(session, row))
    return tuple(_difference(session, row, steps[row.reference, row.number]) for row in listed)


def _step(session: Session, row: Row[Any]) -> TakenStep:
    kept = difference_steps.c
    given = StepGiven(
        step=DifferenceStep(row.step),
        words=opened(session, kept.words, row.reference, row.words),
        outcome=DifferenceOutcome(row.outcome) if row.outcome else None,
        accepted_by=opened(session, kept.accepted_by, row.reference, row.accepted_by),
    )
    by = Speaker(row.taken_by, row.taken_by_name, Agency(row.taken_by_agency))
    return TakenStep(given, DifferenceState(row.before), DifferenceState(row.after), by, row.taken_at)


def _difference(session: Session, row: Row[Any], steps: Iterable[TakenStep]) -> Difference:
    return Difference(
        reference=row.reference,
        number=row.number,
        agency=Agency(row.agency),
        subject=Subject(row.subject),
        ground=DifferenceGround(row.ground),
        words=opened(session, professional_differences.c.words, row.reference, row.words),
        discussion=row.discussion,
        raised_at=row.raised_at,
        raised_by=Speaker(row.raised_by, row.raised_by_name, Agency(row.raised_by_agency)),
        state=DifferenceState(row.state),
        stage=DifferenceStage(row.stage),
        act_by=row.act_by,
        version=row.version,
        steps=tuple(steps),
    )
