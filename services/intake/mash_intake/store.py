"""Intake's tables: contacts, one record a child, drafts of the form, and who read what.

What identifies a child or tells of them is in `child_records.child` and `contacts.contact` and, for finding
the same child again, in the key columns; nowhere else. Reprs show references only.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

from mash_contracts.national_codes import ReferralSource
from mash_contracts.vocabulary import Channel
from mash_intake.domain.history import EarlierContacts
from mash_intake.domain.identity import CertainKeys
from mash_intake.domain.progress import Progress, further
from mash_platform.database import UtcDateTime

metadata = MetaData()


class _Row(DeclarativeBase):
    metadata = metadata


class ContactRow(_Row):
    """One worry as it was handed in, without its children."""

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("submitted_by", "idempotency_key", name="one_contact_a_key"),)

    reference: Mapped[str] = mapped_column(String(32), primary_key=True)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    submitted_by: Mapped[str] = mapped_column(String(128))
    """Account id, or the name of the door for people without an account."""
    idempotency_key: Mapped[str | None] = mapped_column(String(255))
    digest: Mapped[str] = mapped_column(String(64))
    """Of the submission, to tell a replay from another contact under the same key."""
    channel: Mapped[str] = mapped_column(String(32))
    source: Mapped[str] = mapped_column(String(8))
    contact: Mapped[dict[str, Any]] = mapped_column(JSON)

    records: Mapped[list["ChildRecordRow"]] = relationship(
        order_by="ChildRecordRow.number", lazy="selectin", back_populates="contact"
    )

    def __repr__(self) -> str:
        return f"<ContactRow {self.reference}>"

    @property
    def channel_label(self) -> str:
        return Channel(self.channel).label

    @property
    def source_label(self) -> str:
        return ReferralSource(self.source).label


class ChildRecordRow(_Row):
    """One child in one contact."""

    __tablename__ = "child_records"
    __table_args__ = (Index("child_records_by_name", "name_key", "date_of_birth"),)

    reference: Mapped[str] = mapped_column(String(32), primary_key=True)
    contact_reference: Mapped[str] = mapped_column(ForeignKey("contacts.reference"), index=True)
    number: Mapped[int]
    child: Mapped[dict[str, Any]] = mapped_column(JSON)
    nhs_number: Mapped[str | None] = mapped_column(String(16), index=True)
    upn: Mapped[str | None] = mapped_column(String(16), index=True)
    name_key: Mapped[str | None] = mapped_column(String(512))
    date_of_birth: Mapped[date | None]
    progress: Mapped[str] = mapped_column(String(32), default=Progress.RECEIVED.value)

    contact: Mapped[ContactRow] = relationship(back_populates="records")

    def __repr__(self) -> str:
        return f"<ChildRecordRow {self.reference}>"


class DraftRow(_Row):
    """A form begun and not yet sent. Stands alone, so that it can be deleted whole."""

    __tablename__ = "drafts"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Of the token in the person's cookie: who reads this table cannot continue a draft."""
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    sent_reference: Mapped[str | None] = mapped_column(String(32))

    def __repr__(self) -> str:
        return "<DraftRow>"


class ReadRow(_Row):
    """Someone was shown personal data. Written in the transaction that shows it; never changed."""

    __tablename__ = "reads"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[str] = mapped_column(String(128))
    reference: Mapped[str] = mapped_column(String(32), index=True)
    what: Mapped[str] = mapped_column(String(32))


_contacts, _records = metadata.tables["contacts"], metadata.tables["child_records"]

# Built once: every contact comes through here.
_ADD_CONTACT = insert(_contacts)
_ADD_RECORD = insert(_records)
_UNDER_KEY = select(ContactRow).where(
    ContactRow.submitted_by == bindparam("sender"),
    ContactRow.idempotency_key.in_(bindparam("keys", expanding=True)),
)
_SAME = (
    select(
        _records.c.contact_reference,
        _records.c.nhs_number,
        _records.c.upn,
        _records.c.name_key,
        _records.c.date_of_birth,
    )
    .join(_contacts, _contacts.c.reference == _records.c.contact_reference)
    .where(_contacts.c.received_at >= bindparam("since"))
)
_SAME_NHS_NUMBER = _SAME.where(_records.c.nhs_number.in_(bindparam("values", expanding=True)))
_SAME_UPN = _SAME.where(_records.c.upn.in_(bindparam("values", expanding=True)))
_SAME_NAME = _SAME.where(
    _records.c.name_key.in_(bindparam("values", expanding=True)),
    _records.c.date_of_birth.in_(bindparam("born", expanding=True)),
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


def earlier_contacts(session: Session, wanted: Sequence[CertainKeys], *, since: datetime) -> EarlierContacts:
    """The contacts since then about children who share one of these keys with one of those wanted."""
    named = [keys for keys in wanted if keys.name and keys.date_of_birth]
    asked = (
        (_SAME_NHS_NUMBER, {"values": [keys.nhs_number for keys in wanted if keys.nhs_number]}),
        (_SAME_UPN, {"values": [keys.upn for keys in wanted if keys.upn]}),
        (
            _SAME_NAME,
            {"values": [keys.name for keys in named], "born": [keys.date_of_birth for keys in named]},
        ),
    )
    found = EarlierContacts()
    for query, values in asked:
        for row in session.execute(query, {"since": since, **values}) if values["values"] else ():
            keys = CertainKeys(row.nhs_number, row.upn, row.name_key, row.date_of_birth)
            found.add(keys, row.contact_reference)
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


def accepted_references(session: Session) -> frozenset[str]:
    """The reference of every child's record ever accepted, for the proof that none was lost."""
    return frozenset(session.scalars(select(ChildRecordRow.reference)))


def unpublished_among(session: Session, outbox: Table, references: Collection[str]) -> frozenset[str]:
    """Which of these records have an event that is not on the log yet."""
    keys = session.scalars(
        select(outbox.c.key).where(
            outbox.c.published_at.is_(None),
            outbox.c.key.in_([reference.encode() for reference in references]),
        )
    )
    return frozenset(key.decode() for key in keys)


def draft(session: Session, token_hash: str, now: datetime, *, to_change: bool = False) -> DraftRow | None:
    """None once it has expired, even if it is not deleted yet. `to_change` keeps others from changing it."""
    found = session.get(DraftRow, token_hash, with_for_update=to_change or None)
    return found if found and found.expires_at > now else None


def delete_expired_drafts(session: Session, now: datetime) -> None:
    session.execute(delete(DraftRow).where(DraftRow.expires_at <= now))


def delete_draft(session: Session, token_hash: str) -> None:
    session.execute(delete(DraftRow).where(DraftRow.token_hash == token_hash))
