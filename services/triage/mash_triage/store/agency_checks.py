"""What agencies are asked about a child, what they answered, and what was recorded about sharing."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import BindParameter, Row, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from mash_contracts.envelope import EarlierEvent
from mash_contracts.vocabulary import (
    Agency,
    CheckDeclineReason,
    CheckOutcome,
    ConsentReason,
    LevelOfNeed,
    Rag,
    Role,
    SharingChoice,
)
from mash_platform.sealing.columns import opened, sealed
from mash_platform.sealing.keyring import keyring_of
from mash_triage.domain.agency_checks import (
    AgencyAnswer,
    AgencyCheck,
    AgencyFact,
    AnswerGiven,
    CheckClock,
    CheckState,
)
from mash_triage.domain.decision import Professional
from mash_triage.domain.lawful_basis import SharingDecision
from mash_triage.store import tables
from mash_triage.store.check_tables import agency_answers, agency_checks, sharing_decisions

FACTS = TypeAdapter(tuple[AgencyFact, ...])
OPEN = (CheckState.AWAITED, CheckState.HELD)

_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
_ADD_CHECKS = insert(agency_checks)
_CHECKS = select(agency_checks).where(agency_checks.c.reference.in_(_WANTED)).order_by(agency_checks.c.agency)
_ANSWERS = select(agency_answers).where(agency_answers.c.reference.in_(_WANTED)).order_by(agency_answers.c.id)
_SHARING = (
    select(sharing_decisions)
    .where(sharing_decisions.c.reference.in_(_WANTED))
    .order_by(sharing_decisions.c.id)
)


def add_checks(session: Session, new: Sequence[AgencyCheck]) -> None:
    session.execute(_ADD_CHECKS, [_check_row(check) for check in new])


def checks_of(session: Session, reference: str) -> tuple[AgencyCheck, ...]:
    """Every check on one child, with its answers."""
    return checks_on(session, [reference]).get(reference, ())


def checks_on(session: Session, references: Collection[str]) -> dict[str, tuple[AgencyCheck, ...]]:
    """The checks on several children; a child with none is left out."""
    wanted = {"wanted": list(references)}
    answers: defaultdict[tuple[str, str], list[AgencyAnswer]] = defaultdict(list)
    given = session.execute(_ANSWERS, wanted).all()
    keyring_of(session).fetch(row.reference for row in given if row.words)
    for row in given:
        answers[row.reference, row.agency].append(_answer(session, row))
    found: defaultdict[str, list[AgencyCheck]] = defaultdict(list)
    for row in session.execute(_CHECKS, wanted):
        found[row.reference].append(_check(row, answers[row.reference, row.agency]))
    return {reference: tuple(checks) for reference, checks in found.items()}


def change_checks(session: Session, changed: Sequence[AgencyCheck], now: datetime) -> None:
    """Keeps where these checks stand now; what the clock has told it does not tell again."""
    for check in changed:
        values = _check_row(check)
        reference, agency = values.pop("reference"), values.pop("agency")
        if check.clock is not None and check.state is CheckState.AWAITED:
            values["tell_at"] = (
                check.clock.due_soon_at if check.clock.due_soon_at > now else check.clock.answer_by
            )
        session.execute(
            update(agency_checks)
            .where(agency_checks.c.reference == reference, agency_checks.c.agency == agency)
            .values(**values)
        )


def add_answer(session: Session, check: AgencyCheck, answer: AgencyAnswer) -> None:
    given = answer.given
    session.execute(
        insert(agency_answers).values(
            reference=check.reference,
            agency=check.agency,
            outcome=given.outcome,
            decline_reason=given.decline_reason,
            facts=FACTS.dump_python(given.facts, mode="json"),
            view=given.view,
            dissents=given.dissents,
            words=sealed(session, agency_answers.c.words, check.reference, given.words.strip()),
            answered_at=answer.answered_at,
            answered_by=answer.answered_by,
            answered_by_name=answer.answered_by_name,
        )
    )


def sharing_of(session: Session, reference: str) -> tuple[SharingDecision, ...]:
    """What was recorded about sharing for one child, oldest first."""
    return tuple(
        SharingDecision(
            choice=SharingChoice(row.choice),
            reason=ConsentReason(row.reason) if row.reason else None,
            words=opened(session, sharing_decisions.c.words, row.reference, row.words),
            person=Professional(row.decided_by, row.decided_by_name, Role(row.decided_by_role)),
            decided_at=row.decided_at,
        )
        for row in session.execute(_SHARING, {"wanted": [reference]})
    )


def add_sharing_decision(session: Session, reference: str, decision: SharingDecision) -> None:
    session.execute(
        insert(sharing_decisions).values(
            reference=reference,
            choice=decision.choice,
            reason=decision.reason,
            words=sealed(session, sharing_decisions.c.words, reference, decision.words),
            decided_at=decision.decided_at,
            decided_by=decision.person.account_id,
            decided_by_name=decision.person.name,
            decided_by_role=decision.person.role,
        )
    )


@dataclass(frozen=True, slots=True)
class Due:
    """A check of which the clock has something to say, and what led to it."""

    reference: str
    agency: Agency
    answer_by: datetime
    overdue: bool
    cause: EarlierEvent


def take_due(session: Session, now: datetime, *, most: int) -> tuple[Due, ...]:
    """The checks that are due soon or overdue since somebody last looked; each is given to one caller only.

    One that another worker holds at this moment is left to it.
    """
    rows = session.execute(
        select(agency_checks, tables.records.c.cause_event_id, tables.records.c.correlation_id)
        .join(tables.records, tables.records.c.reference == agency_checks.c.reference)
        .where(agency_checks.c.tell_at <= now)
        .order_by(agency_checks.c.tell_at)
        .limit(most)
        .with_for_update(of=agency_checks, skip_locked=True)
    ).all()
    for row in rows:
        session.execute(
            update(agency_checks)
            .where(agency_checks.c.reference == row.reference, agency_checks.c.agency == row.agency)
            .values(tell_at=None if row.answer_by <= now else row.answer_by)
        )
    return tuple(
        Due(
            row.reference,
            Agency(row.agency),
            row.answer_by,
            row.answer_by <= now,
            EarlierEvent(row.cause_event_id, row.correlation_id),
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """Which checks a board shows: open ones, of one agency if given."""

    agency: Agency | None = None
    asked_only: bool = False
    """An agency sees nothing of what it was not asked."""


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One open check on the board."""

    check: AgencyCheck
    rag: Rag
    """As the child stands at the desk."""


def board(
    session: Session, wanted: BoardFilter, *, offset: int = 0, limit: int = 25
) -> tuple[BoardLine, ...]:
    """The open checks, the one due first at the top; those that nobody was asked for yet come last."""
    rows = session.execute(
        select(agency_checks, tables.records.c.rag)
        .join(tables.records, tables.records.c.reference == agency_checks.c.reference)
        .where(*_on_board(wanted))
        .order_by(agency_checks.c.state, agency_checks.c.answer_by, agency_checks.c.reference)
        .offset(offset)
        .limit(limit)
    )
    return tuple(BoardLine(_check(row, []), Rag(row.rag)) for row in rows)


def count_board(session: Session, wanted: BoardFilter) -> int:
    counted = select(func.count()).select_from(agency_checks).where(*_on_board(wanted))
    return session.execute(counted).scalar_one()


def _on_board(wanted: BoardFilter) -> list[Any]:
    states = (CheckState.AWAITED,) if wanted.asked_only else OPEN
    conditions: list[Any] = [agency_checks.c.state.in_(states)]
    if wanted.agency is not None:
        conditions.append(agency_checks.c.agency == wanted.agency)
    return conditions


def _check_row(check: AgencyCheck) -> dict[str, Any]:
    clock = check.clock
    return {
        "reference": check.reference,
        "agency": check.agency,
        "state": check.state,
        "because": list(check.because),
        "own_records": check.own_records,
        "rules": check.rules,
        "wanted_at": check.wanted_at,
        "asked_at": check.asked_at,
        "due_soon_at": clock.due_soon_at if clock else None,
        "answer_by": clock.answer_by if clock else None,
        "tell_at": clock.due_soon_at if clock and check.state is CheckState.AWAITED else None,
    }


def _check(row: Row[Any], answers: Sequence[AgencyAnswer]) -> AgencyCheck:
    return AgencyCheck(
        reference=row.reference,
        agency=Agency(row.agency),
        wanted_at=row.wanted_at,
        state=CheckState(row.state),
        because=tuple(row.because),
        own_records=row.own_records,
        rules=row.rules,
        asked_at=row.asked_at,
        clock=CheckClock(row.due_soon_at, row.answer_by) if row.answer_by else None,
        answers=tuple(answers),
    )


def _answer(session: Session, row: Row[Any]) -> AgencyAnswer:
    return AgencyAnswer(
        given=AnswerGiven(
            outcome=CheckOutcome(row.outcome),
            facts=FACTS.validate_python(row.facts),
            decline_reason=CheckDeclineReason(row.decline_reason) if row.decline_reason else None,
            view=LevelOfNeed(row.view) if row.view else None,
            dissents=row.dissents,
            words=opened(session, agency_answers.c.words, row.reference, row.words),
        ),
        answered_at=row.answered_at,
        answered_by=row.answered_by,
        answered_by_name=row.answered_by_name,
    )
