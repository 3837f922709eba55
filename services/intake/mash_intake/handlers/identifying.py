"""A person says who a child is: the same as one known, nobody known, another one, or takes it back.

Each is one transaction: the records move, what was said is kept with who and why, and the hub is told.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mash_contracts.events import ChildLinked, ChildSeparated
from mash_contracts.submission import Child
from mash_contracts.vocabulary import LinkBasis, Role
from mash_intake.domain.homes import Home, home
from mash_intake.domain.identity_answers import AnswerKind, household_after_linking, why_problem
from mash_intake.domain.people import Question
from mash_intake.handlers.recognising import certain_keys, turns
from mash_intake.store import answers, people
from mash_intake.store.people import ToldRecord
from mash_intake.store.tables import IdentityAnswerRow
from mash_platform.database import take_turns
from mash_platform.delivery.transaction import Delivery, Transaction
from mash_platform.errors import Conflict, Erased, FieldError, NotFound, Rejected

_CHANGED = Conflict(
    "Somebody else has said who this child is since you opened the page. Look at what they said first."
)


@dataclass(frozen=True, slots=True)
class Answerer:
    """Who says it."""

    account_id: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """What somebody says of the child of one record, and why."""

    record: str
    taken_for: str
    """The person this record was about when the page was made."""
    why: str
    by: Answerer


@dataclass(frozen=True, slots=True)
class _Move:
    """A record, and whose it is from now on."""

    record: ToldRecord
    person: str
    household: str


def link(delivery: Delivery, said: Said, person: str) -> None:
    """This is the same child as `person`: all records of both are one child's from now on.

    Raises Rejected without a reason, or where both came in one contact; Conflict when somebody was faster;
    NotFound.
    """
    _require_why(said.why)
    with delivery.transaction() as transaction:
        session = transaction.session
        own = _own_records(transaction, said, person)
        known = sorted(people.told_of(session, [person]), key=lambda each: each.received_at, reverse=True)
        if not known or person == said.taken_for:
            raise _CHANGED
        if {each.contact_reference for each in own} & {each.contact_reference for each in known}:
            raise Rejected(
                FieldError("person", "same-contact", "Both came in one contact, so they are two children.")
            )
        asked = next(each for each in own if each.reference == said.record)
        homes = [(each.household, _home(each)) for each in known]
        household = household_after_linking(asked.household, _home(asked), homes)
        moves = [_to(each, person, asked.household, household) for each in own]
        if household != asked.household:
            moves += [
                _Move(each, each.person, household)
                for each in people.told_at(session, [asked.household])
                if each.person != said.taken_for
            ]
        answers.bring_together(session, [each.reference for each in own], person)
        answers.bring_together(session, [each.reference for each in known], said.taken_for)
        _carry_out(transaction, delivery, said, AnswerKind.LINKED, moves)
        people.set_question(session, [each.reference for each in own], Question.ANSWERED)
        _ask_again(transaction, known)


def nobody_known(delivery: Delivery, said: Said, proposed: Collection[str]) -> None:
    """The child is none of those proposed: they are not proposed for this record again.

    Raises Rejected without a reason, Conflict when somebody was faster, NotFound.
    """
    _require_why(said.why)
    with delivery.transaction() as transaction:
        session = transaction.session
        own = _own_records(transaction, said, *proposed)
        asked = next(each for each in own if each.reference == said.record)
        stays = [_Move(asked, asked.person, asked.household)]
        answer = _carry_out(transaction, delivery, said, AnswerKind.NOBODY, stays)
        answers.tell_apart(session, said.record, set(proposed) - {asked.person}, answer)
        people.set_question(session, [said.record], Question.ANSWERED)
        _ask_again(transaction, people.told_of(session, proposed))


def separate(delivery: Delivery, said: Said) -> str:
    """This record is about another child than the others that it was taken for; gives who that is now.

    It goes back to whom it was about before somebody linked it, else it is about a child not known so far.
    Raises Rejected without a reason or where there is nothing to separate; Conflict; NotFound.
    """
    _require_why(said.why)
    with delivery.transaction() as transaction:
        session = transaction.session
        own = _own_records(transaction, said)
        if len(own) == 1:
            raise Rejected(FieldError("why", "only-record", "This child has no other record to separate."))
        record = next(each for each in own if each.reference == said.record)
        earlier = answers.linked_by(session, said.record, said.taken_for)
        person = earlier.person_before if earlier else delivery.identifiers.person_reference()
        household = earlier.household_before if earlier else record.household
        answer = _carry_out(
            transaction, delivery, said, AnswerKind.SEPARATED, [_Move(record, person, household)]
        )
        answers.tell_apart(session, said.record, [said.taken_for], answer)
        people.set_question(session, [said.record], Question.TO_LOOK)
        return person


def take_back(delivery: Delivery, answer: str, why: str, by: Answerer) -> None:
    """Undoes what somebody said: every record goes back to whom it was about before.

    Raises Rejected without a reason, Conflict when the records were moved on since, Erased when one was
    erased, NotFound.
    """
    _require_why(why)
    with delivery.transaction() as transaction:
        session = transaction.session
        rows = answers.rows_of(session, answer)
        if not rows:
            raise NotFound
        take_turns(
            session.connection(), {name for row in rows for name in (row.person_before, row.person_after)}
        )
        now = {each.reference: each for each in people.told_in(session, [row.record for row in rows])}
        session.expire_all()
        rows = answers.rows_of(session, answer)
        if any(row.record not in now for row in rows):
            raise Erased
        if any(row.taken_back_by or not _as_answered(row, now[row.record]) for row in rows):
            raise _CHANGED
        said = Said(rows[0].asked, rows[0].person_after, why, by)
        moves = [_Move(now[row.record], row.person_before, row.household_before) for row in rows]
        # That two were told apart is taken back by linking them again.
        linking = rows[0].kind == AnswerKind.SEPARATED
        undone = _carry_out(transaction, delivery, said, AnswerKind.TAKEN_BACK, moves, linking=linking)
        answers.mark_taken_back(session, answer, undone)
        answers.no_longer_apart(session, answer=answer)
        people.set_question(session, now, Question.TO_LOOK)


def _require_why(why: str) -> None:
    problem = why_problem(why)
    if problem:
        raise Rejected(FieldError("why", problem.code, problem.sentence))


def _own_records(transaction: Transaction, said: Said, *others: str) -> list[ToldRecord]:
    """All records of the child asked about, once it is this transaction's turn to change them."""
    session = transaction.session
    if not people.told_in(session, [said.record]):
        raise NotFound
    before = people.told_of(session, [said.taken_for, *others])
    keys = [certain_keys(Child.model_validate(each.child)) for each in before]
    take_turns(session.connection(), {said.taken_for, *others, *turns(keys)})
    own = people.told_of(session, [said.taken_for])
    if said.record not in {each.reference for each in own}:
        raise _CHANGED
    return own


def _to(record: ToldRecord, person: str, household_before: str, household: str) -> _Move:
    return _Move(record, person, household if record.household == household_before else record.household)


def _carry_out(
    transaction: Transaction,
    delivery: Delivery,
    said: Said,
    kind: AnswerKind,
    moves: Sequence[_Move],
    *,
    linking: bool = False,
) -> str:
    """Moves the records, keeps what was said, and tells the hub of each that moved; gives the answer's id."""
    answer, now = delivery.identifiers.event_id(), delivery.clock.now()
    answers.add(
        transaction.session,
        [
            {
                "answer": answer,
                "record": move.record.reference,
                "asked": said.record,
                "kind": kind.value,
                "at": now,
                "account_id": said.by.account_id,
                "name": said.by.name,
                "role": said.by.role.value,
                "why": said.why.strip(),
                "person_before": move.record.person,
                "person_after": move.person,
                "household_before": move.record.household,
                "household_after": move.household,
            }
            for move in moves
        ],
    )
    for move in moves:
        if (move.person, move.household) != (move.record.person, move.record.household):
            answers.move(transaction.session, move.record.reference, move.person, move.household)
            links = linking or kind is AnswerKind.LINKED or move.person == move.record.person
            transaction.publish(_linked(move, said.by, now) if links else _separated(move, said.by, now))
    return answer


def _separated(move: _Move, by: Answerer, at: datetime) -> ChildSeparated:
    return ChildSeparated(
        reference=move.record.reference,
        separated_from=move.record.person,
        person=move.person,
        household=move.household,
        separated_at=at,
        separated_by=by.account_id,
        separated_by_role=by.role,
    )


def _linked(move: _Move, by: Answerer, at: datetime) -> ChildLinked:
    """Also where only the home is another one."""
    return ChildLinked(
        reference=move.record.reference,
        person=move.person,
        household=move.household,
        basis=LinkBasis.CONFIRMED,
        linked_at=at,
        linked_by=by.account_id,
        linked_by_role=by.role,
    )


def _ask_again(transaction: Transaction, records: Iterable[ToldRecord]) -> None:
    """Whether somebody must still be asked about these may be otherwise now."""
    waiting = [each.reference for each in records if each.question in (Question.LIKELY, Question.POSSIBLE)]
    if waiting:
        people.set_question(transaction.session, waiting, Question.TO_LOOK)


def _as_answered(row: IdentityAnswerRow, record: ToldRecord) -> bool:
    return (record.person, record.household) == (row.person_after, row.household_after)


def _home(record: ToldRecord) -> Home:
    address = Child.model_validate(record.child).address
    return Home(None, None) if address.no_fixed_address else home(address.street, address.postcode)
