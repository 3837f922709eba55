"""The read model: one row a child's record and one row a case, kept as facts arrive.

No column can hold a name, a date of birth, an address or a narrative: there are only codes of closed sets,
counts, times, yes or no, and identifiers without meaning.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import (
    BindParameter,
    Boolean,
    Column,
    Dialect,
    Executable,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Row,
    Select,
    String,
    Table,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy import Enum as Codes
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from mash_assurance.domain import rules
from mash_assurance.domain.record import (
    AgeBand,
    Assessment,
    Audit,
    Case,
    ChildRecord,
    Contact,
    Decision,
    joined,
)
from mash_assurance.domain.rules import CaseState
from mash_contracts.national_codes import ClosureReason, ReferralSource
from mash_contracts.vocabulary import (
    AuditGrade,
    Channel,
    ConsentReason,
    ConsentState,
    DifferenceStage,
    LevelOfNeed,
    Pathway,
    Purpose,
    Rag,
    Relation,
    Role,
)
from mash_platform.database import UtcDateTime

metadata = MetaData()

_IDENTIFIER = String()


def _code(codes: type[Enum]) -> Codes:
    """A column that takes the codes of one closed set and refuses everything else."""
    return Codes(
        codes,
        native_enum=False,
        validate_strings=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


class _Pathways(TypeDecorator[tuple[Pathway, ...]]):
    """The teams one decision named, in one order, so that the same teams are the same value."""

    impl = String(128)
    cache_ok = True

    def process_bind_param(self, value: Iterable[Pathway] | None, dialect: Dialect) -> str | None:
        return None if value is None else " ".join(sorted(Pathway(pathway) for pathway in value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Pathway, ...] | None:
        return None if value is None else tuple(Pathway(code) for code in value.split())


# The columns of a fact are its fields after the fact's name; the last block follows from the facts.
child_records = Table(
    "child_records",
    metadata,
    Column("reference", _IDENTIFIER, primary_key=True),
    Column("contact_event_id", _IDENTIFIER),
    Column("contact_at", UtcDateTime),
    Column("contact_reference", _IDENTIFIER),
    Column("contact_channel", _code(Channel)),
    Column("contact_source", _code(ReferralSource)),
    Column("contact_consent", _code(ConsentState)),
    Column("contact_consent_reason", _code(ConsentReason)),
    Column("contact_voice_recorded", Boolean),
    Column("contact_lived_experience_recorded", Boolean),
    Column("contact_age_band", _code(AgeBand)),
    Column("contact_earlier_contacts", Integer),
    Column("assessment_event_id", _IDENTIFIER),
    Column("assessment_at", UtcDateTime),
    Column("assessment_level", _code(LevelOfNeed)),
    Column("assessment_rag", _code(Rag)),
    Column("assessment_provisional", Boolean),
    Column("assessment_findings", Integer),
    Column("assessment_gaps", Integer),
    Column("assessment_edition", _IDENTIFIER),
    Column("assessment_patterns", Integer),
    Column("decide_by", UtcDateTime),
    Column("strategy_discussion_requested_at", UtcDateTime),
    Column("strategy_hold_by", UtcDateTime),
    Column("strategy_overdue_at", UtcDateTime),
    Column("difference_stage", _code(DifferenceStage)),
    Column("difference_overdue_at", UtcDateTime),
    Column("audit_event_id", _IDENTIFIER),
    Column("audit_at", UtcDateTime),
    Column("audit_grade", _code(AuditGrade)),
    Column("decision_event_id", _IDENTIFIER),
    Column("decision_at", UtcDateTime),
    Column("decision_level", _code(LevelOfNeed)),
    Column("decision_pathways", _Pathways),
    Column("decision_relation", _code(Relation)),
    Column("decision_decided_by_role", _code(Role)),
    Column("decision_second_person", Boolean),
    Column("decision_rationale_recorded", Boolean),
    Column("decision_reasons", Integer),
    Column("decision_gaps", Integer),
    Column("decision_edition", _IDENTIFIER),
    Column("decision_open_cases", Integer),
    Column("first_decided_at", UtcDateTime),
    Column("consent_settled", Boolean),
    Column("minutes_to_decision", Integer),
    Column("decided_in_time", Boolean),
    Column("every_reason_recorded", Boolean),
    Column("acknowledge_by", UtcDateTime),
    Column("acknowledged_at", UtcDateTime),
    Column("acknowledged_in_time", Boolean),
    Column("provisional_at_decision", Boolean),
    Column("step_down_confirmed", Boolean),
    Column("returned_by_team", Boolean),
    Column("advice_on_pattern", Boolean),
    Column("advice_on_pattern_confirmed", Boolean),
    Column("passed_on", Boolean),
)
Index("child_records_received", child_records.c.contact_at)

team_cases = Table(
    "team_cases",
    metadata,
    Column("case_id", _IDENTIFIER, primary_key=True),
    Column("reference", _IDENTIFIER, ForeignKey("child_records.reference"), nullable=False),
    # as on the record, so that cases can be counted by themselves
    Column("contact_event_id", _IDENTIFIER),
    Column("contact_at", UtcDateTime),
    Column("pathway", _code(Pathway), nullable=False),
    Column("purpose", _code(Purpose), nullable=False),
    Column("routed_at", UtcDateTime),
    Column("respond_by", UtcDateTime),
    Column("accepted_at", UtcDateTime),
    Column("declined_at", UtcDateTime),
    Column("allocated_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("closure_reason", _code(ClosureReason)),
    Column("withdrawn_at", UtcDateTime),
    Column("state", _code(CaseState), nullable=False),
    Column("minutes_to_acceptance", Integer),
)
Index("team_cases_reference", team_cases.c.reference)
Index("team_cases_received", team_cases.c.contact_at)


# Made once: building statements of so many columns for every event would take longer than running them.
_THESE: BindParameter[Any] = bindparam("records", expanding=True)
_RECORDS = select(child_records).where(child_records.c.reference.in_(_THESE))
# Always in one order, so that two workers never wait for each other.
_RECORDS_LOCKED = _RECORDS.order_by(child_records.c.reference).with_for_update()
_CASES = (
    select(team_cases)
    .where(team_cases.c.reference.in_(_THESE))
    .order_by(team_cases.c.reference, team_cases.c.case_id)
)
_ADD_RECORD = {
    dialect: made.insert(child_records).on_conflict_do_nothing().returning(child_records.c.reference)
    for dialect, made in (("sqlite", sqlite), ("postgresql", postgresql))
}
_UPDATE_RECORD = update(child_records).where(child_records.c.reference == bindparam("record"))
_INSERT_CASE = insert(team_cases)
_UPDATE_CASE = update(team_cases).where(team_cases.c.case_id == bindparam("case"))


def learn(session: Session, news: Sequence[ChildRecord]) -> None:
    """Joins new facts to what is known of the records. Learning the same facts again changes nothing.

    The rows are locked first, so that two workers that read different topics do not overwrite each other.
    """
    new = _joined_by_reference(news)
    known = _load(session, _RECORDS_LOCKED, new)
    added = _add(session, [record for reference, record in new.items() if reference not in known])
    # Another worker heard of the same child a moment ago.
    known |= _load(session, _RECORDS_LOCKED, new.keys() - known.keys() - added)
    changed = [
        (known[reference], record)
        for reference, more in new.items()
        if reference in known and (record := joined(known[reference], more)) != known[reference]
    ]
    _execute(session, _UPDATE_RECORD, [{**_columns(now), "record": now.reference} for _, now in changed])
    _keep_cases(session, [(ChildRecord(reference), new[reference]) for reference in added] + changed)


def _joined_by_reference(news: Iterable[ChildRecord]) -> dict[str, ChildRecord]:
    """In the order of the references."""
    by_reference: dict[str, ChildRecord] = {}
    for record in news:
        before = by_reference.get(record.reference)
        by_reference[record.reference] = joined(before, record) if before else record
    return dict(sorted(by_reference.items()))


def _add(session: Session, records: Sequence[ChildRecord]) -> set[str]:
    """Those of them that were not there."""
    if not records:
        return set()
    rows = [{**_columns(record), "reference": record.reference} for record in records]
    return set(session.execute(_ADD_RECORD[session.get_bind().dialect.name], rows).scalars())


def _keep_cases(session: Session, changed: Iterable[tuple[ChildRecord, ChildRecord]]) -> None:
    """Writes the cases of records that were so and are now so, where anything of a case is new."""
    added, updated = [], []
    for before, now in changed:
        kept = {case.case_id: _case_columns(before, case) for case in before.cases}
        for case in now.cases:
            columns = _case_columns(now, case)
            if case.case_id not in kept:
                added.append(columns)
            elif columns != kept[case.case_id]:
                updated.append({**columns, "case": case.case_id})
    _execute(session, _INSERT_CASE, added)
    _execute(session, _UPDATE_CASE, updated)


def _execute(session: Session, statement: Executable, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(statement, rows)


def record_of(session: Session, reference: str) -> ChildRecord | None:
    """What is known of one child's record; None if nothing is."""
    return _load(session, _RECORDS, [reference]).get(reference)


def seen_references(session: Session) -> set[str]:
    """The records whose contact has reached assurance."""
    contact_is_here = child_records.c.contact_at.is_not(None)
    return set(session.scalars(select(child_records.c.reference).where(contact_is_here)))


def _load(session: Session, query: Select[Any], references: Iterable[str]) -> dict[str, ChildRecord]:
    wanted = {"records": list(references)}
    if not wanted["records"]:
        return {}
    rows = session.execute(query, wanted).all()
    cases: defaultdict[str, list[Case]] = defaultdict(list)
    for row in session.execute(_CASES, wanted):
        cases[row.reference].append(Case(**{name: getattr(row, name) for name in _FIELDS[Case]}))
    return {row.reference: _record(row, cases[row.reference]) for row in rows}


def _record(row: Row[Any], cases: Iterable[Case]) -> ChildRecord:
    return ChildRecord(
        reference=row.reference,
        contact=_fact(Contact, "contact", row),
        assessment=_fact(Assessment, "assessment", row),
        decide_by=row.decide_by,
        strategy_discussion_requested_at=row.strategy_discussion_requested_at,
        strategy_hold_by=row.strategy_hold_by,
        strategy_overdue_at=row.strategy_overdue_at,
        difference_stage=row.difference_stage,
        difference_overdue_at=row.difference_overdue_at,
        audit=_fact(Audit, "audit", row),
        decision=_fact(Decision, "decision", row),
        first_decided_at=row.first_decided_at,
        acknowledge_by=row.acknowledge_by,
        acknowledged_at=row.acknowledged_at,
        cases=tuple(cases),
    )


def _columns(record: ChildRecord) -> dict[str, Any]:
    contact, decision = record.contact, record.decision
    return {
        **_fact_columns(Contact, "contact", contact),
        **_fact_columns(Assessment, "assessment", record.assessment),
        **_fact_columns(Decision, "decision", decision),
        "decide_by": record.decide_by,
        "strategy_discussion_requested_at": record.strategy_discussion_requested_at,
        "strategy_hold_by": record.strategy_hold_by,
        "strategy_overdue_at": record.strategy_overdue_at,
        "difference_stage": record.difference_stage,
        "difference_overdue_at": record.difference_overdue_at,
        **_fact_columns(Audit, "audit", record.audit),
        "first_decided_at": record.first_decided_at,
        "consent_settled": contact and rules.consent_settled(contact),
        "minutes_to_decision": rules.minutes_to_decision(record),
        "decided_in_time": rules.decided_in_time(record),
        "acknowledge_by": record.acknowledge_by,
        "acknowledged_at": record.acknowledged_at,
        "acknowledged_in_time": rules.acknowledged_in_time(record),
        "every_reason_recorded": decision and rules.every_reason_recorded(decision),
        "provisional_at_decision": rules.provisional_at_decision(record),
        "step_down_confirmed": decision and rules.step_down_confirmed(decision),
        "returned_by_team": rules.returned_by_team(record),
        "advice_on_pattern": rules.advice_on_pattern(record),
        "advice_on_pattern_confirmed": rules.advice_on_pattern_confirmed(record),
        "passed_on": rules.passed_on(record),
    }


def _case_columns(record: ChildRecord, case: Case) -> dict[str, Any]:
    return {
        **{name: getattr(case, name) for name in _FIELDS[Case]},
        "reference": record.reference,
        "contact_event_id": record.contact and record.contact.event_id,
        "contact_at": record.contact and record.contact.at,
        "state": rules.case_state(case),
        "minutes_to_acceptance": rules.minutes_to_acceptance(record, case),
    }


_FACTS = (Contact, Assessment, Audit, Decision, Case)
_FIELDS = {kind: [field.name for field in fields(kind)] for kind in _FACTS}

_AnyFact = TypeVar("_AnyFact", Contact, Assessment, Audit, Decision)


def _fact(kind: type[_AnyFact], name: str, row: Row[Any]) -> _AnyFact | None:
    if getattr(row, f"{name}_event_id") is None:
        return None
    return kind(**{field: getattr(row, f"{name}_{field}") for field in _FIELDS[kind]})


def _fact_columns(kind: type[_AnyFact], name: str, fact: _AnyFact | None) -> dict[str, Any]:
    """Nothing throughout where the fact has not arrived: rows that are written together have all columns."""
    return {f"{name}_{field}": fact and getattr(fact, field) for field in _FIELDS[kind]}
