"""Who a child could be: children the hub knows who are like this one, with reasons. Nothing is linked."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from mash_intake.domain.likeness import Agreement, Described, agreements
from mash_intake.domain.people import Question
from mash_intake.domain.search_keys import KeyKind, likeness_keys_of
from mash_intake.domain.weighing import Strength, Weights
from mash_intake.handlers.describing import adults_of, described_record, key_rows
from mash_intake.match_weights import match_weights
from mash_intake.store import people
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


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """A child of whom is asked who it could be."""

    child: Described
    but: Collection[str] = ()
    """People who are not proposed."""


def candidates(
    session: Session, asked: Sequence[Asked], weights: Weights | None = None
) -> list[tuple[Candidate, ...]]:
    """For each of them the children known who could be this one, the likeliest first."""
    weights = weights or match_weights()
    wanted = [likeness_keys_of(each.child) for each in asked]
    under = people.references_under(session, {key for keys in wanted for key in keys})
    kept: dict[int, list[ToldRecord]] = defaultdict(list)
    for record in people.told_in(session, under.keys()):
        for key in under[record.reference]:
            kept[key].append(record)
    return [_likeliest(each, keys, kept, weights) for each, keys in zip(asked, wanted, strict=True)]


def _likeliest(
    asked: Asked, wanted: Mapping[int, KeyKind], kept: Mapping[int, Sequence[ToldRecord]], weights: Weights
) -> tuple[Candidate, ...]:
    """`wanted`: the keys of this child; `kept`: the records under each key."""
    alike = {record.reference: record for key in wanted for record in kept.get(key, ())}
    same_adult = {
        record.reference
        for key, kind in wanted.items()
        if kind is KeyKind.ADULT
        for record in kept.get(key, ())
    }
    best: dict[str, Candidate] = {}
    for reference, record in alike.items():
        if record.person in asked.but:
            continue
        one = _candidate(asked.child, record, weights, same_adult=reference in same_adult)
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


def candidates_for(session: Session, records: Sequence[ToldRecord]) -> list[tuple[Candidate, ...]]:
    """Who the child of each record could be, besides whom it is taken to be about already."""
    own: dict[str, set[str]] = defaultdict(set)
    for each in people.told_of(session, {record.person for record in records}):
        own[each.person].add(each.reference)
    never = people.other_people(session, own)
    described = _described_with_adults(session, records)
    return candidates(
        session,
        [
            Asked(child, but={record.person, *never[record.person]})
            for record, child in zip(records, described, strict=True)
        ],
    )


def _described_with_adults(session: Session, records: Sequence[ToldRecord]) -> list[Described]:
    told = people.contacts_told(session, {record.contact_reference for record in records})
    return [described_record(record, adults_of(told[record.contact_reference])) for record in records]


def look_for_likeness(transaction: Transaction) -> int:
    """Looks who the children could be of whom nobody has looked yet; how many it looked at. Repeatable."""
    session = transaction.session
    waiting = people.still_to_look_at(session, LOOKED_AT_TOGETHER)
    _index([record for record in waiting if record.question is Question.NOT_INDEXED], session)
    answers: dict[Question, list[str]] = defaultdict(list)
    for record, found in zip(waiting, candidates_for(session, waiting), strict=True):
        answers[question_about(found)].append(record.reference)
    for question, references in answers.items():
        people.set_question(session, references, question)
    return len(waiting)


def question_about(found: Sequence[Candidate]) -> Question:
    """Whether somebody has to be asked."""
    if not found:
        return Question.NONE
    likely = any(candidate.strength is Strength.LIKELY for candidate in found)
    return Question.LIKELY if likely else Question.POSSIBLE


def _index(records: Sequence[ToldRecord], session: Session) -> None:
    described = zip(records, _described_with_adults(session, records), strict=True)
    rows = [row for record, child in described for row in key_rows(record.reference, child)]
    if rows:
        people.index_again(session, rows)
