"""One child's record: its assessment, every decision on it, and what came back from teams."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import BindParameter, Row, Select, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from mash_contracts.envelope import Cause, EarlierEvent
from mash_contracts.events import ContactReceived, ReferralDeclined
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
from mash_triage.domain.assessment import Recommendation
from mash_triage.domain.chronology import teams_with_the_child
from mash_triage.domain.decision import Outcome, Professional, SecondAnswer
from mash_triage.domain.findings import Finding
from mash_triage.domain.indicators.patterns_over_time import PATTERNS
from mash_triage.domain.picture import Picture
from mash_triage.domain.record_state import INITIAL, RecordState, Transition
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


# Built once, with their values as parameters: every contact and every decision comes through here.
_ADD_ASSESSMENTS = insert(tables.assessments).returning(tables.assessments.c.id, sort_by_parameter_order=True)
_ADD_RECORDS = insert(tables.records)
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
_ADD_DECISIONS = insert(tables.decisions)
_CHANGE_RECORDS = update(tables.records).where(tables.records.c.reference == bindparam("changed"))


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A newly assessed child, waiting for a decision."""

    contact: ContactReceived
    assessment: Assessment
    decide_by: datetime
    cause: Cause


def add_records(session: Session, new: Sequence[NewRecord]) -> None:
    ids = session.execute(
        _ADD_ASSESSMENTS, [_assessment_row(one.contact.reference, one.assessment) for one in new]
    ).scalars()
    session.execute(_ADD_RECORDS, [_record_row(one, id) for one, id in zip(new, ids, strict=True)])


def _assessment_row(reference: str, assessment: Assessment) -> dict[str, Any]:
    recommendation = assessment.recommendation
    return {
        "reference": reference,
        "assessed_at": assessment.assessed_at,
        "picture": PICTURE.dump_python(assessment.picture, mode="json"),
        "picture_digest": assessment.picture_digest,
        "recommendation": RECOMMENDATION.dump_python(recommendation, mode="json"),
        "policy_edition": recommendation.policy_edition,
        "policy_digest": recommendation.policy_digest,
        "code_version": assessment.code_version,
    }


def _record_row(new: NewRecord, assessment_id: int) -> dict[str, Any]:
    contact = new.contact
    return {
        "reference": contact.reference,
        "contact_reference": contact.contact_reference,
        "siblings": list(contact.siblings),
        "received_at": contact.received_at,
        "decide_by": new.decide_by,
        "state": INITIAL,
        "version": 1,
        "assessment_id": assessment_id,
        "changed_at": new.assessment.assessed_at,
        "cause_event_id": new.cause.event_id,
        "correlation_id": new.cause.correlation_id,
        "person": contact.person,
        "household": contact.household,
        **_standing(outcome_recommended(new.assessment.recommendation)),
    }


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
        for one in session.execute(_DECISIONS, changed):
            decisions[one.reference].append(_decision(one))
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


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision on a record as it stood, and the transition that is taken by it."""

    record: Record
    decision: Decision
    taken: Transition

    @property
    def decided(self) -> Record:
        """The record with it."""
        record = self.record
        return replace(
            record,
            decisions=(*record.decisions, self.decision),
            state=self.taken.after,
            version=record.version + 1,
        )


def add_decisions(session: Session, new: Sequence[NewDecision]) -> None:
    """Keeps the decisions and moves the records, each of which was read to be changed."""
    session.execute(_ADD_DECISIONS, [_decision_row(one.record, one.decision) for one in new])
    session.execute(_CHANGE_RECORDS, [_decided_row(one) for one in new])


def _decision_row(record: Record, decision: Decision) -> dict[str, Any]:
    return {
        "reference": record.reference,
        "assessment_id": record.assessment_id,
        "decided_at": decision.decided_at,
        "level": decision.outcome.level,
        "rag": decision.outcome.rag,
        "legal_basis": decision.outcome.legal_basis,
        "pathways": list(decision.outcome.pathways),
        "relation": decision.relation,
        "movement": decision.movement,
        "told": list(decision.told),
        "rationale": decision.rationale,
        "about_pattern": decision.about_pattern,
        "decided_by": decision.person.account_id,
        "decided_by_name": decision.person.name,
        "decided_by_role": decision.person.role,
    }


def _decided_row(new: NewDecision) -> dict[str, Any]:
    record, decision, taken = new.record, new.decision, new.taken
    standing = decision.outcome if taken.after is RecordState.DECIDED else record.waiting_as
    return {
        "changed": record.reference,
        "version": record.version + 1,
        "state": taken.after,
        "last_step": taken.step,
        "decided_by": decision.person.account_id,
        "decided_by_name": decision.person.name,
        "relation": decision.relation,
        "changed_at": decision.decided_at,
        **_standing(standing),
    }


def add_assessment(
    session: Session, record: Record, assessment: Assessment, taken: Transition | None, *, decide_by: datetime
) -> Record:
    """Keeps a further assessment beside the earlier ones, and moves the record if it leads somewhere."""
    row = _assessment_row(record.reference, assessment)
    assessment_id = session.execute(insert(tables.assessments).values(row).returning(tables.assessments.c.id))
    after = replace(
        record,
        assessment_id=assessment_id.scalar_one(),
        assessment=assessment,
        state=taken.after if taken else record.state,
        decide_by=decide_by,
        version=record.version + 1,
    )
    values: dict[str, Any] = {"assessment_id": after.assessment_id, "decide_by": decide_by}
    if taken:
        values |= {"state": taken.after, "last_step": taken.step}
    if after.state is not RecordState.DECIDED:
        values |= _standing(after.waiting_as) | {"changed_at": assessment.assessed_at}
    session.execute(
        update(tables.records)
        .where(tables.records.c.reference == record.reference)
        .values(version=after.version, **values)
    )
    return after


def assessments_of(session: Session, reference: str) -> tuple[Assessment, ...]:
    """Every assessment of one child, oldest first: how level and urgency went, and why."""
    rows = session.execute(
        select(tables.assessments).filter_by(reference=reference).order_by(tables.assessments.c.id)
    )
    return tuple(_assessment(row) for row in rows)


def add_second_look(session: Session, record: Record, look: SecondLook, taken: Transition) -> None:
    """Keeps what the second person said of the latest decision, and moves the record."""
    latest_id = (
        select(func.max(tables.decisions.c.id)).filter_by(reference=record.reference).scalar_subquery()
    )
    session.execute(
        update(tables.decisions)
        .where(tables.decisions.c.id == latest_id)
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
    standing = latest.outcome if latest and taken.after is RecordState.DECIDED else record.waiting_as
    _change(session, record, taken, changed_at=look.at, **_standing(standing))


def add_return(
    session: Session, record: Record, declined: ReferralDeclined, taken: Transition, *, decide_by: datetime
) -> None:
    """Keeps the team's reason and moves the record."""
    session.execute(
        insert(tables.returns).values(
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
        taken,
        changed_at=declined.declined_at,
        decide_by=decide_by,
        **_standing(record.waiting_as),
    )


def _standing(outcome: Outcome) -> dict[str, Any]:
    return {
        "urgency": Rag.RED.rank - outcome.rag.rank,
        "rag": outcome.rag,
        "main_pathway": outcome.main_pathway,
        "with_cet": outcome.with_cet,
    }


def _change(session: Session, record: Record, taken: Transition, **values: Any) -> None:
    session.execute(
        update(tables.records)
        .where(tables.records.c.reference == record.reference)
        .values(version=record.version + 1, state=taken.after, last_step=taken.step, **values)
    )


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
        told=tuple(Pathway(team) for team in row.told),
        about_pattern=row.about_pattern,
    )
