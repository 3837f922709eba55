"""Triage's tables and what is read from and written to them.

Everything a decision rests on is kept: each assessment with its picture, findings, gaps, edition and digests;
each decision with who, in which role, why, and the second person. Rationales are kept here and nowhere else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Row,
    Select,
    String,
    Table,
    Text,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from mash_contracts.envelope import Cause, EarlierEvent
from mash_contracts.events import ReferralAssessed, ReferralDeclined
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
from mash_platform.database import UtcDateTime
from mash_platform.errors import Conflict, NotFound
from mash_triage.domain.decision import Outcome, Professional, SecondAnswer
from mash_triage.domain.record_state import INITIAL, RecordState

metadata = MetaData()

_REFERENCE = String(32)
_CODE = String(32)

_records = Table(
    "record",
    metadata,
    Column("reference", _REFERENCE, primary_key=True),
    Column("contact_reference", _REFERENCE, nullable=False, index=True),
    Column("siblings", JSON, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("decide_by", UtcDateTime, nullable=False),
    Column("state", _CODE, nullable=False),
    # Raised by every change, so that two people who decide at once never overwrite each other.
    Column("version", Integer, nullable=False),
    Column("assessment_id", Integer, ForeignKey("assessment.id"), nullable=False),
    Column("decision_id", Integer, ForeignKey("decision.id"), nullable=True),
    Column("decided_by", String(64), nullable=True),
    Column("changed_at", UtcDateTime, nullable=False),
    # As recommended until decided, then as decided: what the lists sort and filter by.
    Column("urgency", Integer, nullable=False),
    Column("rag", _CODE, nullable=False),
    Column("main_pathway", _CODE, nullable=False),
    Column("with_cet", Boolean, nullable=False),
    # The event that brought the child here, so that what a person does later follows from it.
    Column("cause_event_id", String(64), nullable=False),
    Column("correlation_id", String(64), nullable=False),
)
Index("record_queue", _records.c.state, _records.c.urgency, _records.c.decide_by, _records.c.reference)
Index("record_latest", _records.c.state, _records.c.changed_at)

_assessments = Table(
    "assessment",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", _REFERENCE, nullable=False, index=True),
    Column("assessed_at", UtcDateTime, nullable=False),
    Column("picture", JSON, nullable=False),
    Column("recommendation", JSON, nullable=False),
)

_decisions = Table(
    "decision",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", _REFERENCE, nullable=False, index=True),
    Column("assessment_id", Integer, ForeignKey("assessment.id"), nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("level", _CODE, nullable=False),
    Column("rag", _CODE, nullable=False),
    Column("legal_basis", _CODE, nullable=False),
    Column("pathways", JSON, nullable=False),
    Column("relation", _CODE, nullable=False),
    Column("movement", _CODE, nullable=False),
    Column("rationale", Text, nullable=False),
    Column("decided_by", String(64), nullable=False),
    Column("decided_by_name", Text, nullable=False),
    Column("decided_by_role", _CODE, nullable=False),
    Column("second_answer", _CODE, nullable=True),
    Column("second_at", UtcDateTime, nullable=True),
    Column("second_rationale", Text, nullable=True),
    Column("second_by", String(64), nullable=True),
    Column("second_by_name", Text, nullable=True),
    Column("second_by_role", _CODE, nullable=True),
)

_returns = Table(
    "returned",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", _REFERENCE, nullable=False, index=True),
    Column("pathway", _CODE, nullable=False),
    Column("purpose", _CODE, nullable=False),
    Column("reason", _CODE, nullable=False),
    Column("declined_at", UtcDateTime, nullable=False),
    Column("declined_by", String(64), nullable=False),
)


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
    picture: Mapping[str, Any]
    assessed: ReferralAssessed
    decisions: tuple[Decision, ...]
    """Oldest first; the last is in force, or waits for a second person, unless it was sent back."""
    returns: tuple[Return, ...]
    cause: EarlierEvent

    @property
    def recommended(self) -> Outcome:
        return outcome_assessed(self.assessed)

    @property
    def latest_decision(self) -> Decision | None:
        return self.decisions[-1] if self.decisions else None


@dataclass(frozen=True, slots=True)
class QueueLine:
    """What the desk's lists show of a record without its detail."""

    reference: str
    state: RecordState
    rag: Rag
    main_pathway: Pathway
    with_cet: bool
    siblings: tuple[str, ...]
    decide_by: datetime
    changed_at: datetime
    decided_by: str | None
    assessed: ReferralAssessed


@dataclass(frozen=True, slots=True)
class QueueFilter:
    state: RecordState
    rag: Rag | None = None
    pathway: Pathway | None = None
    decided_by: str | None = None


def outcome_assessed(assessed: ReferralAssessed) -> Outcome:
    return Outcome(assessed.level, assessed.rag, assessed.legal_basis, assessed.pathways)


def add_record(
    session: Session,
    assessed: ReferralAssessed,
    *,
    picture: Mapping[str, Any],
    siblings: tuple[str, ...],
    received_at: datetime,
    cause: Cause,
) -> None:
    """A newly assessed child, waiting for a decision."""
    assessment_id = session.execute(
        insert(_assessments)
        .values(
            reference=assessed.reference,
            assessed_at=assessed.assessed_at,
            picture=dict(picture),
            recommendation=assessed.model_dump(mode="json"),
        )
        .returning(_assessments.c.id)
    ).scalar_one()
    session.execute(
        insert(_records).values(
            reference=assessed.reference,
            contact_reference=assessed.contact_reference,
            siblings=list(siblings),
            received_at=received_at,
            decide_by=assessed.decide_by,
            state=INITIAL,
            version=1,
            assessment_id=assessment_id,
            changed_at=assessed.assessed_at,
            cause_event_id=cause.event_id,
            correlation_id=cause.correlation_id,
            **_standing(outcome_assessed(assessed)),
        )
    )


def exists(session: Session, reference: str) -> bool:
    return session.execute(select(_records.c.reference).filter_by(reference=reference)).first() is not None


def find(session: Session, reference: str) -> Record:
    """Raises NotFound."""
    row = session.execute(
        _records_assessed().add_columns(_assessments.c.picture).where(_records.c.reference == reference)
    ).first()
    if row is None:
        raise NotFound
    decisions = session.execute(select(_decisions).filter_by(reference=reference).order_by(_decisions.c.id))
    returns = session.execute(select(_returns).filter_by(reference=reference).order_by(_returns.c.id))
    return Record(
        reference=row.reference,
        contact_reference=row.contact_reference,
        siblings=tuple(row.siblings),
        received_at=row.received_at,
        decide_by=row.decide_by,
        state=RecordState(row.state),
        version=row.version,
        assessment_id=row.assessment_id,
        picture=row.picture,
        assessed=ReferralAssessed.model_validate(row.recommendation),
        decisions=tuple(_decision(one) for one in decisions),
        returns=tuple(
            Return(Pathway(one.pathway), Purpose(one.purpose), DeclineReason(one.reason), one.declined_at)
            for one in returns
        ),
        cause=EarlierEvent(row.cause_event_id, row.correlation_id),
    )


def add_decision(session: Session, record: Record, decision: Decision, state: RecordState) -> None:
    """Keeps the decision and moves the record. Raises Conflict when the record changed since it was read."""
    decision_id = session.execute(
        insert(_decisions)
        .values(
            reference=record.reference,
            assessment_id=record.assessment_id,
            decided_at=decision.decided_at,
            level=decision.outcome.level,
            rag=decision.outcome.rag,
            legal_basis=decision.outcome.legal_basis,
            pathways=list(decision.outcome.pathways),
            relation=decision.relation,
            movement=decision.movement,
            rationale=decision.rationale,
            decided_by=decision.person.account_id,
            decided_by_name=decision.person.name,
            decided_by_role=decision.person.role,
        )
        .returning(_decisions.c.id)
    ).scalar_one()
    standing = decision.outcome if state is RecordState.DECIDED else record.recommended
    _change(
        session,
        record,
        state=state,
        decision_id=decision_id,
        decided_by=decision.person.account_id,
        changed_at=decision.decided_at,
        **_standing(standing),
    )


def add_second_look(session: Session, record: Record, look: SecondLook, state: RecordState) -> None:
    """Keeps what the second person said. Raises Conflict when the record changed since it was read."""
    session.execute(
        update(_decisions)
        .where(
            _decisions.c.id
            == select(_records.c.decision_id).filter_by(reference=record.reference).scalar_subquery()
        )
        .values(
            second_answer=look.answer,
            second_at=look.at,
            second_rationale=look.rationale,
            second_by=look.person.account_id,
            second_by_name=look.person.name,
            second_by_role=look.person.role,
        )
    )
    latest = record.latest_decision
    standing = latest.outcome if latest and state is RecordState.DECIDED else record.recommended
    _change(session, record, state=state, changed_at=look.at, **_standing(standing))


def add_return(
    session: Session, record: Record, declined: ReferralDeclined, *, state: RecordState, decide_by: datetime
) -> None:
    """Keeps the team's reason and moves the record. Raises Conflict when it changed since it was read."""
    session.execute(
        insert(_returns).values(
            reference=record.reference,
            pathway=declined.pathway,
            purpose=declined.purpose,
            reason=declined.reason,
            declined_at=declined.declined_at,
            declined_by=declined.declined_by,
        )
    )
    _change(
        session,
        record,
        state=state,
        changed_at=declined.declined_at,
        decide_by=decide_by,
        **_standing(record.recommended),
    )


def queue(
    session: Session, wanted: QueueFilter, *, offset: int = 0, limit: int = 25
) -> tuple[QueueLine, ...]:
    """What waits, red first then nearest deadline; what is decided, latest first."""
    order = (
        (_records.c.changed_at.desc(), _records.c.reference)
        if wanted.state is RecordState.DECIDED
        else (_records.c.urgency, _records.c.decide_by, _records.c.reference)
    )
    rows = session.execute(
        _matching(_records_assessed(), wanted).order_by(*order).offset(offset).limit(limit)
    )
    return tuple(
        QueueLine(
            reference=row.reference,
            state=RecordState(row.state),
            rag=Rag(row.rag),
            main_pathway=Pathway(row.main_pathway),
            with_cet=row.with_cet,
            siblings=tuple(row.siblings),
            decide_by=row.decide_by,
            changed_at=row.changed_at,
            decided_by=row.decided_by,
            assessed=ReferralAssessed.model_validate(row.recommendation),
        )
        for row in rows
    )


def count(session: Session, wanted: QueueFilter) -> int:
    number: int = session.execute(_matching(select(func.count()).select_from(_records), wanted)).scalar_one()
    return number


def counts(session: Session) -> dict[RecordState, int]:
    """How many records stand in each state."""
    rows = session.execute(select(_records.c.state, func.count()).group_by(_records.c.state))
    counted = {RecordState(state): number for state, number in rows}
    return {state: counted.get(state, 0) for state in RecordState}


def states_of(session: Session, references: Iterable[str]) -> dict[str, RecordState]:
    """The states of these records; one that triage has not received yet is left out."""
    rows = session.execute(
        select(_records.c.reference, _records.c.state).where(_records.c.reference.in_(list(references)))
    )
    return {reference: RecordState(state) for reference, state in rows}


def record_states(session: Session) -> dict[str, RecordState]:
    """The state of every record that triage ever received."""
    rows = session.execute(select(_records.c.reference, _records.c.state))
    return {reference: RecordState(state) for reference, state in rows}


def _records_assessed() -> Select[Any]:
    return select(_records, _assessments.c.recommendation).join(
        _assessments, _assessments.c.id == _records.c.assessment_id
    )


def _matching(query: Select[Any], wanted: QueueFilter) -> Select[Any]:
    query = query.where(_records.c.state == wanted.state)
    if wanted.rag is not None:
        query = query.where(_records.c.rag == wanted.rag)
    if wanted.pathway is Pathway.CET:
        query = query.where(_records.c.with_cet)
    elif wanted.pathway is not None:
        query = query.where(_records.c.main_pathway == wanted.pathway)
    if wanted.decided_by is not None:
        query = query.where(_records.c.decided_by == wanted.decided_by)
    return query


def _standing(outcome: Outcome) -> dict[str, Any]:
    return {
        "urgency": Rag.RED.rank - outcome.rag.rank,
        "rag": outcome.rag,
        "main_pathway": outcome.main_pathway,
        "with_cet": outcome.with_cet,
    }


def _change(session: Session, record: Record, **values: Any) -> None:
    changed = session.execute(
        update(_records)
        .where(_records.c.reference == record.reference, _records.c.version == record.version)
        .values(version=record.version + 1, **values)
        .returning(_records.c.reference)
    ).first()
    if changed is None:
        raise Conflict("Someone else changed this record at the same moment. Look at it again.")


def _decision(row: Row[Any]) -> Decision:
    second = None
    if row.second_answer is not None:
        second = SecondLook(
            SecondAnswer(row.second_answer),
            Professional(row.second_by, row.second_by_name, Role(row.second_by_role)),
            row.second_rationale,
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
        rationale=row.rationale,
        person=Professional(row.decided_by, row.decided_by_name, Role(row.decided_by_role)),
        decided_at=row.decided_at,
        second=second,
    )
