"""One child's record as it is found: its assessment, every decision on it, and what came back from teams."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import BindParameter, Row, Select, bindparam, select
from sqlalchemy.orm import Session

from mash_contracts.envelope import EarlierEvent
from mash_contracts.vocabulary import (
    DeclineReason,
    LegalBasis,
    LevelOfNeed,
    Movement,
    Pathway,
    Purpose,
    Rag,
    Relation,
    Role,
)
from mash_platform.errors import NotFound
from mash_platform.sealing.columns import opened
from mash_platform.sealing.keyring import keyring_of
from mash_triage.domain.assessment import Recommendation
from mash_triage.domain.chronology import teams_with_the_child
from mash_triage.domain.decision import Outcome, Professional, SecondAnswer
from mash_triage.domain.findings import Finding
from mash_triage.domain.indicators.patterns_over_time import PATTERNS
from mash_triage.domain.picture import Picture
from mash_triage.domain.record_state import RecordState
from mash_triage.store import tables

PICTURE = TypeAdapter(Picture)
RECOMMENDATION = TypeAdapter(Recommendation)


@dataclass(frozen=True, slots=True)
class Assessment:
    """A recommendation with everything it was worked out from."""

    recommendation: Recommendation
    picture: Picture
    picture_digest: str
    assessed_at: datetime
    code_version: str


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What the second person said of a decision below the recommendation."""

    answer: SecondAnswer
    person: Professional
    rationale: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    outcome: Outcome
    relation: Relation
    movement: Movement
    rationale: str = field(repr=False)
    person: Professional
    decided_at: datetime
    second: SecondLook | None = None
    told: tuple[Pathway, ...] = ()
    """Teams that have an open case of the child: what is new goes to the worker who has it."""
    about_pattern: str | None = field(default=None, repr=False)
    """What was weighed of the history, where the child is sent to no team that helps."""

    @property
    def final_at(self) -> datetime:
        """When the last person who had a say in it had it."""
        return self.second.at if self.second else self.decided_at


@dataclass(frozen=True, slots=True)
class Return:
    """A team would not take the case, and the child came back to the desk."""

    pathway: Pathway
    purpose: Purpose
    reason: DeclineReason
    declined_at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """One child's record: the assessment in force, every decision, and what came back from teams."""

    reference: str
    contact_reference: str
    siblings: tuple[str, ...]
    received_at: datetime
    decide_by: datetime
    state: RecordState
    version: int
    assessment_id: int
    assessment: Assessment
    decisions: tuple[Decision, ...]
    """Oldest first; the last is in force, or waits for a second person, unless it was sent back."""
    returns: tuple[Return, ...]
    cause: EarlierEvent

    @property
    def recommended(self) -> Outcome:
        return outcome_recommended(self.assessment.recommendation)

    @property
    def waiting_as(self) -> Outcome:
        """As what the child waits at the desk: as recommended, but as urgent as anybody who decided held it.

        A team's answer brings the child back to the desk; it never makes it less urgent than it was.
        """
        held = (decision.outcome.rag for decision in self.decisions)
        return replace(self.recommended, rag=max((self.recommended.rag, *held)))

    @property
    def teams_with_the_child(self) -> tuple[Pathway, ...]:
        """When it was assessed: who has an open case of the child, but for who said it is none of theirs."""
        return self.teams_with_it_when(self.assessment.picture.open_with)

    def teams_with_it_when(self, open_with: Iterable[Pathway]) -> tuple[Pathway, ...]:
        """The same, where these teams have the child by our own chronology."""
        no_case = {one.pathway for one in self.returns if one.purpose is Purpose.NEW_INFORMATION}
        teams = teams_with_the_child(self.assessment.picture.history.open_case, open_with)
        return tuple(team for team in teams if team not in no_case)

    @property
    def patterns(self) -> tuple[Finding, ...]:
        """What was found over several contacts, the most serious first."""
        return tuple(one for one in self.assessment.recommendation.findings if one.code in PATTERNS)

    @property
    def latest_decision(self) -> Decision | None:
        return self.decisions[-1] if self.decisions else None


def outcome_recommended(recommendation: Recommendation) -> Outcome:
    return Outcome(
        recommendation.level, recommendation.rag, recommendation.legal_basis, recommendation.pathways
    )


# Built once, with their values as parameters: every decision comes through here.
_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
_EXISTING = select(tables.records.c.reference).where(tables.records.c.reference.in_(_WANTED))
_FIND = (
    select(tables.records, tables.assessments)
    .join(tables.assessments, tables.assessments.c.id == tables.records.c.assessment_id)
    .where(tables.records.c.reference.in_(_WANTED))
)
# Every transaction of SQLite that writes has the whole database to itself already.
# In one order, so that two who change several never wait for each other.
_FIND_TO_CHANGE = _FIND.order_by(tables.records.c.reference).with_for_update(of=tables.records)
_DECISIONS = (
    select(tables.decisions).where(tables.decisions.c.reference.in_(_WANTED)).order_by(tables.decisions.c.id)
)
_RETURNS = select(tables.returns).where(tables.returns.c.reference.in_(_WANTED)).order_by(tables.returns.c.id)


def existing(session: Session, references: Collection[str]) -> dict[str, bool]:
    """Those of the references that triage has a record of."""
    return dict.fromkeys(session.scalars(_EXISTING, {"wanted": list(references)}), True)


def find(session: Session, reference: str, *, to_change: bool = False) -> Record:
    """Raises NotFound. `to_change` keeps others from changing it until the transaction ends."""
    found = _found(session, _FIND_TO_CHANGE if to_change else _FIND, [reference])
    if reference not in found:
        raise NotFound
    return found[reference]


def to_change(session: Session, references: Collection[str]) -> dict[str, Record]:
    """Those that exist; nobody else changes them until the transaction ends."""
    return _found(session, _FIND_TO_CHANGE, references)


def _found(session: Session, query: Select[Any], references: Collection[str]) -> dict[str, Record]:
    rows = session.execute(query, {"wanted": list(references)}).all()
    # A record that never changed has neither.
    changed = {"wanted": [row.reference for row in rows if row.version > 1]}
    decisions: defaultdict[str, list[Decision]] = defaultdict(list)
    returns: defaultdict[str, list[Return]] = defaultdict(list)
    if changed["wanted"]:
        keyring_of(session).fetch(changed["wanted"])
        for one in session.execute(_DECISIONS, changed):
            decisions[one.reference].append(_decision(session, one))
        for one in session.execute(_RETURNS, changed):
            returns[one.reference].append(
                Return(Pathway(one.pathway), Purpose(one.purpose), DeclineReason(one.reason), one.declined_at)
            )
    return {row.reference: _record(row, decisions[row.reference], returns[row.reference]) for row in rows}


def _assessment(row: Row[Any]) -> Assessment:
    return Assessment(
        recommendation=RECOMMENDATION.validate_python(row.recommendation),
        picture=PICTURE.validate_python(row.picture),
        picture_digest=row.picture_digest,
        assessed_at=row.assessed_at,
        code_version=row.code_version,
    )


def _record(row: Row[Any], decisions: Iterable[Decision], returns: Iterable[Return]) -> Record:
    return Record(
        reference=row.reference,
        contact_reference=row.contact_reference,
        siblings=tuple(row.siblings),
        received_at=row.received_at,
        decide_by=row.decide_by,
        state=RecordState(row.state),
        version=row.version,
        assessment_id=row.assessment_id,
        assessment=_assessment(row),
        decisions=tuple(decisions),
        returns=tuple(returns),
        cause=EarlierEvent(row.cause_event_id, row.correlation_id),
    )


def assessments_of(session: Session, reference: str) -> tuple[Assessment, ...]:
    """Every assessment of one child, oldest first: how level and urgency went, and why."""
    rows = session.execute(
        select(tables.assessments).filter_by(reference=reference).order_by(tables.assessments.c.id)
    )
    return tuple(_assessment(row) for row in rows)


def _decision(session: Session, row: Row[Any]) -> Decision:
    kept, second = tables.decisions.c, None
    if row.second_answer is not None:
        second = SecondLook(
            SecondAnswer(row.second_answer),
            Professional(row.second_by, row.second_by_name, Role(row.second_by_role)),
            opened(session, kept.second_rationale, row.reference, row.second_rationale),
            row.second_at,
        )
    return Decision(
        outcome=Outcome(
            LevelOfNeed(row.level),
            Rag(row.rag),
            LegalBasis(row.legal_basis),
            tuple(Pathway(pathway) for pathway in row.pathways),
        ),
        relation=Relation(row.relation),
        movement=Movement(row.movement),
        rationale=opened(session, kept.rationale, row.reference, row.rationale),
        person=Professional(row.decided_by, row.decided_by_name, Role(row.decided_by_role)),
        decided_at=row.decided_at,
        second=second,
        told=tuple(Pathway(team) for team in row.told),
        about_pattern=opened(session, kept.about_pattern, row.reference, row.about_pattern),
    )
