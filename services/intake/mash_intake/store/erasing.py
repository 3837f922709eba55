"""Erasing a record: its key is destroyed, and by what the child was found again goes."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from mash_intake.domain.people import Question
from mash_intake.store.attachment_tables import attachments
from mash_intake.store.email_tables import emails
from mash_intake.store.tables import ChildRecordRow, ContactRow, SearchKeyRow
from mash_platform.sealing.keyring import keyring_of


def erase(session: Session, references: Collection[str], now: datetime) -> frozenset[str]:
    """Nothing that tells of these children is kept any longer; gives the contacts that went with them.

    A contact goes with the last of its children, for what it tells is of all of them: with its files, and
    what was still to be e-mailed. References, times and codes stay. Repeatable; what does not exist is left.
    """
    records = ChildRecordRow.__table__.c
    of = ChildRecordRow.reference.in_(list(references))
    contacts = set(session.scalars(select(ChildRecordRow.contact_reference).where(of)))
    # Brothers and sisters, too: of two who erase the last two of a contact, one sees that it is the last.
    together = select(records.reference).where(records.contact_reference.in_(contacts))
    session.execute(together.order_by(records.reference).with_for_update()).all()
    session.execute(
        update(ChildRecordRow)
        .where(of, ChildRecordRow.erased_at.is_(None))
        .values(
            erased_at=now,
            nhs_number=None,
            upn=None,
            name_and_birth=None,
            question=Question.NONE.value,
        )
        .execution_options(synchronize_session=False)
    )
    session.execute(delete(SearchKeyRow).where(SearchKeyRow.reference.in_(list(references))))
    with_others = select(records.contact_reference).where(
        records.contact_reference.in_(contacts), records.erased_at.is_(None)
    )
    gone = contacts - set(session.scalars(with_others))
    # Whoever guesses what was told could prove the guess by its hash.
    session.execute(
        update(ContactRow)
        .where(ContactRow.reference.in_(gone))
        .values(digest="")
        .execution_options(synchronize_session=False)
    )
    session.execute(delete(attachments).where(attachments.c.contact_reference.in_(gone)))
    session.execute(delete(emails).where(emails.c.contact_reference.in_(gone), emails.c.try_at.is_not(None)))
    known = set(session.scalars(select(ChildRecordRow.reference).where(of)))
    keyring_of(session).destroy(known | gone, now)
    session.expire_all()
    return frozenset(gone)
