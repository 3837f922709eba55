"""Contacts and their records: kept, found again, and moved on."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, bindparam, insert, or_, select, update
from sqlalchemy.orm import Session

from mash_intake.domain.identity import CertainKeys
from mash_intake.domain.people import KnownRecord
from mash_intake.domain.progress import Progress, further
from mash_intake.store.tables import ChildRecordRow, ContactRow, metadata
from mash_platform.database import stream_in_order

_contacts, _records = metadata.tables["contacts"], metadata.tables["child_records"]

# Built once: every contact comes through here.
_ADD_CONTACT = insert(_contacts)
_ADD_RECORD = insert(_records)
_UNDER_KEY = select(ContactRow).where(
    ContactRow.submitted_by == bindparam("sender"),
    ContactRow.idempotency_key.in_(bindparam("keys", expanding=True)),
)
_SAME = select(
    _records.c.contact_reference,
    _records.c.nhs_number,
    _records.c.upn,
    _records.c.name_key,
    _records.c.date_of_birth,
    _records.c.person,
    _records.c.household,
    _contacts.c.received_at,
).join(_contacts, _contacts.c.reference == _records.c.contact_reference)
_SAME_NHS_NUMBER = _SAME.where(_records.c.nhs_number.in_(bindparam("values", expanding=True)))
_SAME_UPN = _SAME.where(_records.c.upn.in_(bindparam("values", expanding=True)))
_SAME_NAME = _SAME.where(
    _records.c.name_key.in_(bindparam("values", expanding=True)),
    _records.c.date_of_birth.in_(bindparam("born", expanding=True)),
)
_OF_PEOPLE = (
    select(_records.c.person, _records.c.contact_reference)
    .join(_contacts, _contacts.c.reference == _records.c.contact_reference)
    .where(
        _records.c.person.in_(bindparam("people", expanding=True)),
        _contacts.c.received_at >= bindparam("since"),
    )
)
_MOVE_ON = {
    progress: update(_records)
    .where(
        _records.c.reference.in_(bindparam("records", expanding=True)),
        _records.c.progress.in_([earlier.value for earlier in Progress if earlier < progress]),
    )
    .values(progress=progress.value)
    for progress in Progress
}


def contacts_under_keys(
    session: Session, submitted_by: str, idempotency_keys: Collection[str]
) -> dict[str, ContactRow]:
    """What this sender handed in before under one of these keys, by the key."""
    if not idempotency_keys:
        return {}
    found = session.scalars(_UNDER_KEY, {"sender": submitted_by, "keys": list(idempotency_keys)})
    return {row.idempotency_key: row for row in found if row.idempotency_key is not None}


def contact(session: Session, reference: str) -> ContactRow | None:
    return session.get(ContactRow, reference)


def record(session: Session, reference: str) -> ChildRecordRow | None:
    return session.get(ChildRecordRow, reference)


def records(session: Session, references: Iterable[str]) -> Sequence[ChildRecordRow]:
    """Those that exist, in the order of their references."""
    return session.scalars(
        select(ChildRecordRow)
        .where(ChildRecordRow.reference.in_(list(references)))
        .order_by(ChildRecordRow.reference)
    ).all()


def newest_contacts(session: Session, limit: int, *, after: str | None = None) -> Sequence[ContactRow]:
    """The latest first; with `after`, those that follow that contact in the list."""
    query = select(ContactRow).order_by(ContactRow.received_at.desc(), ContactRow.reference).limit(limit)
    last = contact(session, after) if after else None
    if last is not None:
        query = query.where(
            or_(
                ContactRow.received_at < last.received_at,
                and_(ContactRow.received_at == last.received_at, ContactRow.reference > last.reference),
            )
        )
    return session.scalars(query).all()


def add_contacts(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    session.execute(_ADD_CONTACT, rows)


def add_records(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    session.execute(_ADD_RECORD, rows)


def known_records(session: Session, wanted: Sequence[CertainKeys]) -> list[KnownRecord]:
    """The records about children who share one of these keys with one of those wanted."""
    named = [keys for keys in wanted if keys.name and keys.date_of_birth]
    asked = (
        (_SAME_NHS_NUMBER, {"values": [keys.nhs_number for keys in wanted if keys.nhs_number]}),
        (_SAME_UPN, {"values": [keys.upn for keys in wanted if keys.upn]}),
        (
            _SAME_NAME,
            {"values": [keys.name for keys in named], "born": [keys.date_of_birth for keys in named]},
        ),
    )
    found = []
    for query, values in asked:
        for row in session.execute(query, values) if values["values"] else ():
            keys = CertainKeys(row.nhs_number, row.upn, row.name_key, row.date_of_birth)
            found.append(KnownRecord(keys, row.contact_reference, row.received_at, row.person, row.household))
    return found


def contacts_of_people(
    session: Session, people: Collection[str], *, since: datetime
) -> defaultdict[str, set[str]]:
    """The contacts since then about each of these people, also those that a person linked."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    if people:
        for person, contact in session.execute(_OF_PEOPLE, {"people": list(people), "since": since}):
            found[person].add(contact)
    return found


def move_on(session: Session, reported: Sequence[tuple[str, Progress]]) -> None:
    """Each of these records has come so far; one that is further already stays there."""
    furthest: dict[str, Progress] = {}
    for reference, progress in reported:
        furthest[reference] = further(furthest.get(reference, progress), progress)
    for progress, statement in _MOVE_ON.items():
        references = [reference for reference, reached in furthest.items() if reached is progress]
        if references:
            session.execute(statement, {"records": references})


def accepted_references(session: Session) -> Iterator[str]:
    """The reference of every child's record ever accepted, in order, for the proof that none was lost."""
    every = stream_in_order(session, select(ChildRecordRow.reference), ChildRecordRow.reference)
    return (reference for (reference,) in every)


def unpublished_among(session: Session, outbox: Table, references: Collection[str]) -> frozenset[str]:
    """Which of these records have an event that is not on the log yet."""
    keys = session.scalars(
        select(outbox.c.key).where(
            outbox.c.published_at.is_(None),
            outbox.c.key.in_([reference.encode() for reference in references]),
        )
    )
    return frozenset(key.decode() for key in keys)
