"""What is shown of who a child is: a child with all records, a question with its candidates, the queue."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from mash_contracts.submission import Child
from mash_contracts.vocabulary import Role
from mash_intake.domain.identity_answers import AnswerKind
from mash_intake.domain.people import OPEN_QUESTIONS, Question
from mash_intake.domain.weighing import Strength
from mash_intake.handlers.describing import day_in_england
from mash_intake.handlers.likeness import Candidate, candidates_for
from mash_intake.handlers.need_to_know import Closed, nothing_closed, still_open, withheld
from mash_intake.handlers.telling import address_in_words, age_of, name_of, one_address
from mash_intake.store import answers, contacts, people
from mash_intake.store.people import ToldRecord
from mash_intake.store.tables import IdentityAnswerRow
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import Erased, NotFound

QUEUE_LENGTH = 20


class Withheld(Exception):
    """Everything about the child is open to named people only; `contact` is one to open for a reason."""

    def __init__(self, contact: str) -> None:
        super().__init__("every record is closed to who asks")
        self.contact = contact


@dataclass(frozen=True, slots=True, repr=False)
class ToldNow:
    """What one contact tells of a child, in words; empty where it tells nothing."""

    reference: str
    contact_reference: str
    received_at: datetime
    name: str
    age: str
    born: date | None
    sex: str
    nhs_number: str
    upn: str
    address: str
    school: str
    adults: str


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What somebody said of who a child is."""

    answer: str
    kind: AnswerKind
    at: datetime
    name: str
    role: Role
    why: str
    records: tuple[str, ...]
    """Of this child, those that it is about."""
    can_be_taken_back: bool


@dataclass(frozen=True, slots=True, repr=False)
class AtHome:
    """Another child whom the hub knows in the same home, or from the same contact."""

    person: str
    name: str
    age: str
    how: str


@dataclass(frozen=True, slots=True, repr=False)
class OnePerson:
    """A child, and everything the hub was told of it."""

    person: str
    name: str
    age: str
    address: str
    told: tuple[ToldNow, ...]
    """The newest first."""
    at_home: tuple[AtHome, ...]
    answers: tuple[Answer, ...]
    open_questions: tuple[str, ...]
    """Records of which somebody still has to say who the child is."""
    withheld: tuple[str, ...]
    """Contacts about this child that are open to named people only."""


@dataclass(frozen=True, slots=True, repr=False)
class Proposed:
    """A child who could be the one asked about, beside what the hub knows of it."""

    person: str
    name: str
    age: str
    strength: Strength
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]
    told: ToldNow
    """The record most like the one asked about."""
    records: int


@dataclass(frozen=True, slots=True, repr=False)
class AskedAbout:
    """Who is this child?"""

    record: ToldNow
    person: str
    question: Question
    proposed: tuple[Proposed, ...]
    answers: tuple[Answer, ...]
    withheld: tuple[str, ...]
    """Contacts about other children who could be this one, open to named people only."""


@dataclass(frozen=True, slots=True, repr=False)
class Waiting:
    """A record in the queue."""

    reference: str
    received_at: datetime
    name: str
    age: str


@dataclass(frozen=True, slots=True, repr=False)
class Queue:
    waiting: tuple[Waiting, ...]
    counts: dict[Question, int]


def one_person(delivery: Delivery, person: str, *, closed: Closed = nothing_closed) -> OnePerson:
    """Raises NotFound, and Erased; see `now_known_as` for one whose records are another's today.

    Nothing is told of records that are `closed`; Withheld is raised where all are.
    """
    today = day_in_england(delivery.clock.now())
    with delivery.reading() as session:
        every = people.told_of(session, [person])
        if not every:
            raise _gone(session, person)
        records = _newest_first(still_open(every, closed))
        if not records:
            raise Withheld(withheld(every, ())[0])
        children = [Child.model_validate(record.child) for record in records]
        return OnePerson(
            person=person,
            name=name_of(children),
            age=age_of(children, today),
            address=address_in_words(children),
            told=tuple(_told(session, record, today) for record in records),
            at_home=_at_home(session, records, today, closed),
            answers=_answers(session, [record.reference for record in records]),
            open_questions=tuple(record.reference for record in records if record.question in OPEN_QUESTIONS),
            withheld=withheld(every, records),
        )


def person_of(delivery: Delivery, record: str) -> str:
    """Whom a record is about today. Raises NotFound."""
    with delivery.reading() as session:
        found = people.told_in(session, [record])
        if not found:
            raise _gone(session, record)
    return found[0].person


def now_known_as(delivery: Delivery, person: str) -> str:
    """Who somebody is today who was linked to another. Raises NotFound."""
    with delivery.reading() as session:
        found = answers.now_known_as(session, person)
    if found is None or found == person:
        raise NotFound
    return found


def asked_about(delivery: Delivery, reference: str, *, closed: Closed = nothing_closed) -> AskedAbout:
    """Looked up anew each time, so that what is shown is what is known now. Raises NotFound."""
    today = day_in_england(delivery.clock.now())
    with delivery.reading() as session:
        records = people.told_in(session, [reference])
        if not records:
            raise _gone(session, reference)
        (record,) = records
        (every,) = candidates_for(session, [record])
        of_all = people.told_of(session, [one.person for one in every])
        of_each = still_open(of_all, closed)
        # A child with any record that is closed is left to somebody who may read all of it.
        shut = {each.person for each in of_all} - {each.person for each in of_each}
        shut |= {one.person for one in every if one.record not in of_each}
        found = [one for one in every if one.person not in shut]
        return AskedAbout(
            record=_told(session, record, today),
            person=record.person,
            question=record.question,
            proposed=tuple(_proposed(session, one, of_each, today) for one in found),
            answers=_answers(session, [reference]),
            withheld=withheld([each for each in of_all if each.person in shut], of_each),
        )


def queue(delivery: Delivery, question: Question, *, page: int = 1, closed: Closed = nothing_closed) -> Queue:
    """Records of which somebody has to say who the child is, the longest waiting first."""
    today = day_in_england(delivery.clock.now())
    with delivery.reading() as session:
        some = people.open_questions(session, question, QUEUE_LENGTH, (page - 1) * QUEUE_LENGTH)
        waiting = still_open(some, closed)
        return Queue(
            waiting=tuple(
                Waiting(record.reference, record.received_at, name_of([child]), age_of([child], today))
                for record in waiting
                for child in (Child.model_validate(record.child),)
            ),
            counts=people.count_open(session),
        )


def questions_about(delivery: Delivery, references: Sequence[str]) -> dict[str, ToldRecord]:
    """Whom records are about and whether that is asked, for a page that shows their contact."""
    with delivery.reading() as session:
        return {record.reference: record for record in people.told_in(session, references)}


def _gone(session: Session, who: str) -> Erased | NotFound:
    """Why nothing is told of this record, or of this person."""
    return Erased() if people.is_erased(session, who) else NotFound()


def _told(session: Session, record: ToldRecord, today: date) -> ToldNow:
    child = Child.model_validate(record.child)
    contact = contacts.contact(session, record.contact_reference)
    adults = contact.contact.get("adults", ()) if contact else ()
    return ToldNow(
        reference=record.reference,
        contact_reference=record.contact_reference,
        received_at=record.received_at,
        name=name_of([child]),
        age=age_of([child], today),
        born=child.date_of_birth,
        sex=child.sex.label,
        nhs_number=_spaced(child.nhs_number),
        upn=child.upn or "",
        address=one_address(child.address),
        school=child.school or "",
        adults=", ".join(adult["name"] for adult in adults if adult.get("name")),
    )


def _spaced(nhs_number: str | None) -> str:
    """As people read it: 3, 3 and 4 digits."""
    return f"{nhs_number[:3]} {nhs_number[3:6]} {nhs_number[6:]}" if nhs_number else ""


def _proposed(session: Session, one: Candidate, of_each: Sequence[ToldRecord], today: date) -> Proposed:
    records = _newest_first([record for record in of_each if record.person == one.person])
    children = [Child.model_validate(record.child) for record in records]
    against = sum(agreement.differs for agreement in one.found)
    split = len(one.reasons) - against
    return Proposed(
        person=one.person,
        name=name_of(children),
        age=age_of(children, today),
        strength=one.strength,
        reasons_for=one.reasons[:split],
        reasons_against=one.reasons[split:],
        told=_told(session, one.record, today),
        records=len(records),
    )


def _at_home(
    session: Session, records: Sequence[ToldRecord], today: date, closed: Closed
) -> tuple[AtHome, ...]:
    """Brothers, sisters and others: of the same contacts, and of the same homes."""
    person = records[0].person
    together = {record.contact_reference for record in records}
    homes = {record.household for record in records}
    others: defaultdict[str, list[ToldRecord]] = defaultdict(list)
    for record in still_open(people.told_with(session, together, homes), closed):
        if record.person != person:
            others[record.person].append(record)
    return tuple(
        sorted(
            (_of_home(other, _newest_first(told), homes, today) for other, told in others.items()),
            key=lambda one: one.name,
        )
    )


def _of_home(person: str, records: Sequence[ToldRecord], homes: set[str], today: date) -> AtHome:
    children = [Child.model_validate(record.child) for record in records]
    same_home = any(record.household in homes for record in records)
    how = "Same home" if same_home else "Told of in the same contact, at another address"
    return AtHome(person, name_of(children), age_of(children, today), how)


def _answers(session: Session, references: Sequence[str]) -> tuple[Answer, ...]:
    """The newest first. Only the last that moved a record can be taken back, and what took back cannot."""
    rows: dict[str, list[IdentityAnswerRow]] = {}
    for row in answers.about(session, references):
        rows.setdefault(row.answer, []).append(row)
    return tuple(_answer(answer, of_it) for answer, of_it in rows.items())


def _answer(answer: str, rows: Sequence[IdentityAnswerRow]) -> Answer:
    first = rows[0]
    kind = AnswerKind(first.kind)
    return Answer(
        answer=answer,
        kind=kind,
        at=first.at,
        name=first.name,
        role=Role(first.role),
        why=first.why,
        records=tuple(row.record for row in rows),
        can_be_taken_back=kind is not AnswerKind.TAKEN_BACK and first.taken_back_by is None,
    )


def _newest_first(records: Sequence[ToldRecord]) -> list[ToldRecord]:
    return sorted(records, key=lambda record: (record.received_at, record.reference), reverse=True)
