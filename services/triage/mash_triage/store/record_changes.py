"""What is kept of a child as things happen: assessed, decided, looked at again, declined by a team."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from mash_contracts.envelope import Cause
from mash_contracts.events import ContactReceived, ReferralDeclined
from mash_contracts.vocabulary import Rag
from mash_platform.sealing.columns import sealed
from mash_platform.sealing.keyring import keyring_of
from mash_triage.domain.decision import Outcome
from mash_triage.domain.record_state import INITIAL, RecordState, Transition
from mash_triage.store import tables
from mash_triage.store.records import (
    PICTURE,
    RECOMMENDATION,
    Assessment,
    Decision,
    Record,
    SecondLook,
    outcome_recommended,
)

# Built once, with their values as parameters: every contact and every decision comes through here.
_ADD_ASSESSMENTS = insert(tables.assessments).returning(tables.assessments.c.id, sort_by_parameter_order=True)
_ADD_RECORDS = insert(tables.records)
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
    keyring_of(session).make([one.record.reference for one in new])
    session.execute(_ADD_DECISIONS, [_decision_row(session, one.record, one.decision) for one in new])
    session.execute(_CHANGE_RECORDS, [_decided_row(one) for one in new])


def _decision_row(session: Session, record: Record, decision: Decision) -> dict[str, Any]:
    kept = tables.decisions.c
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
        "rationale": sealed(session, kept.rationale, record.reference, decision.rationale),
        "about_pattern": sealed(session, kept.about_pattern, record.reference, decision.about_pattern),
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
            second_rationale=sealed(
                session, tables.decisions.c.second_rationale, record.reference, look.rationale
            ),
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
