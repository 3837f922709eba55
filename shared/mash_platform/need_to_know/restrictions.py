"""Need to know: which contacts are open to named people only, and who opened one without being named.

restrictions.restrict("4K7Q-9XWD", "a colleague's family", named=[account_id], by=manager)
restrictions.closed_to(person, ["4K7Q-9XWD-1"])        # references of records that this person may not open
restrictions.open_for_reason("4K7Q-9XWD", person, "the child is at hospital now and nobody named answers")

A restriction is of a contact, and so of every child's record in it. Whoever is not named can still open it at
once by giving a reason, because a child must not wait for an absent colleague; it is reviewed afterwards.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, Engine, RowMapping, delete, insert, select, update

from mash_platform.clock import Clock
from mash_platform.database import take_turns
from mash_platform.errors import Conflict, FieldError, NotFound, Rejected
from mash_platform.need_to_know.tables import NAMED, OPENINGS, RESTRICTIONS
from mash_platform.sign_in.person import Person

OPEN_FOR = timedelta(hours=8)
"""A working day: long enough to see a child safe, short enough to be asked again. Our own judgement."""

_NO_REASON = FieldError("reason", "missing", "Say why")
_OWN = FieldError("", "own-opening", "Somebody else has to review what you opened yourself")


@dataclass(frozen=True, slots=True)
class Restriction:
    """`contact` is open to `named` only. The reason may speak of people, so it is shown to managers only."""

    contact: str
    reason: str
    named: frozenset[str]
    restricted_at: datetime
    restricted_by: str

    def __repr__(self) -> str:
        return f"Restriction({self.contact})"


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody who is not named opened a restricted record, for a reason and a time."""

    opening_id: str
    contact: str
    account_id: str
    reason: str
    opened_at: datetime
    ends_at: datetime
    reviewed_at: datetime | None = None
    reviewed_by: str | None = None
    justified: bool | None = None
    words: str | None = None

    def __repr__(self) -> str:
        return f"Opening({self.opening_id})"


def contact_of(reference: str) -> str:
    """The contact that a reference belongs to: `4K7Q-9XWD` for itself and for the record `4K7Q-9XWD-1`."""
    return "-".join(reference.upper().split("-")[:2])


class Restrictions:
    """Every method is one transaction and blocks for the database."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def closed_to(self, person: Person, references: Iterable[str]) -> frozenset[str]:
        """Those of `references` that this person may not open now.

        Partner systems are not people: what they may read is bound to their own team or agency already.
        """
        asked = {reference: contact_of(reference) for reference in references}
        if not asked or person.is_system:
            return frozenset()
        with self._reading() as connection:
            restricted = _restricted_among(connection, asked.values())
            if not restricted:
                return frozenset()
            known = _named_for(connection, restricted, person.account_id)
            opened = _opened_by(connection, restricted, person.account_id, self._clock.now())
        closed = restricted - known - opened
        return frozenset(reference for reference, contact in asked.items() if contact in closed)

    def restrict(self, contact: str, reason: str, *, named: Collection[str], by: Person) -> Restriction:
        """Restricts a contact, or names other people for one that is restricted. Repeatable.

        Whoever restricts is always named, so that at least one person can open it. Raises `Rejected`.
        """
        if not reason.strip():
            raise Rejected(_NO_REASON)
        made = Restriction(
            contact_of(contact),
            reason.strip(),
            frozenset(named) | {by.account_id},
            self._clock.now(),
            by.account_id,
        )
        with self._engine.begin() as connection:
            take_turns(connection, [f"restriction {made.contact}"])
            earlier = _restriction(connection, made.contact)
            if earlier is not None:
                made = replace(made, restricted_at=earlier.restricted_at, restricted_by=earlier.restricted_by)
                _remove(connection, made.contact)
            connection.execute(
                insert(RESTRICTIONS),
                {
                    "contact": made.contact,
                    "reason": made.reason,
                    "restricted_at": made.restricted_at,
                    "restricted_by": made.restricted_by,
                },
            )
            rows = [{"contact": made.contact, "account_id": account} for account in sorted(made.named)]
            connection.execute(insert(NAMED), rows)
        return made

    def lift(self, contact: str) -> None:
        """Opens a contact to everybody whose role permits it. Repeatable."""
        with self._engine.begin() as connection:
            _remove(connection, contact_of(contact))

    def of(self, contact: str) -> Restriction | None:
        with self._reading() as connection:
            return _restriction(connection, contact_of(contact))

    def all(self) -> list[Restriction]:
        """The newest first."""
        newest = select(RESTRICTIONS).order_by(RESTRICTIONS.c.restricted_at.desc(), RESTRICTIONS.c.contact)
        with self._reading() as connection:
            rows = connection.execute(newest).mappings().all()
            names: dict[str, set[str]] = {row["contact"]: set() for row in rows}
            for contact, account in connection.execute(select(NAMED.c.contact, NAMED.c.account_id)):
                names[contact].add(account)
        return [_from_row(row, names[row["contact"]]) for row in rows]

    def open_for_reason(self, contact: str, person: Person, reason: str, *, opening_id: UUID) -> Opening:
        """Lets somebody who is not named in, from now for `OPEN_FOR`. Raises `Rejected` without a reason."""
        if not reason.strip():
            raise Rejected(_NO_REASON)
        now = self._clock.now()
        opening = Opening(
            str(opening_id), contact_of(contact), person.account_id, reason.strip(), now, now + OPEN_FOR
        )
        with self._engine.begin() as connection:
            connection.execute(
                insert(OPENINGS),
                {
                    "opening_id": opening.opening_id,
                    "contact": opening.contact,
                    "account_id": opening.account_id,
                    "reason": opening.reason,
                    "opened_at": opening.opened_at,
                    "ends_at": opening.ends_at,
                },
            )
        return opening

    def openings(self, *, limit: int = 100) -> list[Opening]:
        """What was opened by people who were not named: those not reviewed first, then the newest."""
        wanted = (
            select(OPENINGS)
            .order_by(OPENINGS.c.reviewed_at.is_not(None), OPENINGS.c.opened_at.desc())
            .limit(limit)
        )
        with self._reading() as connection:
            return [Opening(**row) for row in connection.execute(wanted).mappings()]

    def review(self, opening_id: str, by: Person, *, justified: bool, words: str) -> None:
        """Says whether an opening was right; one that was not right needs words.

        Raises `NotFound`, `Rejected`, and `Conflict` for one that somebody has reviewed already.
        """
        if not justified and not words.strip():
            raise Rejected(FieldError("words", "missing", "Say what was not right, and what follows from it"))
        with self._engine.begin() as connection:
            row = (
                connection.execute(select(OPENINGS).where(OPENINGS.c.opening_id == opening_id))
                .mappings()
                .first()
            )
            if row is None:
                raise NotFound
            if row["account_id"] == by.account_id:
                raise Rejected(_OWN)
            changed = connection.execute(
                update(OPENINGS)
                .where(OPENINGS.c.opening_id == opening_id, OPENINGS.c.reviewed_at.is_(None))
                .values(
                    reviewed_at=self._clock.now(),
                    reviewed_by=by.account_id,
                    justified=justified,
                    words=words.strip() or None,
                )
            )
            if changed.rowcount == 0:
                raise Conflict("Somebody has reviewed this already")

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(read_only=True)


def _restricted_among(connection: Connection, contacts: Iterable[str]) -> frozenset[str]:
    asked = select(RESTRICTIONS.c.contact).where(RESTRICTIONS.c.contact.in_(set(contacts)))
    return frozenset(connection.execute(asked).scalars())


def _named_for(connection: Connection, contacts: Collection[str], account_id: str) -> frozenset[str]:
    asked = select(NAMED.c.contact).where(NAMED.c.account_id == account_id, NAMED.c.contact.in_(contacts))
    return frozenset(connection.execute(asked).scalars())


def _opened_by(
    connection: Connection, contacts: Collection[str], account_id: str, now: datetime
) -> frozenset[str]:
    asked = select(OPENINGS.c.contact).where(
        OPENINGS.c.account_id == account_id, OPENINGS.c.contact.in_(contacts), OPENINGS.c.ends_at > now
    )
    return frozenset(connection.execute(asked).scalars())


def _restriction(connection: Connection, contact: str) -> Restriction | None:
    row = connection.execute(select(RESTRICTIONS).where(RESTRICTIONS.c.contact == contact)).mappings().first()
    if row is None:
        return None
    named = connection.execute(select(NAMED.c.account_id).where(NAMED.c.contact == contact)).scalars()
    return _from_row(row, set(named))


def _from_row(row: RowMapping, named: Collection[str]) -> Restriction:
    return Restriction(
        row["contact"], row["reason"], frozenset(named), row["restricted_at"], row["restricted_by"]
    )


def _remove(connection: Connection, contact: str) -> None:
    connection.execute(delete(NAMED).where(NAMED.c.contact == contact))
    connection.execute(delete(RESTRICTIONS).where(RESTRICTIONS.c.contact == contact))
