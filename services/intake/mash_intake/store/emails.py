"""E-mails to referrers: written with what they tell of, taken to be sent, ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Update, and_, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from mash_intake.domain.emails import EmailFault, EmailKind, EmailState
from mash_intake.store.email_tables import emails
from mash_intake.store.tables import ChildRecordRow
from mash_platform.sealing.keyring import keyring_of

_ADDRESS = "address"
_INSERT = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


@dataclass(frozen=True, slots=True)
class NewEmail:
    """An e-mail that is owed from now on; without an address that can be used it has failed already."""

    contact_reference: str
    kind: EmailKind
    address: str | None = field(repr=False)
    written_at: datetime
    number: int = 1


@dataclass(frozen=True, slots=True)
class TakenEmail:
    """An e-mail that this process is to send now."""

    contact_reference: str
    kind: EmailKind
    number: int
    address: str = field(repr=False)
    written_at: datetime
    tries: int
    """With this one."""

    @property
    def identity(self) -> str:
        return f"{self.contact_reference}.{self.kind.value}.{self.number}".lower()


@dataclass(frozen=True, slots=True)
class KeptEmail:
    """What became of an e-mail."""

    contact_reference: str
    kind: EmailKind
    state: EmailState
    at: datetime
    """When it was sent or failed; while it waits, when it was written."""
    fault: EmailFault | None
    told_otherwise_at: datetime | None


def add_emails(session: Session, new: Sequence[NewEmail]) -> None:
    """Repeatable: an e-mail that is there already stays as it is."""
    add: Any = _INSERT[session.get_bind().dialect.name](emails)
    keyring = keyring_of(session)
    keyring.make([one.contact_reference for one in new])
    rows = [
        {
            "contact_reference": one.contact_reference,
            "kind": one.kind.value,
            "number": one.number,
            "address": keyring.seal(one.contact_reference, _ADDRESS, one.address) if one.address else None,
            "state": (EmailState.WAITING if one.address else EmailState.REFUSED).value,
            "written_at": one.written_at,
            "try_at": one.written_at if one.address else None,
            "tries": 0,
            "ended_at": None if one.address else one.written_at,
            "fault": None if one.address else EmailFault.NOT_AN_ADDRESS.value,
        }
        for one in new
    ]
    session.execute(add.on_conflict_do_nothing(), rows)


def take_due(session: Session, now: datetime, *, until: datetime) -> TakenEmail | None:
    """The e-mail that has been due longest. Nobody else takes it before `until`, when it is due again."""
    row = session.execute(
        select(emails)
        .where(emails.c.try_at <= now)
        .order_by(emails.c.try_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    address = keyring_of(session).open(row.contact_reference, _ADDRESS, row.address)
    taken = TakenEmail(
        row.contact_reference, EmailKind(row.kind), row.number, address, row.written_at, row.tries + 1
    )
    session.execute(_of(taken).values(try_at=until, tries=taken.tries))
    return taken


def try_again(session: Session, taken: TakenEmail, at: datetime) -> None:
    session.execute(_of(taken).values(try_at=at))


def end(
    session: Session, taken: TakenEmail, state: EmailState, now: datetime, fault: EmailFault | None = None
) -> None:
    """Nothing more is sent, and the address goes."""
    session.execute(
        _of(taken).values(
            address=None, try_at=None, state=state.value, ended_at=now, fault=fault.value if fault else None
        )
    )


def switch_off(session: Session, now: datetime) -> int:
    """Ends everything that waits, unsent; how many that were."""
    ended = session.execute(
        update(emails)
        .where(emails.c.try_at.is_not(None))
        .values(address=None, try_at=None, state=EmailState.SWITCHED_OFF.value, ended_at=now)
        .returning(emails.c.number)
    )
    return len(ended.all())


def oldest_waiting(session: Session) -> datetime | None:
    """When the e-mail was written that has waited longest."""
    waiting = select(func.min(emails.c.written_at)).where(emails.c.try_at.is_not(None))
    oldest: datetime | None = session.scalar(waiting)
    return oldest


def emails_about(session: Session, contact_reference: str) -> tuple[KeptEmail, ...]:
    """Every e-mail about this contact, oldest first."""
    rows = session.execute(
        select(emails)
        .where(emails.c.contact_reference == contact_reference)
        .order_by(emails.c.written_at, emails.c.number)
    )
    return tuple(map(_kept, rows))


def failed(session: Session, *, most: int) -> tuple[KeptEmail, ...]:
    """What could not be e-mailed and was not told otherwise either, the newest first."""
    rows = session.execute(
        select(emails)
        .where(emails.c.state == EmailState.REFUSED.value, emails.c.told_otherwise_at.is_(None))
        .order_by(emails.c.ended_at.desc(), emails.c.contact_reference)
        .limit(most)
    )
    return tuple(map(_kept, rows))


def told_otherwise(session: Session, contact_reference: str, by: str, now: datetime) -> None:
    """Somebody told the referrer in another way what could not be e-mailed. Repeatable."""
    session.execute(
        update(emails)
        .where(
            emails.c.contact_reference == contact_reference,
            emails.c.state == EmailState.REFUSED.value,
            emails.c.told_otherwise_at.is_(None),
        )
        .values(told_otherwise_at=now, told_otherwise_by=by)
    )


_NEWS_OF = (
    select(
        ChildRecordRow.reference,
        ChildRecordRow.contact_reference,
        func.count(emails.c.number),
        func.count(emails.c.number).filter(emails.c.state == EmailState.WAITING.value),
    )
    .outerjoin(
        emails,
        and_(
            emails.c.contact_reference == ChildRecordRow.contact_reference,
            emails.c.kind == EmailKind.NEWS.value,
        ),
    )
    .where(ChildRecordRow.reference.in_(bindparam("references", expanding=True)))
    .group_by(ChildRecordRow.reference, ChildRecordRow.contact_reference)
)


@dataclass(frozen=True, slots=True)
class NewsSoFar:
    """The e-mails about news that the contact of one child has had."""

    contact_reference: str
    written: int
    waits: bool


def news_so_far(session: Session, references: Collection[str]) -> dict[str, NewsSoFar]:
    """By the reference of each child whose record is here."""
    rows = session.execute(_NEWS_OF, {"references": list(references)})
    return {reference: NewsSoFar(contact, written, waits > 0) for reference, contact, written, waits in rows}


def _of(taken: TakenEmail) -> Update:
    return update(emails).where(
        emails.c.contact_reference == taken.contact_reference,
        emails.c.kind == taken.kind.value,
        emails.c.number == taken.number,
    )


def _kept(row: Row[Any]) -> KeptEmail:
    return KeptEmail(
        row.contact_reference,
        EmailKind(row.kind),
        EmailState(row.state),
        row.ended_at or row.written_at,
        EmailFault(row.fault) if row.fault else None,
        row.told_otherwise_at,
    )
