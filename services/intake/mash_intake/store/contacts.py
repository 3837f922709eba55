"""Contacts and their records: kept, found again, and moved on."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, and_, bindparam, insert, or_, select, update
from sqlalchemy.orm import Session

from mash_intake.domain.identity import CertainKeys
from mash_intake.domain.people import KnownRecord
from mash_intake.domain.progress import Progress, further
from mash_intake.store.tables import CHILD, CONTACT, ChildRecordRow, ContactRow, metadata
from mash_platform.database import stream_in_order
from mash_platform.sealing.keyring import Keyring, keyring_of

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
    _records.c.name_and_birth,
    _records.c.person,
    _records.c.household,
    _contacts.c.received_at,
).join(_contacts, _contacts.c.reference == _records.c.contact_reference)
_SAME_NHS_NUMBER = _SAME.where(_records.c.nhs_number.in_(bindparam("values", expanding=True)))
_SAME_UPN = _SAME.where(_records.c.upn.in_(bindparam("values", expanding=True)))
_SAME_NAME = _SAME.where(_records.c.name_and_birth.in_(bindparam("values", expanding=True)))
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
    found = session.scalars(
        select(ChildRecordRow)
        .where(ChildRecordRow.reference.in_(list(references)))
        .order_by(ChildRecordRow.reference)
    ).all()
    keyring_of(session).fetch(record.reference for record in found)
    return found


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


def make_keys(session: Session, subjects: Sequence[Collection[str]]) -> None:
    """Of new contacts and their records, together: what follows finds them made."""
    keyring_of(session).make([subject for some in subjects for subject in some])


def add_contacts(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Seals what they tell beside the children."""
    keyring = keyring_of(session)
    keyring.make([row["reference"] for row in rows])
    session.execute(
        _ADD_CONTACT,
        [{**row, "contact": keyring.seal_json(row["reference"], CONTACT, row["contact"])} for row in rows],
    )


def add_records(session: Session, rows: Sequence[tuple[dict[str, Any], CertainKeys]]) -> None:
    """Seals what they tell of the child, and hides by what it is found again for certain."""
    keyring = keyring_of(session)
    keyring.make([row["reference"] for row, _ in rows])
    session.execute(
        _ADD_RECORD,
        [
            {
                **row,
                "child": keyring.seal_json(row["reference"], CHILD, row["child"]),
                **hidden_keys(keyring, keys),
            }
            for row, keys in rows
        ],
    )


def hidden_keys(keyring: Keyring, keys: CertainKeys) -> dict[str, str | None]:
    """By what a child is found again for certain, by the column that it is kept in."""
    named = f"{keys.name}\0{keys.date_of_birth}" if keys.name and keys.date_of_birth else None
    return {
        "nhs_number": keyring.hidden("nhs-number", keys.nhs_number) if keys.nhs_number else None,
        "upn": keyring.hidden("upn", keys.upn) if keys.upn else None,
        "name_and_birth": keyring.hidden("name-and-birth", named) if named else None,
    }


def known_records(session: Session, wanted: Sequence[CertainKeys]) -> list[KnownRecord]:
    """The records about children who share one of these keys with one of those wanted.

    Of another key that such a record has, no more can be told than that it is another one.
    """
    hidden = _Hidden(keyring_of(session), wanted)
    found = []
    for query, values in (
        (_SAME_NHS_NUMBER, hidden.nhs_numbers),
        (_SAME_UPN, hidden.upns),
        (_SAME_NAME, hidden.names),
    ):
        for row in session.execute(query, {"values": list(values)}) if values else ():
            keys = hidden.keys_of(row)
            found.append(KnownRecord(keys, row.contact_reference, row.received_at, row.person, row.household))
    return found


class _Hidden:
    """What is wanted, by how it is kept: so that what is found can be told in the words of who asked."""

    def __init__(self, keyring: Keyring, wanted: Sequence[CertainKeys]) -> None:
        self.nhs_numbers: dict[str, str] = {}
        self.upns: dict[str, str] = {}
        self.names: dict[str, tuple[str, date]] = {}
        for keys in wanted:
            hidden = hidden_keys(keyring, keys)
            if keys.nhs_number and hidden["nhs_number"]:
                self.nhs_numbers[hidden["nhs_number"]] = keys.nhs_number
            if keys.upn and hidden["upn"]:
                self.upns[hidden["upn"]] = keys.upn
            if keys.name and keys.date_of_birth and hidden["name_and_birth"]:
                self.names[hidden["name_and_birth"]] = keys.name, keys.date_of_birth

    def keys_of(self, row: Any) -> CertainKeys:
        name, born = self.names.get(row.name_and_birth, (None, None))
        return CertainKeys(
            nhs_number=self.nhs_numbers.get(row.nhs_number, row.nhs_number),
            upn=self.upns.get(row.upn, row.upn),
            name=name,
            date_of_birth=born,
        )


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
