"""Many cases together: what a team sees, and what the account of every child is taken from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import Session

from mash_contracts.vocabulary import Pathway, Purpose
from mash_platform.database import stream_in_order
from mash_routing.domain.case_state import ENDED, CaseState, has_the_child
from mash_routing.store.cases import Case, Held, StepKind, case_from
from mash_routing.store.tables import CASES, STEPS

REACHES_THE_TEAM = (Purpose.REFERRAL, Purpose.NEW_INFORMATION)
"""What a decision asks of a team: one of these for each team that it reaches."""

_ROUTED_SINCE = (
    select(STEPS.c.id, CASES.c.reference)
    .join(CASES, CASES.c.case_id == STEPS.c.case_id)
    .where(
        STEPS.c.id > bindparam("step"),
        STEPS.c.kind == StepKind.ROUTED,
        CASES.c.purpose.in_(REACHES_THE_TEAM),
    )
    .order_by(STEPS.c.id)
)


def last_step(session: Session) -> int:
    """The latest step of any case; 0 before the first."""
    return session.scalar(select(func.max(STEPS.c.id))) or 0


def routed_since(session: Session, step: int) -> tuple[int, tuple[str, ...]]:
    """Whose referrals reached a worklist after that step, in the order of reaching it; and the last step."""
    rows = session.execute(_ROUTED_SINCE, {"step": step}).all()
    return (rows[-1].id if rows else step), tuple(row.reference for row in rows)


def worklist(
    session: Session, team: Pathway, state: CaseState, *, offset: int = 0, limit: int = 25
) -> tuple[Case, ...]:
    """A team's cases in one state: red first, then whose answer is due first; ended ones latest first."""
    order = (
        (CASES.c.changed_at.desc(), CASES.c.case_id)
        if not has_the_child(state)
        else (CASES.c.urgency, CASES.c.respond_by, CASES.c.case_id)
    )
    rows = session.execute(
        select(CASES).filter_by(pathway=team, state=state).order_by(*order).offset(offset).limit(limit)
    )
    return tuple(case_from(row) for row in rows)


def counts(session: Session) -> Mapping[Pathway, Mapping[CaseState, int]]:
    """How many cases each team has in each state."""
    rows = session.execute(
        select(CASES.c.pathway, CASES.c.state, func.count()).group_by(CASES.c.pathway, CASES.c.state)
    )
    counted = {(pathway, state): number for pathway, state, number in rows}
    return {team: {state: counted.get((team, state), 0) for state in CaseState} for team in Pathway}


def overdue(session: Session, at: datetime) -> Mapping[Pathway, int]:
    """How many cases of each team nobody has answered although the time for it has passed."""
    rows = session.execute(
        select(CASES.c.pathway, func.count().label("late"))
        .where(CASES.c.state == CaseState.ROUTED, CASES.c.respond_by < at)
        .group_by(CASES.c.pathway)
    )
    late: dict[str, int] = {row.pathway: row.late for row in rows}
    return {team: late.get(team, 0) for team in Pathway}


@dataclass(frozen=True, slots=True)
class TakenOn:
    """A case that a team has."""

    case_id: str
    reference: str
    pathway: Pathway
    purpose: Purpose
    worker: str | None
    """None until the team has said who."""
    since: datetime


def taken_on(session: Session) -> tuple[TakenOn, ...]:
    """Every case that a team took on and has not closed."""
    accepted = (
        select(STEPS.c.case_id, func.max(STEPS.c.at).label("since"))
        .where(STEPS.c.kind == StepKind.ACCEPTED)
        .group_by(STEPS.c.case_id)
        .subquery()
    )
    wanted = (CASES.c.case_id, CASES.c.reference, CASES.c.pathway, CASES.c.purpose, CASES.c.worker)
    rows = session.execute(
        select(*wanted, accepted.c.since)
        .join(accepted, accepted.c.case_id == CASES.c.case_id)
        .where(CASES.c.state.in_((CaseState.ACCEPTED, CaseState.ALLOCATED)))
    )
    return tuple(
        TakenOn(case_id, reference, Pathway(pathway), Purpose(purpose), worker, since)
        for case_id, reference, pathway, purpose, worker, since in rows
    )


def last_closings(session: Session) -> Iterator[tuple[str, datetime]]:
    """When a team last closed a case of each record, in the order of the records' references."""
    closed = (
        select(CASES.c.reference, func.max(STEPS.c.at).label("at"))
        .join(STEPS, STEPS.c.case_id == CASES.c.case_id)
        .where(STEPS.c.kind == StepKind.CLOSED)
        .group_by(CASES.c.reference)
    )
    rows = stream_in_order(session, closed, CASES.c.reference)
    return ((reference, at) for reference, at in rows)


def standing_referrals(session: Session) -> Iterator[tuple[str, list[Pathway]]]:
    """The teams that each record reached and that are still asked, in the order of the records' references;
    a doubled case shows twice.

    A team that has ended its work was reached.
    """
    rows = stream_in_order(
        session,
        select(CASES.c.reference, CASES.c.pathway, func.count())
        .where(
            CASES.c.purpose.in_(REACHES_THE_TEAM),
            CASES.c.state.not_in((CaseState.DECLINED, CaseState.WITHDRAWN)),
            _not_asked_again(),
        )
        .group_by(CASES.c.reference, CASES.c.pathway, CASES.c.purpose),
        CASES.c.reference,
    )
    return _by_record(rows)


def _by_record(rows: Iterator[Any]) -> Iterator[tuple[str, list[Pathway]]]:
    for reference, theirs in groupby(rows, key=itemgetter(0)):
        # A team may have been told first, and asked for itself later: only the same asked twice is doubled.
        teams: dict[Pathway, int] = {}
        for _, pathway, cases in theirs:
            teams[Pathway(pathway)] = max(cases, teams.get(Pathway(pathway), 0))
        yield reference, [team for team, cases in teams.items() for _ in range(cases)]


def _not_asked_again() -> ColumnElement[bool]:
    """Leaves out a closed case after which the hub asked the team anew about the same record."""
    later = CASES.alias()
    again = select(later.c.case_id).where(
        later.c.reference == CASES.c.reference,
        later.c.pathway == CASES.c.pathway,
        later.c.purpose == CASES.c.purpose,
        later.c.case_id != CASES.c.case_id,
        later.c.asked_at > CASES.c.asked_at,
    )
    return or_(CASES.c.state != CaseState.CLOSED, ~again.exists())


def held_by_reference(session: Session, references: Sequence[str]) -> dict[str, tuple[Held, ...]]:
    """Who has each of these children; empty for a child with whom nobody works or is asked to."""
    rows = session.execute(
        select(CASES.c.reference, CASES.c.pathway, CASES.c.purpose).where(
            CASES.c.reference.in_(references),
            CASES.c.state.not_in(ENDED),
        )
    )
    found: dict[str, list[Held]] = {reference: [] for reference in references}
    for reference, pathway, purpose in rows:
        found[reference].append(Held(Pathway(pathway), Purpose(purpose)))
    return {reference: tuple(held) for reference, held in found.items()}


def other_teams(held: Iterable[Held], team: Pathway) -> tuple[Pathway, ...]:
    """The teams beside this one that have the child."""
    return tuple(sorted({one.team for one in held} - {team}))
