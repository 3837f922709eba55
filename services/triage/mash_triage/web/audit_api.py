"""Audits of decisions for other systems: what is to be graded, a grade, and its feedback."""

from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.requests import Request

from mash_contracts.vocabulary import AuditGrade, AuditReason
from mash_triage.domain.audits import Audit, AuditGiven, DrawnDecision
from mash_triage.store import audits
from mash_triage.web.desk import DecisionNumber, QualifiedPerson, TriageDesk, professional
from mash_triage.web.feedback_pages import open_to
from mash_triage.web.lists import PAGE_SIZE
from mash_triage.web.oversight_pages import ManagerPerson


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class AuditIn(_Model):
    grade: AuditGrade | None = None
    strengths: str = Field(default="", repr=False)
    learning: str = Field(default="", repr=False)


class DrawnShown(_Model):
    reference: str
    number: int
    """Which decision about this child, the first being one."""
    because: AuditReason
    decided_at: AwareDatetime
    decided_by: str
    decided_by_name: str

    @classmethod
    def of(cls, drawn: DrawnDecision) -> Self:
        return cls.model_validate(drawn)


class DrawnList(_Model):
    to_grade: list[DrawnShown]
    total: int
    page: int


class AuditShown(_Model):
    decision: DrawnShown
    grade: AuditGrade
    strengths: str
    learning: str
    audited_at: AwareDatetime
    audited_by_name: str
    read_at: AwareDatetime | None

    @classmethod
    def of(cls, audit: Audit) -> Self:
        return cls(
            decision=DrawnShown.of(audit.drawn),
            grade=audit.grade,
            strengths=audit.strengths,
            learning=audit.learning,
            audited_at=audit.audited_at,
            audited_by_name=audit.audited_by.name,
            read_at=audit.read_at,
        )


class FeedbackList(_Model):
    feedback: list[AuditShown]
    total: int
    page: int


def audit_api_router(desk: TriageDesk) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["audits"])

    @router.get("/audits")
    def list_to_grade(person: ManagerPerson, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> DrawnList:
        """Decisions that were drawn and that this manager may grade, 25 a page, the oldest first."""
        with desk.delivery.reading() as session:
            total = audits.count_to_grade(session, person.account_id)
            drawn = audits.to_grade(
                session, person.account_id, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE
            )
        return DrawnList(to_grade=[DrawnShown.of(one) for one in drawn], total=total, page=page)

    @router.post("/audits/{reference}/{number}")
    def grade(person: ManagerPerson, reference: str, number: DecisionNumber, given: AuditIn) -> AuditShown:
        """Grades a decision in which the manager had no say; who decided can read it at once."""
        audit = AuditGiven(given.grade, given.strengths, given.learning)
        with desk.delivery.transaction() as transaction:
            graded = desk.handlers.oversight.grade(
                transaction, reference, number, audit, professional(person)
            )
        return AuditShown.of(graded)

    @router.get("/feedback")
    def list_feedback(
        request: Request, person: QualifiedPerson, page: Annotated[int, Query(ge=1, le=100_000)] = 1
    ) -> FeedbackList:
        """What was said of one's own decisions, 25 a page, the newest first."""
        with desk.delivery.reading() as session:
            total = audits.count_feedback(session, person.account_id)
            given = audits.feedback_for(
                session, person.account_id, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE
            )
        return FeedbackList(
            feedback=[AuditShown.of(audit) for audit in open_to(request, person, given)],
            total=total,
            page=page,
        )

    return router
