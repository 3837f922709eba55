"""Who a child could be: children the hub knows who are like this one, with reasons. Nothing is linked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from mash_intake.domain.likeness import Agreement, Described, agreements
from mash_intake.domain.people import Question
from mash_intake.domain.search_keys import KeyKind, likeness_keys_of
from mash_intake.domain.weighing import Strength, Weights
from mash_intake.handlers.describing import adults_of, described_record, key_rows
from mash_intake.match_weights import match_weights
from mash_intake.store import contacts, people
from mash_intake.store.people import ToldRecord
from mash_platform.delivery.transaction import Transaction

LOOKED_AT_TOGETHER = 20
"""Records in one transaction of the worker, so that nobody who takes a call waits long for it."""


@dataclass(frozen=True, slots=True, repr=False)
class Candidate:
    """A child the hub knows who could be the one asked about."""

    person: str
    record: ToldRecord
    """Of that child's records, the one most like it."""
    found: tuple[Agreement, ...]
    chance: float
    """0 to 1, under the weights in force."""
    strength: Strength
    reasons: tuple[str, ...]
    """In sentences; what speaks for it first, then what speaks against."""


def candidates(
    session: Session,
    child: Described,
    *,
    but: Iterable[str] = (),
    weights: Weights | None = None,
) -> tuple[Candidate, ...]:
    """The children known who could be this one, the likeliest first; none of the people in `but`."""
    weights = weights or match_weights()
    wanted = likeness_keys_of(child)
    under = people.references_under(session, wanted.keys())
    never = set(but)
    best: dict[str, Candidate] = {}
    for record in people.told_in(session, under.keys()):
        if record.person in never:
            continue
        same_adult = any(wanted[key] is KeyKind.ADULT for key in under[record.reference])
        one = _candidate(child, record, weights, same_adult=same_adult)
        if one and (record.person not in best or best[record.person].chance < one.chance):
            best[record.person] = one
    return tuple(sorted(best.values(), key=lambda one: (-one.chance, one.person))[: weights.most])


def _candidate(
    child: Described, record: ToldRecord, weights: Weights, *, same_adult: bool
) -> Candidate | None:
    found = agreements(child, described_record(record), same_adult=same_adult)
    strength = weights.strength(found)
    if strength is None:
        return None
    return Candidate(record.person, record, found, weights.chance(found), strength, weights.reasons(found))


def candidates_for(session: Session, record: ToldRecord) -> tuple[Candidate, ...]:
    """Who the child of this record could be, besides whom it is taken to be about already."""
    own = people.told_of(session, [record.person])
    never = people.other_people(session, record.person, [each.reference for each in own])
    return candidates(session, described_with_adults(session, record), but={record.person, *never})


def described_with_adults(session: Session, record: ToldRecord) -> Described:
    kept = contacts.contact(session, record.contact_reference)
    return described_record(record, adults_of(kept.contact) if kept else ())


def look_for_likeness(transaction: Transaction) -> int:
    """Looks who the children could be of whom nobody has looked yet; how many it looked at. Repeatable."""
    session = transaction.session
    waiting = people.still_to_look_at(session, LOOKED_AT_TOGETHER)
    _index([record for record in waiting if record.question is Question.NOT_INDEXED], session)
    for record in waiting:
        found = candidates_for(session, record)
        people.set_question(session, [record.reference], question_about(found))
    return len(waiting)


def question_about(found: Sequence[Candidate]) -> Question:
    """Whether somebody has to be asked."""
    if not found:
        return Question.NONE
    likely = any(candidate.strength is Strength.LIKELY for candidate in found)
    return Question.LIKELY if likely else Question.POSSIBLE


def _index(records: Sequence[ToldRecord], session: Session) -> None:
    rows = [
        row
        for record in records
        for row in key_rows(record.reference, described_with_adults(session, record))
    ]
    if rows:
        people.index_again(session, rows)
