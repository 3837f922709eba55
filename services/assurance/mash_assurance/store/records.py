"""Facts are learnt in any order and however often, and joined to what is known of a child's record."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Executable, Row, Select, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from mash_assurance.domain import rules
from mash_assurance.domain.record import (
    Assessment,
    Audit,
    Case,
    Check,
    CheckAnswer,
    ChildRecord,
    Contact,
    Decision,
    joined,
)
from mash_assurance.store.tables import agency_checks, child_records, team_cases

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
_CHECKS = (
    select(agency_checks)
    .where(agency_checks.c.reference.in_(_THESE))
    .order_by(agency_checks.c.reference, agency_checks.c.agency)
)
_ADD_RECORD = {
    dialect: made.insert(child_records).on_conflict_do_nothing().returning(child_records.c.reference)
    for dialect, made in (("sqlite", sqlite), ("postgresql", postgresql))
}
_UPDATE_RECORD = update(child_records).where(child_records.c.reference == bindparam("record"))
_INSERT_CASE = insert(team_cases)
_UPDATE_CASE = update(team_cases).where(team_cases.c.case_id == bindparam("case"))
_INSERT_CHECK = insert(agency_checks)
_UPDATE_CHECK = update(agency_checks).where(
    agency_checks.c.reference == bindparam("record"), agency_checks.c.agency == bindparam("of_agency")
)


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
    # What an agency was asked or said has rows of its own, and changes no column of the record's.
    updated = [now for before, now in changed if replace(now, checks=before.checks) != before]
    _execute(session, _UPDATE_RECORD, [{**_columns(now), "record": now.reference} for now in updated])
    learnt = [(ChildRecord(reference), new[reference]) for reference in added] + changed
    _keep(session, learnt, _case_rows, _INSERT_CASE, _UPDATE_CASE)
    _keep(session, learnt, _check_rows, _INSERT_CHECK, _UPDATE_CHECK)


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


_Rows = dict[tuple[tuple[str, str], ...], dict[str, Any]]
"""The columns of each row, by what an update finds it by."""


def _keep(
    session: Session,
    changed: Iterable[tuple[ChildRecord, ChildRecord]],
    rows_of: Callable[[ChildRecord], _Rows],
    insert_one: Executable,
    update_one: Executable,
) -> None:
    """Writes the rows of records that were so and are now so, where anything of a row is new."""
    added, updated = [], []
    for before, now in changed:
        kept = rows_of(before)
        for found_by, columns in rows_of(now).items():
            if found_by not in kept:
                added.append(columns)
            elif columns != kept[found_by]:
                updated.append({**columns, **dict(found_by)})
    _execute(session, insert_one, added)
    _execute(session, update_one, updated)


def _case_rows(record: ChildRecord) -> _Rows:
    return {(("case", case.case_id),): _case_columns(record, case) for case in record.cases}


def _check_rows(record: ChildRecord) -> _Rows:
    return {
        (("record", record.reference), ("of_agency", check.agency)): _check_columns(record, check)
        for check in record.checks
    }


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
    checks: defaultdict[str, list[Check]] = defaultdict(list)
    for row in session.execute(_CHECKS, wanted):
        times = (row.asked_at, row.answer_by, row.first_answered_at)
        checks[row.reference].append(Check(row.agency, *times, _fact(CheckAnswer, "answer", row)))
    return {row.reference: _record(row, cases[row.reference], checks[row.reference]) for row in rows}


def _record(row: Row[Any], cases: Iterable[Case], checks: Iterable[Check]) -> ChildRecord:
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
        erased_at=row.erased_at,
        cases=tuple(cases),
        checks=tuple(checks),
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
        "erased_at": record.erased_at,
        "acknowledged_in_time": rules.acknowledged_in_time(record),
        "every_reason_recorded": decision and rules.every_reason_recorded(decision),
        "provisional_at_decision": rules.provisional_at_decision(record),
        "step_down_confirmed": decision and rules.step_down_confirmed(decision),
        "returned_by_team": rules.returned_by_team(record),
        "advice_on_pattern": rules.advice_on_pattern(record),
        "advice_on_pattern_confirmed": rules.advice_on_pattern_confirmed(record),
        "passed_on": rules.passed_on(record),
    }


def _check_columns(record: ChildRecord, check: Check) -> dict[str, Any]:
    return {
        "reference": record.reference,
        "agency": check.agency,
        "contact_event_id": record.contact and record.contact.event_id,
        "contact_at": record.contact and record.contact.at,
        "asked_at": check.asked_at,
        "answer_by": check.answer_by,
        "first_answered_at": check.first_answered_at,
        **_fact_columns(CheckAnswer, "answer", check.answer),
        "in_time": rules.answered_in_time(check),
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


_FACTS = (Contact, Assessment, Audit, Decision, Case, CheckAnswer)
_FIELDS = {kind: [field.name for field in fields(kind)] for kind in _FACTS}

_AnyFact = TypeVar("_AnyFact", Contact, Assessment, Audit, Decision, CheckAnswer)


def _fact(kind: type[_AnyFact], name: str, row: Row[Any]) -> _AnyFact | None:
    if getattr(row, f"{name}_event_id") is None:
        return None
    return kind(**{field: getattr(row, f"{name}_{field}") for field in _FIELDS[kind]})


def _fact_columns(kind: type[_AnyFact], name: str, fact: _AnyFact | None) -> dict[str, Any]:
    """Nothing throughout where the fact has not arrived: rows that are written together have all columns."""
    return {f"{name}_{field}": fact and getattr(fact, field) for field in _FIELDS[kind]}
