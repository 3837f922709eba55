"""Counting the read model: a few grouped queries, so that fifty thousand records answer at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from mash_assurance.domain.rules import CaseState
from mash_assurance.domain.tallies import CaseCounts, Period, Tallies, Waiting
from mash_assurance.store import child_records, team_cases
from mash_contracts.vocabulary import Pathway, Rag


def tallies(session: Session, period: Period, as_of: datetime) -> Tallies:
    """Counts the children whose contact was received in the period, as things stand; reads only."""
    return Tallies(
        as_of=as_of,
        **_single_counts(session, period, as_of),
        by_source=_children_by(session, period, child_records.c.contact_source),
        by_consent=_children_by(session, period, child_records.c.contact_consent),
        by_relation=_children_by(session, period, child_records.c.decision_relation),
        by_pathways=_children_by(session, period, child_records.c.decision_pathways),
        minutes_to_decision=_children_by(session, period, child_records.c.minutes_to_decision),
        waiting=_waiting(session, period, as_of),
        cases=_cases(session, period, as_of),
        minutes_to_acceptance=_minutes_to_acceptance(session, period),
        without_contact=session.scalar(
            select(func.count()).select_from(child_records).where(child_records.c.contact_at.is_(None))
        )
        or 0,
    )


def _received_in(period: Period) -> ColumnElement[bool]:
    received_at = child_records.c.contact_at
    conditions: list[ColumnElement[bool]] = [received_at.is_not(None)]
    if period.start is not None:
        conditions.append(received_at >= period.start)
    if period.end is not None:
        conditions.append(received_at < period.end)
    return and_(*conditions)


def _single_counts(session: Session, period: Period, as_of: datetime) -> dict[str, int]:
    row = child_records.c
    decided = row.first_decided_at.is_not(None)
    red = row.assessment_rag == Rag.RED
    counted: dict[str, ColumnElement[bool]] = {
        "consent_settled": row.consent_settled.is_(True),
        "voice_recorded": row.contact_voice_recorded.is_(True),
        "lived_experience_recorded": row.contact_lived_experience_recorded.is_(True),
        "history_known": row.contact_earlier_contacts.is_not(None),
        "repeat_contacts": row.contact_earlier_contacts > 0,
        "returned_by_team": row.returned_by_team.is_(True),
        "red": red,
        "red_with_strategy_discussion": and_(red, row.strategy_discussion_requested_at.is_not(None)),
        "strategy_discussions": row.strategy_discussion_requested_at.is_not(None),
        "decided": decided,
        "due": row.decided_in_time.is_not(None) | (~decided & (row.decide_by < as_of)),
        "decided_in_time": row.decided_in_time.is_(True),
        "steps_down_confirmed": row.step_down_confirmed.is_(True),
        "every_reason_recorded": row.every_reason_recorded.is_(True),
        "recommendation_known": row.provisional_at_decision.is_not(None),
        "decided_provisionally": row.provisional_at_decision.is_(True),
    }
    counts = session.execute(
        select(
            func.count().label("children"),
            func.count(row.contact_reference.distinct()).label("contacts"),
            *(func.count().filter(condition).label(name) for name, condition in counted.items()),
        )
        .select_from(child_records)
        .where(_received_in(period))
    ).one()
    return dict(counts._mapping)


def _children_by(session: Session, period: Period, column: Column[Any]) -> dict[Any, int]:
    counted = session.execute(
        select(column, func.count()).where(_received_in(period), column.is_not(None)).group_by(column)
    )
    return dict(counted.all())


def _waiting(session: Session, period: Period, as_of: datetime) -> dict[Rag | None, Waiting]:
    rag = child_records.c.assessment_rag
    counted = session.execute(
        select(rag, func.count(), func.count().filter(child_records.c.decide_by < as_of))
        .where(_received_in(period), child_records.c.first_decided_at.is_(None))
        .group_by(rag)
    )
    return {rag: Waiting(children, overdue) for rag, children, overdue in counted}


def _cases(session: Session, period: Period, as_of: datetime) -> dict[Pathway, CaseCounts]:
    row = team_cases.c
    unanswered = row.state == CaseState.UNANSWERED
    counted = session.execute(
        select(
            row.pathway,
            func.count().filter(row.state == CaseState.ACCEPTED),
            func.count().filter(row.state == CaseState.DECLINED),
            func.count().filter(unanswered),
            func.count().filter(unanswered, row.respond_by < as_of),
        )
        .join(child_records)
        .where(_received_in(period))
        .group_by(row.pathway)
    )
    return {pathway: CaseCounts(*counts) for pathway, *counts in counted}


def _minutes_to_acceptance(session: Session, period: Period) -> dict[int, int]:
    minutes = team_cases.c.minutes_to_acceptance
    counted = session.execute(
        select(minutes, func.count())
        .join(child_records)
        .where(_received_in(period), minutes.is_not(None))
        .group_by(minutes)
    )
    return dict(counted.all())
