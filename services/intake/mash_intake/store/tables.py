"""Intake's tables: contacts, one record a child, who is who, drafts of the form, and who read what.

What identifies a child or tells of them is sealed, under the key of its record or of its contact. By what the
same child is found again is kept as keyed hashes. Reprs show references only.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, object_session, relationship

from mash_contracts.national_codes import ReferralSource
from mash_contracts.vocabulary import Channel
from mash_intake.domain.people import Question
from mash_intake.domain.progress import Progress
from mash_platform.database import UtcDateTime
from mash_platform.errors import Erased
from mash_platform.sealing.keyring import Keyring, keyring_of
from mash_platform.sealing.tables import with_subject_keys

metadata = MetaData()
subject_keys = with_subject_keys(metadata)

NOBODY_YET = "*not sent*"
"""The subject of what waits to be a contact, and is then deleted whole."""


class _Row(DeclarativeBase):
    metadata = metadata

    @property
    def keyring(self) -> Keyring:
        """Of the session that this row was read in, as long as that is open."""
        session = object_session(self)
        assert session is not None
        return keyring_of(session)


CONTACT, CHILD, WHY, ANSWERS = "contact", "child", "why", "answers"
"""The fields that are sealed in these tables."""


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
    sealed: Mapped[str] = mapped_column("contact", JSON)

    records: Mapped[list["ChildRecordRow"]] = relationship(
        order_by="ChildRecordRow.number", lazy="selectin", back_populates="contact"
    )

    def __repr__(self) -> str:
        return f"<ContactRow {self.reference}>"

    @property
    def contact(self) -> dict[str, Any]:
        """What was handed in, without the children. Raises Erased."""
        self.keyring.fetch([self.reference, *(record.reference for record in self.records)])
        found: dict[str, Any] | None = self.keyring.open_json(self.reference, CONTACT, self.sealed)
        if found is None:
            raise Erased
        return found

    @property
    def is_erased(self) -> bool:
        """Nothing is kept of any of its children."""
        return all(record.erased_at for record in self.records)

    @property
    def channel_label(self) -> str:
        return Channel(self.channel).label

    @property
    def source_label(self) -> str:
        return ReferralSource(self.source).label


class ChildRecordRow(_Row):
    """One child in one contact."""

    __tablename__ = "child_records"

    reference: Mapped[str] = mapped_column(String(32), primary_key=True)
    contact_reference: Mapped[str] = mapped_column(ForeignKey("contacts.reference"), index=True)
    number: Mapped[int]
    sealed: Mapped[str] = mapped_column("child", JSON)
    nhs_number: Mapped[str | None] = mapped_column(String(16), index=True)
    upn: Mapped[str | None] = mapped_column(String(16), index=True)
    name_and_birth: Mapped[str | None] = mapped_column(String(16), index=True)
    """These three as keyed hashes; empty once the record is erased."""
    person: Mapped[str] = mapped_column(String(32), index=True)
    """Records with the same one are about the same child: for certain, or because a person said so."""
    household: Mapped[str] = mapped_column(String(32), index=True)
    """The home of which the contact told. Who has records in two homes is at home in both."""
    question: Mapped[str] = mapped_column(String(16), index=True, default=Question.TO_LOOK.value)
    """Whether somebody still has to say who this child is."""
    progress: Mapped[str] = mapped_column(String(32), default=Progress.RECEIVED.value)

    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    contact: Mapped[ContactRow] = relationship(back_populates="records")

    def __repr__(self) -> str:
        return f"<ChildRecordRow {self.reference}>"

    @property
    def child(self) -> dict[str, Any]:
        """As handed in; see `mash_contracts.submission.Child`. Empty once it is erased."""
        found: dict[str, Any] | None = self.keyring.open_json(self.reference, CHILD, self.sealed)
        return found or {}


class SearchKeyRow(_Row):
    """One thing under which a record is found again, as a keyed hash."""

    __tablename__ = "search_keys"

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    reference: Mapped[str] = mapped_column(
        ForeignKey("child_records.reference"), primary_key=True, index=True
    )


class IdentityAnswerRow(_Row):
    """Somebody said who a child is: a row for each record that this moved, or is about."""

    __tablename__ = "identity_answers"

    answer: Mapped[str] = mapped_column(String(36), primary_key=True)
    """Rows with the same one were one answer, and are taken back together."""
    record: Mapped[str] = mapped_column(ForeignKey("child_records.reference"), primary_key=True, index=True)
    asked: Mapped[str] = mapped_column(String(32))
    """The record on whose page it was said."""
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[str] = mapped_column(String(128))
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(32))
    sealed: Mapped[str] = mapped_column("why", Text)
    """Under the key of the record."""
    person_before: Mapped[str] = mapped_column(String(32), index=True)
    person_after: Mapped[str] = mapped_column(String(32))
    household_before: Mapped[str] = mapped_column(String(32))
    household_after: Mapped[str] = mapped_column(String(32))
    taken_back_by: Mapped[str | None] = mapped_column(String(36))
    """The answer that took this one back."""

    def __repr__(self) -> str:
        return f"<IdentityAnswerRow {self.record} {self.kind}>"

    @property
    def why(self) -> str:
        return self.keyring.open(self.record, WHY, self.sealed)


class ToldApartRow(_Row):
    """Somebody said that this record is not about this child, who is then not proposed for it again."""

    __tablename__ = "told_apart"

    record: Mapped[str] = mapped_column(ForeignKey("child_records.reference"), primary_key=True)
    person: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)
    answer: Mapped[str] = mapped_column(String(36))


class OpenCaseRow(_Row):
    """A team has the child of this record. Gone when the team's work has ended."""

    __tablename__ = "open_cases"

    case_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    reference: Mapped[str] = mapped_column(String(32), index=True)
    pathway: Mapped[str] = mapped_column(String(32))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    worker: Mapped[str | None] = mapped_column(Text)


class DraftRow(_Row):
    """A form begun and not yet sent. Stands alone, so that it can be deleted whole."""

    __tablename__ = "drafts"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Of the token in the person's cookie: who reads this table cannot continue a draft. Of a call that a
    member of staff writes down, the key in its address, which opens it to nobody else."""
    account_id: Mapped[str | None] = mapped_column(String(128), index=True)
    """Whose call it is; None for the form, which belongs to whoever holds the token."""
    kept_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When something was last kept of a call; None once its writer deleted it and can still have it back."""
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    sealed: Mapped[str] = mapped_column("answers", JSON)
    sent_reference: Mapped[str | None] = mapped_column(String(32))
    code_hash: Mapped[str | None] = mapped_column(String(64), index=True, unique=True)
    """Of the code by which another browser can go on with it, once."""
    went_on_from: Mapped[str | None] = mapped_column(String(64), index=True)
    """The token_hash that it had in the browser before, which can no longer send it."""

    def __repr__(self) -> str:
        return "<DraftRow>"

    @property
    def answers(self) -> dict[str, Any]:
        """A copy: who changes them keeps them again."""
        found: dict[str, Any] = self.keyring.open_json(NOBODY_YET, ANSWERS, self.sealed)
        return found
