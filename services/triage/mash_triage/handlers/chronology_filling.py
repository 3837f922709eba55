"""Filling the chronology of records that were there before there was one.

What is there already is left alone, so that it can be broken off and begun again, and a second time adds
nothing. What teams did is told by whoever can see their cases.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from mash_contracts.vocabulary import Pathway, Purpose, Severity
from mash_platform.delivery.transaction import Transaction
from mash_triage.domain.chronology import Entry, EntryKind
from mash_triage.domain.decision import SecondAnswer
from mash_triage.domain.picture import agency_of
from mash_triage.domain.record_state import RecordState
from mash_triage.handlers.chronology import ChronologyHandlers, agency_of_team, decision_entry
from mash_triage.store import chronology, records
from mash_triage.store.records import Assessment, Record


@dataclass(frozen=True, slots=True)
class TeamStep:
    """Something that a team did with a case before triage kept it."""

    reference: str
    case_id: str
    pathway: Pathway
    purpose: Purpose
    kind: EntryKind
    at: datetime
    reason: str | None


def fill(transaction: Transaction, references: Sequence[str], steps: Sequence[TeamStep]) -> int:
    """Adds what is missing in the chronology of these records; gives how many entries that are."""
    session = transaction.session
    known = {_key(entry) for entry in chronology.entries_of(session, references)}
    found = {reference: records.find(session, reference, to_change=True) for reference in sorted(references)}
    wanted = [
        entry
        for record in found.values()
        for entry in _of_record(record, records.assessments_of(session, record.reference)[0])
    ]
    wanted += [_of_step(step, found[step.reference].contact_reference) for step in steps]
    missing = [entry for entry in wanted if _key(entry) not in known]
    if missing:
        chronology.add_entries(session, missing)
    return len(missing)


def look_back_again(
    chronology_handlers: ChronologyHandlers, transaction: Transaction, references: Sequence[str]
) -> None:
    """Children who wait are assessed with what is in the chronology now, once all of it is there."""
    for reference in references:
        record = records.find(transaction.session, reference)
        if record.state is not RecordState.DECIDED:
            chronology_handlers.assess_again(transaction, reference)


def _key(entry: Entry) -> tuple[object, ...]:
    """A record has one contact, a case each step once, and decisions differ by their time."""
    if entry.kind is EntryKind.CONTACT:
        return entry.reference, entry.kind
    return entry.reference, entry.kind, entry.case_id or entry.at


def _of_record(record: Record, first: Assessment) -> Iterator[Entry]:
    picture, recommendation = first.picture, first.recommendation
    yield Entry(
        reference=record.reference,
        contact_reference=record.contact_reference,
        at=record.received_at,
        kind=EntryKind.CONTACT,
        agency=agency_of(picture.source),
        source=picture.source,
        factors=tuple(dict.fromkeys(concern.factor for concern in picture.concerns)),
        severity=max((concern.severity for concern in picture.concerns), default=Severity.UNKNOWN),
        level=recommendation.level,
        rag=recommendation.rag,
        missing_episodes=picture.missing_episodes_90_days,
    )
    for number, decision in enumerate(record.decisions, start=1):
        sent_back = decision.second is not None and decision.second.answer is SecondAnswer.SENT_BACK
        still_waits = number == len(record.decisions) and record.state is RecordState.AWAITING_SECOND_PERSON
        if not sent_back and not still_waits:
            yield decision_entry(record, decision)


def _of_step(step: TeamStep, contact_reference: str) -> Entry:
    return Entry(
        reference=step.reference,
        contact_reference=contact_reference,
        at=step.at,
        kind=step.kind,
        agency=agency_of_team(step.pathway),
        pathways=(step.pathway,),
        purpose=step.purpose,
        case_id=step.case_id,
        reason=step.reason,
    )
