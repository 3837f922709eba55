"""What people wrote into chronologies by hand. Whose it is follows from the record."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, insert, select, update
from sqlalchemy.orm import Session

from mash_contracts.vocabulary import Agency, Role
from mash_platform.errors import NotFound
from mash_platform.sealing.columns import opened, sealed
from mash_platform.sealing.keyring import keyring_of
from mash_triage.domain.decision import Professional
from mash_triage.domain.known_elsewhere import Known, KnownGiven, KnownKind, TakenBack
from mash_triage.store import tables
from mash_triage.store.chronology_tables import known_elsewhere

_RECORDS = tables.records.c
_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
_ABOUT = (
    select(known_elsewhere, _RECORDS.person)
    .join(tables.records, _RECORDS.reference == known_elsewhere.c.reference)
    .where(_RECORDS.person.in_(_WANTED))
    .order_by(known_elsewhere.c.first, known_elsewhere.c.id)
)


def add(session: Session, reference: str, given: KnownGiven, person: Professional, at: datetime) -> int:
    """Keeps a complete entry and gives its number."""
    added = session.execute(
        insert(known_elsewhere)
        .values(
            reference=reference,
            kind=given.kind,
            first=given.first,
            last=given.last,
            agency=given.agency,
            source=sealed(session, known_elsewhere.c.source, reference, given.source.strip()),
            words=sealed(session, known_elsewhere.c.words, reference, given.words.strip()),
            entered_at=at,
            entered_by=person.account_id,
            entered_by_name=person.name,
            entered_by_role=person.role,
        )
        .returning(known_elsewhere.c.id)
    )
    number: int = added.scalar_one()
    return number


def known_about(session: Session, people: Collection[str]) -> dict[str, tuple[Known, ...]]:
    """By person: everything known from elsewhere, the oldest first; nobody without any."""
    found: defaultdict[str, list[Known]] = defaultdict(list)
    rows = session.execute(_ABOUT, {"wanted": list(people)}).all()
    keyring_of(session).fetch(row.reference for row in rows)
    for row in rows:
        found[row.person].append(_known(session, row))
    return {person: tuple(known) for person, known in found.items()}


def known_on(session: Session, references: Collection[str]) -> tuple[Known, ...]:
    """Everything written down from these records, the oldest first."""
    rows = session.execute(
        select(known_elsewhere)
        .where(known_elsewhere.c.reference.in_(list(references)))
        .order_by(known_elsewhere.c.first, known_elsewhere.c.id)
    ).all()
    keyring_of(session).fetch(row.reference for row in rows)
    return tuple(_known(session, row) for row in rows)


def find(session: Session, number: int, *, to_change: bool = False) -> Known:
    """Raises NotFound. `to_change` keeps others from changing it until the transaction ends."""
    query = select(known_elsewhere).filter_by(id=number)
    row = session.execute(query.with_for_update() if to_change else query).one_or_none()
    if row is None:
        raise NotFound
    return _known(session, row)


def take_back(session: Session, known: Known, taken_back: TakenBack) -> None:
    kept, reference = known_elsewhere.c, known.reference
    session.execute(
        update(known_elsewhere)
        .where(kept.id == known.number)
        .values(
            taken_back_at=taken_back.at,
            taken_back_by=taken_back.person.account_id,
            taken_back_by_name=taken_back.person.name,
            taken_back_by_role=taken_back.person.role,
            taken_back_reason=sealed(session, kept.taken_back_reason, reference, taken_back.reason),
        )
    )


def _known(session: Session, row: Row[Any]) -> Known:
    kept, taken_back = known_elsewhere.c, None
    if row.taken_back_at is not None:
        person = Professional(row.taken_back_by, row.taken_back_by_name, Role(row.taken_back_by_role))
        reason = opened(session, kept.taken_back_reason, row.reference, row.taken_back_reason)
        taken_back = TakenBack(person, row.taken_back_at, reason)
    return Known(
        number=row.id,
        reference=row.reference,
        kind=KnownKind(row.kind),
        first=row.first,
        last=row.last,
        agency=Agency(row.agency),
        source=opened(session, kept.source, row.reference, row.source),
        words=opened(session, kept.words, row.reference, row.words),
        person=Professional(row.entered_by, row.entered_by_name, Role(row.entered_by_role)),
        entered_at=row.entered_at,
        taken_back=taken_back,
    )
