"""What is owed to referrers and what they were told: kept, found again, and taken when its time has come."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from mash_contracts.vocabulary import DifferenceGround, Pathway, Role
from mash_intake.domain.feedback import Acknowledged, Challenge
from mash_intake.store.feedback_tables import challenges, feedback, outcomes
from mash_intake.store.tables import ContactRow
from mash_platform.sealing.keyring import keyring_of

_WORDS = "challenge"
_ADD = insert(feedback)
_ADD_OUTCOME = insert(outcomes)
_NEWER = select(outcomes.c.reference, outcomes.c.decided_at).where(
    outcomes.c.reference.in_(bindparam("references", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Feedback:
    """The loop back to the referrer of one contact."""

    contact_reference: str
    status_code: str = field(repr=False)
    rules: str | None
    kind: str | None
    acknowledge_by: datetime | None
    """None: nobody is owed an acknowledgement."""
    acknowledged: Acknowledged | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """A contact that somebody still has to acknowledge."""

    contact_reference: str
    received_at: datetime
    acknowledge_by: datetime
    source_label: str
    channel_label: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The team that was decided for a child, and when."""

    pathway: Pathway
    at: datetime


def add_feedback(session: Session, new: Sequence[Feedback]) -> None:
    session.execute(
        _ADD,
        [
            {
                "contact_reference": one.contact_reference,
                "status_code": one.status_code,
                "rules": one.rules,
                "kind": one.kind,
                "acknowledge_by": one.acknowledge_by,
                "open": one.acknowledge_by is not None,
                "speak_at": one.acknowledge_by,
            }
            for one in new
        ],
    )


def feedback_of(session: Session, contact_reference: str, *, to_change: bool = False) -> Feedback | None:
    """None for a contact that came before there was a status page."""
    query = select(feedback).filter_by(contact_reference=contact_reference)
    row = session.execute(query.with_for_update() if to_change else query).one_or_none()
    return _feedback(row) if row else None


def acknowledge(session: Session, contact_reference: str, given: Acknowledged) -> None:
    """Keeps who told the referrer; the clock says nothing more."""
    session.execute(
        update(feedback)
        .where(feedback.c.contact_reference == contact_reference)
        .values(
            open=False,
            speak_at=None,
            acknowledged_at=given.at,
            acknowledged_by=given.by,
            acknowledged_by_name=given.by_name,
            acknowledged_by_role=given.by_role.value,
        )
    )


def owed(session: Session, *, offset: int = 0, limit: int = 25) -> tuple[Owed, ...]:
    """Contacts nobody has acknowledged yet, the one due first at the top."""
    rows = session.execute(
        select(ContactRow, feedback.c.acknowledge_by)
        .join(feedback, feedback.c.contact_reference == ContactRow.reference)
        .where(feedback.c.open)
        .order_by(feedback.c.acknowledge_by, ContactRow.reference)
        .offset(offset)
        .limit(limit)
    )
    return tuple(
        Owed(contact.reference, contact.received_at, by, contact.source_label, contact.channel_label)
        for contact, by in rows
    )


def count_owed(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(feedback).where(feedback.c.open)) or 0


def take_overdue(session: Session, now: datetime, *, most: int) -> tuple[tuple[str, datetime], ...]:
    """Contacts whose working day is over, each once: the contact, and by when it was due."""
    taken = (
        select(feedback.c.contact_reference)
        .where(feedback.c.speak_at <= now)
        .order_by(feedback.c.speak_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    references = list(session.scalars(taken))
    if not references:
        return ()
    found = session.execute(
        update(feedback)
        .where(feedback.c.contact_reference.in_(references), feedback.c.speak_at.is_not(None))
        .values(speak_at=None)
        .returning(feedback.c.contact_reference, feedback.c.acknowledge_by)
    )
    return tuple((row.contact_reference, row.acknowledge_by) for row in found)


def keep_outcomes(session: Session, reported: Sequence[tuple[str, Pathway, datetime]]) -> None:
    """What was decided about each of these children; a decision older than the one kept changes nothing."""
    newest: dict[str, tuple[Pathway, datetime]] = {}
    for reference, pathway, at in reported:
        if reference not in newest or newest[reference][1] <= at:
            newest[reference] = (pathway, at)
    kept = {row.reference: row.decided_at for row in session.execute(_NEWER, {"references": list(newest)})}
    rows = [
        {"reference": reference, "pathway": pathway.value, "decided_at": at}
        for reference, (pathway, at) in newest.items()
        if reference not in kept or kept[reference] < at
    ]
    if rows:
        session.execute(delete(outcomes).where(outcomes.c.reference.in_([row["reference"] for row in rows])))
        session.execute(_ADD_OUTCOME, rows)


def decisions_of(session: Session, references: Sequence[str]) -> dict[str, Decision]:
    """What is kept as decided last about each of these children."""
    rows = session.execute(_WANTED, {"references": list(references)})
    return {row.reference: Decision(Pathway(row.pathway), row.decided_at) for row in rows}


def outcomes_of(session: Session, references: Sequence[str]) -> dict[str, Pathway]:
    return {reference: one.pathway for reference, one in decisions_of(session, references).items()}


_WANTED = select(outcomes).where(outcomes.c.reference.in_(bindparam("references", expanding=True)))


def add_challenge(session: Session, reference: str, one: Challenge) -> None:
    session.execute(
        insert(challenges).values(
            reference=reference,
            number=one.number,
            ground=one.ground.value,
            words=keyring_of(session).seal(reference, _WORDS, one.words),
            at=one.at,
        )
    )


def challenges_of(session: Session, references: Sequence[str]) -> dict[str, tuple[Challenge, ...]]:
    """What was challenged about each of these children, oldest first."""
    rows = session.execute(
        select(challenges)
        .where(challenges.c.reference.in_(list(references)))
        .order_by(challenges.c.reference, challenges.c.number)
    ).all()
    keyring = keyring_of(session)
    keyring.fetch(row.reference for row in rows)
    return {
        reference: tuple(
            Challenge(
                row.number, DifferenceGround(row.ground), keyring.open(reference, _WORDS, row.words), row.at
            )
            for row in rows
            if row.reference == reference
        )
        for reference in references
    }


def _feedback(row: Row[Any]) -> Feedback:
    acknowledged = row.acknowledged_at and Acknowledged(
        row.acknowledged_at, row.acknowledged_by, row.acknowledged_by_name, Role(row.acknowledged_by_role)
    )
    return Feedback(
        row.contact_reference, row.status_code, row.rules, row.kind, row.acknowledge_by, acknowledged or None
    )
