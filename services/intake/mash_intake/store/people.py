"""Children who could be known: found by keys, with what was told of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from mash_intake.domain.people import Question
from mash_intake.store.tables import CHILD, CONTACT, ChildRecordRow, SearchKeyRow, metadata
from mash_platform.sealing.keyring import Keyring, keyring_of

MOST_UNDER_A_KEY = 200
"""So many records of one key are looked at. A key that leads to more says too little of a child."""

_records, _contacts = metadata.tables["child_records"], metadata.tables["contacts"]
_keys, _apart = metadata.tables["search_keys"], metadata.tables["told_apart"]

_ADD_KEYS = insert(_keys)
_UNDER_EACH = (
    select(
        _keys.c.key,
        _keys.c.reference,
        func.row_number().over(partition_by=_keys.c.key, order_by=_keys.c.reference).label("place"),
    )
    .where(_keys.c.key.in_(bindparam("wanted", expanding=True)))
    .subquery()
)
_UNDER = select(_UNDER_EACH.c.key, _UNDER_EACH.c.reference).where(_UNDER_EACH.c.place <= MOST_UNDER_A_KEY)
_TOLD = (
    select(
        _records.c.reference,
        _records.c.contact_reference,
        _records.c.number,
        _records.c.person,
        _records.c.household,
        _records.c.question,
        _records.c.child,
        _contacts.c.received_at,
    )
    .join(_contacts, _contacts.c.reference == _records.c.contact_reference)
    # Of one that was erased nothing is told any more.
    .where(_records.c.erased_at.is_(None))
)
_ERASED = select(_records.c.reference).where(
    _records.c.erased_at.is_not(None),
    or_(_records.c.reference == bindparam("who"), _records.c.person == bindparam("who")),
)
_TOLD_IN = _TOLD.where(_records.c.reference.in_(bindparam("wanted", expanding=True)))
_TOLD_OF = _TOLD.where(_records.c.person.in_(bindparam("wanted", expanding=True)))
_AT_HOME = _TOLD.where(_records.c.household.in_(bindparam("wanted", expanding=True)))
_TOLD_IN_CONTACTS = _TOLD.where(_records.c.contact_reference.in_(bindparam("wanted", expanding=True)))
_APART = select(_apart.c.record, _apart.c.person).where(
    _apart.c.record.in_(bindparam("wanted", expanding=True))
)
_APART_FROM = (
    select(_apart.c.person, _records.c.person)
    .join(_apart, _apart.c.record == _records.c.reference)
    .where(_apart.c.person.in_(bindparam("wanted", expanding=True)))
)
_beside = _records.alias()
_TOGETHER = (
    select(_records.c.person, _beside.c.person)
    .join(_beside, _beside.c.contact_reference == _records.c.contact_reference)
    .where(_records.c.person.in_(bindparam("wanted", expanding=True)), _beside.c.person != _records.c.person)
    .distinct()
)
_CONTACTS = select(_contacts.c.reference, _contacts.c.contact).where(
    _contacts.c.reference.in_(bindparam("wanted", expanding=True))
)
_SET_QUESTION = (
    update(_records)
    .where(_records.c.reference.in_(bindparam("records", expanding=True)))
    .values(question=bindparam("now"))
)
_MOST_AT_ONCE = 5_000
"""Values in one statement. Either database takes more, but not without an end."""


@dataclass(frozen=True, slots=True, repr=False)
class ToldRecord:
    """One record, with what was told of the child in it."""

    reference: str
    contact_reference: str
    number: int
    person: str
    household: str
    question: Question
    child: Mapping[str, Any]
    """As handed in; see `mash_contracts.submission.Child`."""
    received_at: datetime


def add_keys(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Keeps each key as a keyed hash of it."""
    hidden = keyring_of(session).hidden_number
    session.execute(_ADD_KEYS, [{**row, "key": hidden(row["key"])} for row in rows])


def index_again(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Puts these keys in the place of those that their records have."""
    session.execute(
        delete(SearchKeyRow).where(SearchKeyRow.reference.in_({row["reference"] for row in rows}))
    )
    add_keys(session, rows)


def references_under(session: Session, keys: Collection[int]) -> dict[str, set[int]]:
    """Which records are kept under any of these keys, each with those of the keys that it has."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    if keys:
        hidden = keyring_of(session).hidden_number
        given = {hidden(key): key for key in keys}
        for key, reference in session.execute(_UNDER, {"wanted": list(given)}):
            found[reference].add(given[key])
    return found


def is_erased(session: Session, who: str) -> bool:
    """Whether this record, or one of this person, was erased."""
    return session.execute(_ERASED.limit(1), {"who": who}).first() is not None


def told_in(session: Session, references: Collection[str]) -> list[ToldRecord]:
    """These records, as far as they exist, in no order."""
    return _all(session, _TOLD_IN, references)


def told_of(session: Session, people: Collection[str]) -> list[ToldRecord]:
    """Every record about one of these people, in no order."""
    return _all(session, _TOLD_OF, people)


def told_at(session: Session, households: Collection[str]) -> list[ToldRecord]:
    """Every record that tells of one of these households, in no order."""
    return _all(session, _AT_HOME, households)


def told_with(session: Session, contacts: Collection[str], households: Collection[str]) -> list[ToldRecord]:
    """Every record of these contacts or of these homes, in no order."""
    found = {record.reference: record for record in _all(session, _TOLD_IN_CONTACTS, contacts)}
    found |= {record.reference: record for record in told_at(session, households)}
    return list(found.values())


def other_people(session: Session, records: Mapping[str, Collection[str]]) -> dict[str, set[str]]:
    """Of each of these people, whose records are given: who is certainly another child.

    Children of one contact are not each other, and what somebody told apart stays apart.
    """
    if not records:
        return {}
    people = {"wanted": list(records)}
    whose = {reference: person for person, own in records.items() for reference in own}
    found: dict[str, set[str]] = {person: set() for person in records}
    for person, other in session.execute(_TOGETHER, people):
        found[person].add(other)
    for reference, other in session.execute(_APART, {"wanted": list(whose)}):
        found[whose[reference]].add(other)
    for person, other in session.execute(_APART_FROM, people):
        found[person].add(other)
    return {person: others - {person} for person, others in found.items()}


def contacts_told(session: Session, references: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """What each of these contacts tells beside the children; see `mash_contracts.submission`."""
    keyring = keyring_of(session)
    keyring.fetch(references)
    rows = session.execute(_CONTACTS, {"wanted": list(references)}) if references else ()
    return {row.reference: keyring.open_json(row.reference, CONTACT, row.contact) or {} for row in rows}


def set_question(session: Session, references: Iterable[str], question: Question) -> None:
    session.execute(_SET_QUESTION, {"records": list(references), "now": question.value})


def still_to_look_at(session: Session, most: int) -> list[ToldRecord]:
    """Records of which nobody has looked yet who they could be, and takes them: no other process gets them.

    Those of earlier versions come last.
    """
    waiting = (
        select(ChildRecordRow.reference)
        .where(ChildRecordRow.question.in_([Question.TO_LOOK.value, Question.NOT_INDEXED.value]))
        .order_by(ChildRecordRow.question.desc())
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return told_in(session, list(session.scalars(waiting)))


def open_questions(session: Session, question: Question, limit: int, offset: int) -> list[ToldRecord]:
    """Records of which somebody has to say who the child is, the one that waits longest first."""
    query = (
        _TOLD.where(_records.c.question == question.value)
        .order_by(_contacts.c.received_at, _records.c.reference)
        .limit(limit)
        .offset(offset)
    )
    return _opened(session, session.execute(query))


def count_open(session: Session) -> dict[Question, int]:
    rows = session.execute(
        select(_records.c.question, func.count())
        .where(_records.c.question.in_([Question.LIKELY.value, Question.POSSIBLE.value]))
        .group_by(_records.c.question)
    )
    found = {Question(question): count for question, count in rows}
    return {question: found.get(question, 0) for question in (Question.LIKELY, Question.POSSIBLE)}


def _all(session: Session, query: Any, wanted: Collection[str]) -> list[ToldRecord]:
    every = iter(wanted)
    return [
        record
        for some in iter(lambda: list(islice(every, _MOST_AT_ONCE)), [])
        for record in _opened(session, session.execute(query, {"wanted": some}))
    ]


def _opened(session: Session, found: Iterable[Any]) -> list[ToldRecord]:
    rows, keyring = list(found), keyring_of(session)
    keyring.fetch(row.reference for row in rows)
    # Whose key was destroyed since the rows were read is erased, too.
    return [_told(row, keyring) for row in rows if not keyring.is_destroyed(row.reference)]


def _told(row: Any, keyring: Keyring) -> ToldRecord:
    return ToldRecord(
        reference=row.reference,
        contact_reference=row.contact_reference,
        number=row.number,
        person=row.person,
        household=row.household,
        question=Question(row.question),
        child=keyring.open_json(row.reference, CHILD, row.child),
        received_at=row.received_at,
    )
