"""A child's record is kept as long as the policy says, and then erased: by a named person, and a second one.

Every method that changes something works inside the transaction it is given.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from sqlalchemy.orm import Session

from mash_contracts.events import RecordErased
from mash_contracts.submission import Child
from mash_contracts.vocabulary import ErasureReason
from mash_intake.domain.progress import Progress
from mash_intake.domain.retention import (
    Hindrance,
    KeepLonger,
    KeptRecord,
    day_of,
    due_on,
    hindrances,
    kept_as,
)
from mash_intake.store import contacts, erasures, feedback, open_cases, people
from mash_intake.store.erasing import erase
from mash_intake.store.erasures import Erasure, Keeping
from mash_platform.delivery.transaction import Delivery, Transaction
from mash_platform.errors import Conflict, FieldError, NotFound, Rejected
from mash_platform.sign_in.person import Person
from mash_policy.retention_load import RETENTION_RULES
from mash_policy.retention_model import RetentionRules

MOST_LISTED = 200
_READ_AT_ONCE = 500
LONGEST_WHY = 2_000


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with keeping one record."""

    reference: str
    kept: tuple[KeptRecord, ...]
    """Of all records of the child that are not erased: they are kept as one file."""
    due: date | None
    """From when they may be erased; None while one is on a legal hold."""
    found: tuple[Hindrance, ...]
    """What stands in the way here; other services have more."""
    keepings: tuple[Keeping, ...]
    erasure: Erasure | None

    @property
    def this(self) -> KeptRecord | None:
        """None once it is erased."""
        return next((one for one in self.kept if one.reference == self.reference), None)

    @property
    def together(self) -> tuple[str, ...]:
        """What is erased at once because its time is over."""
        return tuple(one.reference for one in self.kept)


@dataclass(frozen=True, slots=True)
class Due:
    """A child whose records have been kept as long as the policy says."""

    records: tuple[KeptRecord, ...]
    since: date


def rules_today(now: datetime) -> RetentionRules:
    return RETENTION_RULES.in_force(day_of(now))


def standing(session: Session, reference: str, now: datetime) -> Standing:
    """Raises NotFound."""
    row = contacts.record(session, reference)
    if row is None:
        raise NotFound
    kept = _kept(session, [row.person]).get(row.person, [])
    references = [one.reference for one in kept] or [reference]
    keepings = erasures.keepings_of(session, references)
    return Standing(
        reference=reference,
        kept=tuple(kept),
        due=due_on(kept, rules_today(now)) if kept else None,
        found=_found(session, reference, erased=all(one.reference != reference for one in kept)),
        keepings=tuple(one for each in keepings.values() for one in each),
        erasure=erasures.erasures_of(session, [reference]).get(reference),
    )


def due_for_erasure(session: Session, now: datetime) -> tuple[Due, ...]:
    """Children whose time is over and who are not on hold, the longest due first; `MOST_LISTED` at most.

    Reads every child who was settled so long ago that a record of the shortest period could be due, until it
    has found as many: the day of birth is sealed, so no database can sort by it.
    """
    rules, today = rules_today(now), day_of(now)
    found: list[Due] = []
    for people_settled in _settled(session, now, rules):
        for kept in _kept(session, people_settled).values():
            since = due_on(kept, rules)
            if since is not None and since <= today:
                found.append(Due(tuple(kept), since))
        if len(found) >= MOST_LISTED:
            break
    return tuple(sorted(found, key=lambda one: (one.since, one.records[0].reference))[:MOST_LISTED])


def _settled(session: Session, now: datetime, rules: RetentionRules) -> Iterator[tuple[str, ...]]:
    moment = now.replace(year=now.year - rules.shortest_after_closing, day=min(now.day, 28))
    for offset in count(0, _READ_AT_ONCE):
        some = erasures.settled_before(session, moment, offset, _READ_AT_ONCE)
        if not some:
            return
        yield some


def _kept(session: Session, persons: Sequence[str]) -> dict[str, list[KeptRecord]]:
    """By person, their records that are not erased."""
    told = people.told_of(session, persons)
    references = [record.reference for record in told]
    decided = feedback.decisions_of(session, references)
    closed = erasures.closings_of(session, references)
    keepings = erasures.keepings_of(session, references)
    found: defaultdict[str, list[KeptRecord]] = defaultdict(list)
    for record in told:
        child = Child.model_validate(record.child)
        one = decided.get(record.reference)
        standing_now = [each for each in keepings.get(record.reference, ()) if each.lifted_at is None]
        longer = tuple(each.kind for each in standing_now)
        moments = [record.received_at, *([one.at] if one else []), closed.get(record.reference)]
        found[record.person].append(
            KeptRecord(
                reference=record.reference,
                told_on=day_of(record.received_at),
                born=child.date_of_birth or child.expected_date,
                kept_as=kept_as(one.pathway if one else None, longer),
                closed_on=day_of(max(moment for moment in moments if moment is not None)),
                longer=longer,
                adopted_on=next((each.adopted_on for each in standing_now if each.adopted_on), None),
            )
        )
    return found


def _found(session: Session, reference: str, *, erased: bool) -> tuple[Hindrance, ...]:
    if erased:
        return (Hindrance.ERASED,)
    row = contacts.record(session, reference)
    assert row is not None
    kept = feedback.feedback_of(session, row.contact_reference)
    owed = kept is not None and kept.acknowledge_by is not None and kept.acknowledged is None
    return tuple(
        one
        for one, holds in (
            (Hindrance.NOT_DECIDED, Progress(row.progress) is not Progress.DECIDED),
            (Hindrance.TEAM_HAS_THE_CHILD, bool(open_cases.of_records(session, [reference]))),
            (Hindrance.NOT_ACKNOWLEDGED, owed),
        )
        if holds
    )


def in_the_way(
    stands: Standing, reason: ErasureReason | None, now: datetime, *, busy: Collection[str]
) -> tuple[Hindrance, ...]:
    """What stands in the way of erasing for this reason. `busy` records have something open elsewhere."""
    found = [*stands.found, *([Hindrance.OPEN_DUTY] if stands.reference in busy else [])]
    if Hindrance.ERASED in found:
        return (Hindrance.ERASED,)
    return hindrances(found, stands.due, reason, day_of(now))


@dataclass(frozen=True)
class Erasing:
    """What people do about keeping and erasing records."""

    delivery: Delivery

    def ask(
        self,
        transaction: Transaction,
        reference: str,
        reason: ErasureReason | None,
        by: Person,
        *,
        busy: Collection[str],
    ) -> bool:
        """Asks to erase a record; True when it is erased at once, because nobody else has to agree.

        A record that is due goes with all others of the child; for another reason it goes alone. Raises
        NotFound, Rejected without a reason, and Conflict where something stands in the way.
        """
        if reason is None:
            raise Rejected(FieldError("reason", "required", "Select why it is erased"))
        now = transaction.now()
        stands = self._free(transaction, reference, reason, busy=busy)
        if stands.erasure is not None:
            raise Conflict("Somebody has asked to erase this record already.")
        together = stands.together if reason is ErasureReason.RETENTION_OVER else (reference,)
        asked = erasures.erasures_of(transaction.session, together)
        wanted = [one for one in together if one not in asked]
        for one in wanted:
            self._free(transaction, one, reason, busy=busy)
            erasures.ask_to_erase(transaction.session, Erasure(one, reason, now, by.account_id, by.name))
        if rules_today(now).erasing.second_person:
            return False
        for one in wanted:
            self._erase(transaction, one, None)
        return True

    def agree(self, transaction: Transaction, reference: str, by: Person, *, busy: Collection[str]) -> None:
        """A second person agrees, and the record is erased. Raises NotFound, and Conflict."""
        asked = erasures.erasures_of(transaction.session, [reference], to_change=True).get(reference)
        if asked is None or asked.erased_at is not None:
            raise Conflict("Nobody asks to erase this record any more.")
        if asked.asked_by == by.account_id:
            raise Conflict("Somebody else has to agree than who asked.")
        self._free(transaction, reference, asked.reason, busy=busy)
        self._erase(transaction, reference, by)

    def take_back(self, transaction: Transaction, reference: str) -> None:
        """Nobody asks any more. Repeatable."""
        erasures.take_back_asking(transaction.session, reference)

    def keep_longer(
        self,
        transaction: Transaction,
        reference: str,
        kind: KeepLonger | None,
        why: str,
        by: Person,
        adopted_on: date | None = None,
    ) -> None:
        """A named person says that a record is kept longer. Raises NotFound, and Rejected."""
        stands = standing(transaction.session, reference, transaction.now())
        if stands.this is None:
            raise Conflict("This record is erased.")
        faults = [FieldError("kind", "required", "Select why it is kept longer")] if kind is None else []
        faults += _why_faults("why", why)
        if faults or kind is None:
            raise Rejected(*faults)
        erasures.add_keeping(
            transaction.session,
            reference,
            kind,
            why.strip(),
            (by.account_id, by.name),
            transaction.now(),
            adopted_on if kind is KeepLonger.ADOPTED else None,
        )

    def lift(self, transaction: Transaction, reference: str, number: int, why: str, by: Person) -> None:
        """A named person says that the reason is over. Raises NotFound, and Rejected."""
        of_record = erasures.keepings_of(transaction.session, [reference]).get(reference, ())
        one = next((each for each in of_record if each.number == number and each.lifted_at is None), None)
        if one is None:
            raise NotFound
        if faults := _why_faults(f"lifted_{number}", why):
            raise Rejected(*faults)
        erasures.lift_keeping(
            transaction.session, one, why.strip(), (by.account_id, by.name), transaction.now()
        )

    def _free(
        self, transaction: Transaction, reference: str, reason: ErasureReason, *, busy: Collection[str]
    ) -> Standing:
        now = transaction.now()
        stands = standing(transaction.session, reference, now)
        found = in_the_way(stands, reason, now, busy=busy)
        if found:
            raise Conflict(f"It cannot be erased: {found[0].label[0].lower()}{found[0].label[1:]}.")
        return stands

    def _erase(self, transaction: Transaction, reference: str, agreed: Person | None) -> None:
        now = transaction.now()
        erase(transaction.session, [reference], now)
        erasures.mark_erased(
            transaction.session, reference, now, (agreed.account_id, agreed.name) if agreed else None
        )
        done = erasures.erasures_of(transaction.session, [reference])[reference]
        transaction.publish(said_of(done))


def said_of(done: Erasure) -> RecordErased:
    """What is said of an erasure that was done."""
    assert done.erased_at is not None
    return RecordErased(
        reference=done.reference,
        reason=done.reason,
        erased_at=done.erased_at,
        erased_by=done.asked_by,
        agreed_by=done.agreed_by,
    )


def erase_again(transaction: Transaction, said: RecordErased, names: Mapping[str, str]) -> bool:
    """What a backup brought back is erased as it was before; whether there was anything. Repeatable.

    Nothing is published: everybody was told when it was erased first.
    """
    session = transaction.session
    row = contacts.record(session, said.reference)
    if row is None or row.erased_at is not None:
        return False
    erase(session, [said.reference], said.erased_at)
    erasures.take_back_asking(session, said.reference)
    if said.reference not in erasures.erasures_of(session, [said.reference]):
        by = said.erased_by
        erasures.ask_to_erase(
            session, Erasure(said.reference, said.reason, said.erased_at, by, names.get(by, by))
        )
    agreed = said.agreed_by and (said.agreed_by, names.get(said.agreed_by, said.agreed_by))
    erasures.mark_erased(session, said.reference, said.erased_at, agreed or None)
    return True


def _why_faults(field: str, why: str) -> list[FieldError]:
    if not why.strip():
        return [FieldError(field, "required", "Enter why")]
    if len(why) > LONGEST_WHY:
        return [FieldError(field, "too-long", f"Enter {LONGEST_WHY:,} characters or fewer")]
    return []
