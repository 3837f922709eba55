"""The chronology of each child and home: what was kept, and whose it is.

Entries stand by the record they came with. Which records are about one person or one home is on the records,
so that linking or separating children moves whole chronologies and copies nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, func, insert, or_, select, update
from sqlalchemy.orm import Session

from mash_contracts.national_codes import AssessmentFactor, ReferralSource
from mash_contracts.vocabulary import Agency, LevelOfNeed, Pathway, Purpose, Rag, Severity
from mash_triage.domain.chronology import CaseHeld, Entry, EntryKind, cases_held
from mash_triage.domain.record_state import RecordState
from mash_triage.store import tables
from mash_triage.store.chronology_tables import entries


@dataclass(frozen=True, slots=True)
class Kin:
    """Whom a record is taken to be about, and the home it tells of; None while nobody knows."""

    person: str | None
    household: str | None

    @property
    def known(self) -> tuple[str, ...]:
        return tuple(one for one in (self.person, self.household) if one)


@dataclass(frozen=True, slots=True)
class RecordOfHome:
    """One record of a child or of somebody at home."""

    reference: str
    contact_reference: str
    kin: Kin
    state: RecordState


_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
_ADD = insert(entries)
_RECORDS = tables.records.c
_ABOUT = (
    select(entries, _RECORDS.person, _RECORDS.household)
    .join(tables.records, _RECORDS.reference == entries.c.reference)
    .where(or_(_RECORDS.person.in_(_WANTED), _RECORDS.household.in_(_WANTED)))
    .order_by(entries.c.at, entries.c.id)
)
_OF_RECORD = tables.records.alias()
_CASES = (
    select(entries, _OF_RECORD.c.reference.label("of_record"))
    .join(tables.records, _RECORDS.reference == entries.c.reference)
    .join(_OF_RECORD, _OF_RECORD.c.person == _RECORDS.person)
    .where(_OF_RECORD.c.reference.in_(_WANTED), entries.c.case_id.is_not(None))
    .order_by(entries.c.at, entries.c.id)
)
_WAITING_WITH = (
    select(_OF_RECORD.c.reference.label("of_record"), _RECORDS.reference)
    .join(_OF_RECORD, _OF_RECORD.c.person == _RECORDS.person)
    .where(
        _OF_RECORD.c.reference.in_(_WANTED),
        _RECORDS.reference != _OF_RECORD.c.reference,
        _RECORDS.state != RecordState.DECIDED,
    )
    .order_by(_RECORDS.reference)
)
_CONTACTS = select(_RECORDS.reference, _RECORDS.contact_reference).where(_RECORDS.reference.in_(_WANTED))
_NAMES = tuple(column.name for column in entries.c if column.name != "id")


def add_entries(session: Session, new: Sequence[Entry]) -> None:
    """Keeps what happened, once: who calls this has seen to it that the event was not handled before."""
    session.execute(_ADD, [{name: getattr(entry, name) for name in _NAMES} for entry in new])


def entries_about(session: Session, kin: Collection[str]) -> dict[str, tuple[Entry, ...]]:
    """By person or home: every entry of all its records, the oldest first; nothing for one that is new."""
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for row in session.execute(_ABOUT, {"wanted": list(kin)}):
        entry = _entry(row)
        for one in {row.person, row.household} & set(kin):
            found[one].append(entry)
    return {one: tuple(kept) for one, kept in found.items()}


def entries_of(session: Session, references: Collection[str]) -> tuple[Entry, ...]:
    """Every entry of these records, the latest first."""
    rows = session.execute(
        select(entries)
        .where(entries.c.reference.in_(list(references)))
        .order_by(entries.c.at.desc(), entries.c.id.desc())
    )
    return tuple(_entry(row) for row in rows)


def contact_references(session: Session, references: Collection[str]) -> dict[str, str]:
    """The contact that each of these records came with; one that triage never assessed is left out."""
    rows = session.execute(_CONTACTS, {"wanted": list(references)})
    return {row.reference: row.contact_reference for row in rows}


def kin_of(session: Session, reference: str) -> Kin:
    """Whom this record is taken to be about; nobody known for a record that is not there."""
    row = session.execute(
        select(_RECORDS.person, _RECORDS.household).where(_RECORDS.reference == reference)
    ).first()
    return Kin(row.person, row.household) if row else Kin(None, None)


def records_of_home(session: Session, reference: str) -> tuple[RecordOfHome, ...]:
    """This record, and every other of the child, of the home, and of the same contact; the latest first."""
    return _records(session, _of_home(session, reference))


def _of_home(session: Session, reference: str) -> Select[Any]:
    kin = kin_of(session, reference)
    of = tables.records
    contact = select(_RECORDS.contact_reference).where(_RECORDS.reference == reference).scalar_subquery()
    same = [_RECORDS.contact_reference == contact]
    same += [_RECORDS.person == kin.person] if kin.person else []
    same += [_RECORDS.household == kin.household] if kin.household else []
    return select(of).where(or_(*same)).order_by(of.c.received_at.desc(), of.c.reference)


def _records(session: Session, query: Select[Any]) -> tuple[RecordOfHome, ...]:
    return tuple(
        RecordOfHome(
            row.reference, row.contact_reference, Kin(row.person, row.household), RecordState(row.state)
        )
        for row in session.execute(query)
    )


def references_after(session: Session, reference: str, *, most: int) -> tuple[str, ...]:
    """The records that come next in the order of their references; from the first for an empty one."""
    after = select(_RECORDS.reference).where(_RECORDS.reference > reference)
    return tuple(session.scalars(after.order_by(_RECORDS.reference).limit(most)))


def count_records(session: Session) -> int:
    return session.execute(select(func.count()).select_from(tables.records)).scalar_one()


def open_cases(session: Session, reference: str) -> tuple[CaseHeld, ...]:
    """The cases that teams have of the child of this record."""
    return open_cases_of(session, [reference]).get(reference, ())


def open_cases_of(session: Session, references: Collection[str]) -> dict[str, tuple[CaseHeld, ...]]:
    """By record: the cases that teams have of its child; nothing for one of whom no team has any."""
    steps: defaultdict[str, list[Entry]] = defaultdict(list)
    for row in session.execute(_CASES, {"wanted": list(references)}):
        steps[row.of_record].append(_entry(row))
    return {reference: cases_held(reference, known) for reference, known in steps.items()}


def waiting_with(session: Session, references: Collection[str]) -> dict[str, tuple[str, ...]]:
    """By record: the other records of its child about which nobody has decided yet; nothing without any."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in session.execute(_WAITING_WITH, {"wanted": list(references)}):
        found[row.of_record].append(row.reference)
    return {reference: tuple(others) for reference, others in found.items()}


def point_to(session: Session, reference: str, kin: Kin) -> None:
    """From now on this record, with its chronology, is about this person and this home."""
    session.execute(
        update(tables.records)
        .where(_RECORDS.reference == reference)
        .values(person=kin.person, household=kin.household)
    )


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        reference=row.reference,
        contact_reference=row.contact_reference,
        at=row.at,
        kind=EntryKind(row.kind),
        agency=Agency(row.agency),
        source=ReferralSource(row.source) if row.source else None,
        factors=tuple(AssessmentFactor(factor) for factor in row.factors),
        severity=Severity(row.severity),
        level=LevelOfNeed(row.level) if row.level else None,
        rag=Rag(row.rag) if row.rag else None,
        pathways=tuple(Pathway(team) for team in row.pathways),
        purpose=Purpose(row.purpose) if row.purpose else None,
        case_id=row.case_id,
        reason=row.reason,
        missing_episodes=row.missing_episodes,
    )
