"""Who said who a child is, and what it moved."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from mash_intake.domain.identity_answers import AnswerKind
from mash_intake.store.tables import WHY, ChildRecordRow, IdentityAnswerRow, ToldApartRow, metadata
from mash_platform.sealing.keyring import keyring_of


def add(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Seals why, for each record."""
    keyring = keyring_of(session)
    keyring.make([row["record"] for row in rows])
    session.execute(
        insert(metadata.tables["identity_answers"]),
        [{**row, "why": keyring.seal(row["record"], WHY, row["why"])} for row in rows],
    )


def rows_of(session: Session, answer: str) -> Sequence[IdentityAnswerRow]:
    """Every record that one answer is about; none where there is no such answer."""
    query = select(IdentityAnswerRow).where(IdentityAnswerRow.answer == answer)
    return session.scalars(query.order_by(IdentityAnswerRow.record)).all()


def about(session: Session, records: Collection[str]) -> Sequence[IdentityAnswerRow]:
    """What was said of these records, the newest first, a row for each answer and record."""
    query = select(IdentityAnswerRow).where(IdentityAnswerRow.record.in_(list(records)))
    keyring_of(session).fetch(records)
    return session.scalars(query.order_by(IdentityAnswerRow.at.desc(), IdentityAnswerRow.answer)).all()


def linked_by(session: Session, record: str, person: str) -> IdentityAnswerRow | None:
    """The answer that made this record one of this person, if it was one and still stands."""
    query = select(IdentityAnswerRow).where(
        IdentityAnswerRow.record == record,
        IdentityAnswerRow.kind == AnswerKind.LINKED,
        IdentityAnswerRow.person_after == person,
        IdentityAnswerRow.person_before != person,
        IdentityAnswerRow.taken_back_by.is_(None),
    )
    return session.scalars(query.order_by(IdentityAnswerRow.at.desc()).limit(1)).first()


def now_known_as(session: Session, person: str) -> str | None:
    """Who somebody is today whose records were all linked to another; None where nobody was ever known so."""
    query = (
        select(ChildRecordRow.person)
        .join(IdentityAnswerRow, IdentityAnswerRow.record == ChildRecordRow.reference)
        .where(IdentityAnswerRow.person_before == person)
        .order_by(IdentityAnswerRow.at.desc())
    )
    return session.scalars(query.limit(1)).first()


def mark_taken_back(session: Session, answer: str, by: str) -> None:
    session.execute(
        update(IdentityAnswerRow).where(IdentityAnswerRow.answer == answer).values(taken_back_by=by)
    )


def move(session: Session, record: str, person: str, household: str) -> None:
    session.execute(
        update(ChildRecordRow)
        .where(ChildRecordRow.reference == record)
        .values(person=person, household=household)
    )


def tell_apart(session: Session, record: str, people: Iterable[str], answer: str) -> None:
    """From now on none of these people is proposed for this record."""
    known = set(session.scalars(select(ToldApartRow.person).where(ToldApartRow.record == record)))
    rows = [{"record": record, "person": person, "answer": answer} for person in sorted(set(people) - known)]
    if rows:
        session.execute(insert(ToldApartRow), rows)


def no_longer_apart(session: Session, *, answer: str) -> None:
    session.execute(delete(ToldApartRow).where(ToldApartRow.answer == answer))


def bring_together(session: Session, records: Collection[str], person: str) -> None:
    """Forgets that these records were told apart from this person, and the person's from theirs."""
    session.execute(
        delete(ToldApartRow).where(ToldApartRow.record.in_(list(records)), ToldApartRow.person == person)
    )
