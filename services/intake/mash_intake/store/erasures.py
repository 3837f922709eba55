"""What says how long a record is kept, what holds it, and who erased it: kept and found again."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from mash_contracts.vocabulary import ErasureReason
from mash_intake.domain.progress import Progress
from mash_intake.domain.retention import KeepLonger
from mash_intake.store.erasure_tables import closings, erasures, kept_longer
from mash_intake.store.feedback_tables import outcomes
from mash_intake.store.tables import ChildRecordRow, ContactRow
from mash_platform.sealing.keyring import keyring_of

_INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
_WHY, _LIFTED = "why it is kept longer", "why it is kept no longer"


@dataclass(frozen=True, slots=True)
class Keeping:
    """Somebody said that a record is kept longer, and perhaps that it no longer is."""

    number: int
    reference: str
    kind: KeepLonger
    adopted_on: date | None
    why: str = field(repr=False)
    set_at: datetime
    set_by_name: str
    lifted_at: datetime | None
    lifted_by_name: str | None
    lifted_why: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Erasure:
    """Somebody asked to erase a record; `erased_at` is None until a second person agrees."""

    reference: str
    reason: ErasureReason
    asked_at: datetime
    asked_by: str
    asked_by_name: str
    erased_at: datetime | None = None
    agreed_by: str | None = None
    agreed_by_name: str | None = None


def keep_closings(session: Session, reported: Sequence[tuple[str, datetime]]) -> None:
    """The latest of each record stays. Repeatable."""
    latest: dict[str, datetime] = {}
    for reference, at in reported:
        latest[reference] = max(at, latest.get(reference, at))
    add = _INSERT[session.get_bind().dialect.name](closings)
    later = add.on_conflict_do_update(
        index_elements=[closings.c.reference],
        set_={"at": add.excluded.at},
        where=closings.c.at < add.excluded.at,
    )
    session.execute(later, [{"reference": one, "at": at} for one, at in sorted(latest.items())])


def closings_of(session: Session, references: Collection[str]) -> dict[str, datetime]:
    rows = session.execute(select(closings).where(closings.c.reference.in_(references)))
    return {row.reference: row.at for row in rows}


def settled_before(session: Session, moment: datetime, offset: int, limit: int) -> tuple[str, ...]:
    """Persons whose every record was told, decided and closed before then and is not erased; oldest first."""
    records = ChildRecordRow.__table__.c
    last = func.max(func.coalesce(closings.c.at, outcomes.c.decided_at, ContactRow.received_at))
    query = (
        select(records.person)
        .join(ContactRow, ContactRow.reference == records.contact_reference)
        .join(outcomes, outcomes.c.reference == records.reference, isouter=True)
        .join(closings, closings.c.reference == records.reference, isouter=True)
        .where(records.erased_at.is_(None))
        .group_by(records.person)
        .having(last < moment, func.count().filter(records.progress != Progress.DECIDED.value) == 0)
        .order_by(last, records.person)
        .offset(offset)
        .limit(limit)
    )
    return tuple(session.scalars(query))


def add_keeping(
    session: Session,
    reference: str,
    kind: KeepLonger,
    why: str,
    by: tuple[str, str],
    at: datetime,
    adopted: date | None,
) -> None:
    session.execute(
        insert(kept_longer).values(
            reference=reference,
            kind=kind.value,
            adopted_on=adopted,
            why=keyring_of(session).seal(reference, _WHY, why),
            set_at=at,
            set_by=by[0],
            set_by_name=by[1],
        )
    )


def lift_keeping(session: Session, one: Keeping, why: str, by: tuple[str, str], at: datetime) -> None:
    session.execute(
        update(kept_longer)
        .where(kept_longer.c.id == one.number, kept_longer.c.lifted_at.is_(None))
        .values(
            lifted_at=at,
            lifted_by=by[0],
            lifted_by_name=by[1],
            lifted_why=keyring_of(session).seal(one.reference, _LIFTED, why),
        )
    )


def keepings_of(session: Session, references: Collection[str]) -> dict[str, tuple[Keeping, ...]]:
    """By record, every one that was ever set, the oldest first."""
    rows = session.execute(
        select(kept_longer).where(kept_longer.c.reference.in_(references)).order_by(kept_longer.c.id)
    ).all()
    keyring_of(session).fetch({row.reference for row in rows})
    found: defaultdict[str, list[Keeping]] = defaultdict(list)
    for row in rows:
        found[row.reference].append(_keeping(session, row))
    return {reference: tuple(those) for reference, those in found.items()}


def ask_to_erase(session: Session, one: Erasure) -> None:
    session.execute(
        insert(erasures).values(
            reference=one.reference,
            reason=one.reason.value,
            asked_at=one.asked_at,
            asked_by=one.asked_by,
            asked_by_name=one.asked_by_name,
        )
    )


def take_back_asking(session: Session, reference: str) -> None:
    """Only what is not erased yet."""
    session.execute(delete(erasures).where(erasures.c.reference == reference, erasures.c.erased_at.is_(None)))


def mark_erased(session: Session, reference: str, at: datetime, agreed: tuple[str, str] | None) -> None:
    session.execute(
        update(erasures)
        .where(erasures.c.reference == reference)
        .values(
            erased_at=at,
            agreed_by=agreed[0] if agreed else None,
            agreed_by_name=agreed[1] if agreed else None,
        )
    )


def erasures_of(
    session: Session, references: Collection[str], *, to_change: bool = False
) -> dict[str, Erasure]:
    query = select(erasures).where(erasures.c.reference.in_(references))
    rows = session.execute(query.with_for_update() if to_change else query)
    return {row.reference: _erasure(row) for row in rows}


def to_agree(session: Session) -> tuple[Erasure, ...]:
    """Those that wait for a second person, the longest waiting first."""
    rows = session.execute(
        select(erasures).where(erasures.c.erased_at.is_(None)).order_by(erasures.c.asked_at)
    )
    return tuple(_erasure(row) for row in rows)


def done(session: Session, limit: int | None = None) -> tuple[Erasure, ...]:
    """What was erased, the latest first."""
    rows = session.execute(
        select(erasures)
        .where(erasures.c.erased_at.is_not(None))
        .order_by(erasures.c.erased_at.desc(), erasures.c.reference)
        .limit(limit)
    )
    return tuple(_erasure(row) for row in rows)


def _keeping(session: Session, row: Row[Any]) -> Keeping:
    keyring = keyring_of(session)
    return Keeping(
        number=row.id,
        reference=row.reference,
        kind=KeepLonger(row.kind),
        adopted_on=row.adopted_on,
        why=keyring.open(row.reference, _WHY, row.why),
        set_at=row.set_at,
        set_by_name=row.set_by_name,
        lifted_at=row.lifted_at,
        lifted_by_name=row.lifted_by_name,
        lifted_why=keyring.open(row.reference, _LIFTED, row.lifted_why) if row.lifted_why else None,
    )


def _erasure(row: Row[Any]) -> Erasure:
    return Erasure(
        reference=row.reference,
        reason=ErasureReason(row.reason),
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        asked_by_name=row.asked_by_name,
        erased_at=row.erased_at,
        agreed_by=row.agreed_by,
        agreed_by_name=row.agreed_by_name,
    )
