"""Who looked at what, and who changed what: a trail that grows and cannot be altered unseen.

trail.write(Act(account_id, roles, Action.VIEW, "GET /triage/{reference}", proof, subjects=("4K7Q-9XWD-1",)))
trail.verify()

Each entry's digest covers the entry and the digest before it, so that changing, removing or slipping in one
breaks the chain from there on. Entries cut off the end leave a shorter chain that is whole: against that, the
newest digest is written down elsewhere now and then, and `verify(expected=...)` looks for it.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, RowMapping, func, insert, select

from mash_contracts.labelled import Labelled
from mash_contracts.vocabulary import Role
from mash_platform.audit.tables import ENTRIES, SUBJECTS
from mash_platform.clock import Clock
from mash_platform.database import take_turns

_BEFORE_THE_FIRST = "0" * 64
_READ_TOGETHER = 2_000
_RECORD = re.compile(r"([0-9A-Z]{4}-[0-9A-Z]{4})-\d+")


def subjects_about(references: Iterable[str]) -> tuple[str, ...]:
    """What the entries about any of `references` are listed under, however those were typed.

    Whoever opened a child's contact saw the child: `4K7Q-9XWD-1` is of the contact `4K7Q-9XWD`.
    """
    found: dict[str, None] = {}
    for each in references:
        record = _RECORD.fullmatch(each.upper())
        found |= dict.fromkeys((each, each.upper(), record[1]) if record else (each, each.upper()))
    return tuple(found)


class Action(Labelled):
    """What somebody did."""

    VIEW = "view", "Looked"
    SEARCH = "search", "Searched"
    EXPORT = "export", "Took a copy"
    CHANGE = "change", "Changed"
    SIGN_IN = "sign-in", "Signed in"
    REFUSED = "refused", "Was refused"
    LOCKED_OUT = "locked-out", "Was locked out after wrong passwords"


@dataclass(frozen=True, slots=True)
class Act:
    """What is about to be done, and by whom. `subjects` are references of what it is about, never names."""

    account_id: str
    roles: frozenset[Role]
    action: Action
    route: str
    proof: str
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """An act as the trail keeps it."""

    number: int
    at: datetime
    act: Act
    digest: str

    def digest_after(self, previous: str) -> str:
        """What the digest of this entry must be when the entry before it has the digest `previous`."""
        act = self.act
        said = [
            previous,
            self.number,
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            act.account_id,
            sorted(act.roles),
            act.action,
            act.route,
            act.proof,
            act.subjects,
        ]
        return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the trail is as it was written. `broken_at` is the first entry that does not fit."""

    entries: int
    newest_digest: str
    broken_at: int | None = None
    expected_found: bool = True

    @property
    def holds(self) -> bool:
        return self.broken_at is None and self.expected_found


class AuditTrail:
    """Every method is one transaction and blocks for the database."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def write(self, act: Act) -> Entry:
        """Adds an entry at the end; durable when this returns. Writers of all processes take turns."""
        with self._engine.begin() as connection:
            take_turns(connection, ["audit-trail"])
            number, previous = _newest(connection)
            unsigned = Entry(number + 1, self._clock.now(), act, "")
            entry = Entry(unsigned.number, unsigned.at, act, unsigned.digest_after(previous))
            connection.execute(insert(ENTRIES), _row(entry))
            if act.subjects:
                rows = [
                    {"subject": subject, "number": entry.number} for subject in dict.fromkeys(act.subjects)
                ]
                connection.execute(insert(SUBJECTS), rows)
        return entry

    def latest(
        self,
        *,
        subjects: Collection[str] = (),
        account_id: str | None = None,
        actions: Collection[Action] = (),
        before: int | None = None,
        limit: int = 50,
    ) -> list[Entry]:
        """The newest first; about any of `subjects`, by an account, of some kinds, older than an entry."""
        wanted = select(ENTRIES).order_by(ENTRIES.c.number.desc()).limit(limit)
        if subjects:
            about = select(SUBJECTS.c.number).where(SUBJECTS.c.subject.in_(subjects))
            wanted = wanted.where(ENTRIES.c.number.in_(about))
        if account_id is not None:
            wanted = wanted.where(ENTRIES.c.account_id == account_id)
        if actions:
            wanted = wanted.where(ENTRIES.c.action.in_([action.value for action in actions]))
        if before is not None:
            wanted = wanted.where(ENTRIES.c.number < before)
        with self._reading() as connection:
            return [_entry(row) for row in connection.execute(wanted).mappings()]

    def roles_that_looked(self, subjects: Collection[str]) -> list[tuple[str, ...]]:
        """The roles of whoever looked at, found or took a copy of any of `subjects`: once for each time."""
        looked = [action.value for action in (Action.VIEW, Action.SEARCH, Action.EXPORT)]
        about = select(SUBJECTS.c.number).where(SUBJECTS.c.subject.in_(subjects))
        wanted = select(ENTRIES.c.roles).where(ENTRIES.c.number.in_(about), ENTRIES.c.action.in_(looked))
        with self._reading() as connection:
            return [tuple(roles) for roles in connection.scalars(wanted)]

    def count(self) -> int:
        with self._reading() as connection:
            return connection.execute(select(func.count()).select_from(ENTRIES)).scalar_one()

    def verify(self, *, expected: str | None = None) -> Verdict:
        """Reads the whole trail from its first entry: some seconds for a million of them.

        `expected` is a newest digest written down earlier, which must still be in the trail.
        """
        number, digest, found = 0, _BEFORE_THE_FIRST, expected is None
        with self._reading() as connection:
            for entry, listed_under in _in_order(connection):
                number += 1
                whole = entry.number == number and entry.digest == entry.digest_after(digest)
                if not whole or listed_under != set(entry.act.subjects):
                    return Verdict(number - 1, digest, broken_at=number, expected_found=found)
                digest = entry.digest
                found = found or digest == expected
        return Verdict(number, digest, expected_found=found)

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(read_only=True)


def _in_order(connection: Connection) -> Iterator[tuple[Entry, set[str]]]:
    """Every entry from the first, with the references that it is listed under."""
    last = 0
    while True:
        rows = connection.execute(
            select(ENTRIES).where(ENTRIES.c.number > last).order_by(ENTRIES.c.number).limit(_READ_TOGETHER)
        ).mappings()
        entries = [_entry(row) for row in rows]
        if not entries:
            return
        within = SUBJECTS.c.number.between(entries[0].number, entries[-1].number)
        listed: defaultdict[int, set[str]] = defaultdict(set)
        for subject, number in connection.execute(
            select(SUBJECTS.c.subject, SUBJECTS.c.number).where(within)
        ):
            listed[number].add(subject)
        for entry in entries:
            yield entry, listed[entry.number]
        last = entries[-1].number


def _newest(connection: Connection) -> tuple[int, str]:
    row = connection.execute(
        select(ENTRIES.c.number, ENTRIES.c.digest).order_by(ENTRIES.c.number.desc()).limit(1)
    ).first()
    return (row.number, row.digest) if row else (0, _BEFORE_THE_FIRST)


def _row(entry: Entry) -> dict[str, object]:
    act = entry.act
    return {
        "number": entry.number,
        "at": entry.at,
        "account_id": act.account_id,
        "roles": sorted(act.roles),
        "action": act.action,
        "route": act.route,
        "proof": act.proof,
        "subjects": list(act.subjects),
        "digest": entry.digest,
    }


def _entry(row: RowMapping) -> Entry:
    act = Act(
        account_id=row["account_id"],
        roles=frozenset(Role(role) for role in row["roles"]),
        action=Action(row["action"]),
        route=row["route"],
        proof=row["proof"],
        subjects=tuple(row["subjects"]),
    )
    return Entry(row["number"], row["at"], act, row["digest"])
