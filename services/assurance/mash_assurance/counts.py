"""Counting the read model in a handful of passes, so that fifty thousand records answer at once.

Codes of closed sets are counted side by side in one pass; only open-ended values are grouped.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, func, select
from sqlalchemy.orm import Session

from mash_assurance.domain.rules import CaseState
from mash_assurance.domain.tallies import CaseCounts, CheckCounts, Period, Tallies, Waiting
from mash_assurance.store import agency_checks, child_records, team_cases
from mash_contracts.national_codes import ReferralSource
from mash_contracts.vocabulary import (
    Agency,
    AuditGrade,
    CheckOutcome,
    ConsentState,
    DifferenceStage,
    Pathway,
    Rag,
    Relation,
)

_Conditions = Mapping[Any, ColumnElement[bool]]


def tallies(session: Session, period: Period, as_of: datetime) -> Tallies:
    """Counts the children whose contact was received in the period, as things stand; reads only."""
    row = child_records.c
    conditions: _Conditions = {
        **_numbers(as_of),
        **{("source", code): row.contact_source == code for code in ReferralSource},
        **{("consent", code): row.contact_consent == code for code in ConsentState},
        **{("relation", code): row.decision_relation == code for code in Relation},
        **{("difference", stage): row.difference_stage == stage for stage in DifferenceStage},
        **{("grade", grade): row.audit_grade == grade for grade in AuditGrade},
        **{(rag, "waiting"): _waiting(rag) for rag in _URGENCIES},
        **{(rag, "overdue"): _waiting(rag) & (row.decide_by < as_of) for rag in _URGENCIES},
    }
    counted = _count(session, child_records, period, conditions)
    return Tallies(
        as_of=as_of,
        **{name: counted[name] for name in _numbers(as_of)},
        contacts=_contacts(session, period),
        by_source={code: counted["source", code] for code in ReferralSource},
        by_consent={code: counted["consent", code] for code in ConsentState},
        by_relation={code: counted["relation", code] for code in Relation},
        by_difference_stage={stage: counted["difference", stage] for stage in DifferenceStage},
        by_audit_grade={grade: counted["grade", grade] for grade in AuditGrade},
        waiting={rag: Waiting(counted[rag, "waiting"], counted[rag, "overdue"]) for rag in _URGENCIES},
        by_pathways=_grouped(session, period, row.decision_pathways),
        minutes_to_decision=_grouped(session, period, row.minutes_to_decision),
        cases=_cases(session, period, as_of),
        closures=_grouped(session, period, team_cases.c.closure_reason),
        minutes_to_acceptance=_grouped(session, period, team_cases.c.minutes_to_acceptance),
        checks=_checks(session, period, as_of),
        without_contact=_without_contact(session),
    )


def _numbers(as_of: datetime) -> dict[str, ColumnElement[bool]]:
    """What is counted once, by its name in the tallies."""
    row = child_records.c
    decided = row.first_decided_at.is_not(None)
    red = row.assessment_rag == Rag.RED
    discussed = row.strategy_discussion_requested_at.is_not(None)
    return {
        "children": row.reference.is_not(None),
        "consent_settled": row.consent_settled.is_(True),
        "voice_recorded": row.contact_voice_recorded.is_(True),
        "lived_experience_recorded": row.contact_lived_experience_recorded.is_(True),
        "history_known": row.contact_earlier_contacts.is_not(None),
        "repeat_contacts": row.contact_earlier_contacts > 0,
        "returned_by_team": row.returned_by_team.is_(True),
        "red": red,
        "red_with_strategy_discussion": and_(red, discussed),
        "strategy_discussions": discussed,
        "strategy_due": row.strategy_hold_by < as_of,
        "strategy_never_late": and_(row.strategy_hold_by < as_of, row.strategy_overdue_at.is_(None)),
        "with_difference": row.difference_stage.is_not(None),
        "differences_never_late": and_(
            row.difference_stage.is_not(None), row.difference_overdue_at.is_(None)
        ),
        "decided": decided,
        "due": row.decided_in_time.is_not(None) | (~decided & (row.decide_by < as_of)),
        "decided_in_time": row.decided_in_time.is_(True),
        "steps_down_confirmed": row.step_down_confirmed.is_(True),
        "every_reason_recorded": row.every_reason_recorded.is_(True),
        "erased": row.erased_at.is_not(None),
        "acknowledgements_due": row.acknowledged_in_time.is_not(None),
        "acknowledged_in_time": row.acknowledged_in_time.is_(True),
        "recommendation_known": row.provisional_at_decision.is_not(None),
        "decided_provisionally": row.provisional_at_decision.is_(True),
        "patterns_looked_for": row.assessment_patterns.is_not(None),
        "patterns_found": row.assessment_patterns > 0,
        "advice_on_pattern": row.advice_on_pattern.is_(True),
        "advice_on_pattern_confirmed": row.advice_on_pattern_confirmed.is_(True),
        "with_open_case": row.passed_on.is_not(None),
        "passed_on": row.passed_on.is_(True),
    }


_URGENCIES = (*Rag, None)


def _waiting(rag: Rag | None) -> ColumnElement[bool]:
    row = child_records.c
    urgency = row.assessment_rag.is_(None) if rag is None else row.assessment_rag == rag
    return and_(row.first_decided_at.is_(None), urgency)


def _cases(session: Session, period: Period, as_of: datetime) -> dict[Pathway, CaseCounts]:
    row = team_cases.c
    answers: dict[str, ColumnElement[bool]] = {state: row.state == state for state in CaseState}
    answers["late"] = and_(row.state == CaseState.UNANSWERED, row.respond_by < as_of)
    conditions = {
        (pathway, answer): and_(row.pathway == pathway, condition)
        for pathway in Pathway
        for answer, condition in answers.items()
    }
    counted = _count(session, team_cases, period, conditions)
    return {
        pathway: CaseCounts(**{answer: counted[pathway, answer] for answer in answers}) for pathway in Pathway
    }


def _checks(session: Session, period: Period, as_of: datetime) -> dict[Agency, CheckCounts]:
    row = agency_checks.c
    silent = row.first_answered_at.is_(None)
    counted_as: dict[str, ColumnElement[bool]] = {
        "answered": row.answer_outcome == CheckOutcome.ANSWERED,
        "nothing_known": row.answer_outcome == CheckOutcome.NOTHING_KNOWN,
        "declined": row.answer_outcome == CheckOutcome.DECLINED,
        "awaited": and_(silent, func.coalesce(row.answer_by, as_of) >= as_of),
        "overdue": and_(silent, row.answer_by < as_of),
        "in_time": row.in_time.is_(True),
        "late": row.in_time.is_(False),
    }
    agencies = [agency for agency in Agency if agency is not Agency.REFERRER]
    conditions = {
        (agency, name): and_(row.agency == agency, condition)
        for agency in agencies
        for name, condition in counted_as.items()
    }
    counted = _count(session, agency_checks, period, conditions)
    return {
        agency: CheckCounts(**{name: counted[agency, name] for name in counted_as}) for agency in agencies
    }


def _contacts(session: Session, period: Period) -> int:
    contacts = select(func.count(child_records.c.contact_reference.distinct()))
    return session.scalar(contacts.where(_received_in(child_records, period))) or 0


def _without_contact(session: Session) -> int:
    missing = child_records.c.contact_at.is_(None)
    return session.scalar(select(func.count()).select_from(child_records).where(missing)) or 0


def _count(session: Session, table: Table, period: Period, conditions: _Conditions) -> dict[Any, int]:
    """How many rows meet each condition, in one pass."""
    counts = (func.count().filter(condition) for condition in conditions.values())
    row = session.execute(select(*counts).select_from(table).where(_received_in(table, period))).one()
    return dict(zip(conditions, row, strict=True))


def _grouped(session: Session, period: Period, column: Column[Any]) -> dict[Any, int]:
    """How many rows have each value."""
    counted = select(column, func.count()).where(_received_in(column.table, period), column.is_not(None))
    return dict(session.execute(counted.group_by(column)).all())


def _received_in(table: Any, period: Period) -> ColumnElement[bool]:
    """Rows of children whose contact is here and was received in the period.

    Without limits the condition is on a column that has no index: going through one would only slow it.
    """
    conditions = [table.c.contact_event_id.is_not(None)]
    if period.start is not None:
        conditions.append(table.c.contact_at >= period.start)
    if period.end is not None:
        conditions.append(table.c.contact_at < period.end)
    return and_(*conditions)
