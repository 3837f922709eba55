"""Management oversight: what needs a second person, what is overdue, and which decisions are to be graded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.vocabulary import AuditGrade, Role
from mash_platform.drafts import Draft
from mash_platform.errors import Conflict, FieldError, Rejected
from mash_platform.sign_in.access import Person, require
from mash_platform.web.pages import Pages
from mash_triage.domain.audits import AuditGiven, DrawnDecision, may_audit
from mash_triage.domain.professional_differences import Difference
from mash_triage.domain.record_state import RecordState
from mash_triage.domain.strategy_discussions import StrategyRequest
from mash_triage.store import audits, professional_differences, queue, strategy_requests
from mash_triage.store.professional_differences import DifferenceFilter
from mash_triage.store.queue import QueueFilter, QueueLine
from mash_triage.store.records import Decision, Record
from mash_triage.web.desk import DecisionNumber, TriageDesk, code_of, professional
from mash_triage.web.lists import PAGE_SIZE

ManagerPerson = Annotated[Person, Depends(require(Role.MANAGER))]

_SHOWN = 8
"""Of each list on the first page of oversight; the whole list is one link away."""


@dataclass(frozen=True)
class OversightQueue:
    """What waits for a manager, each list with the most pressing first, and how many there are of each."""

    second_person: Sequence[QueueLine]
    second_person_total: int
    strategy: Sequence[StrategyRequest]
    strategy_total: int
    strategy_overdue: int
    differences: Sequence[Difference]
    differences_total: int
    differences_overdue: int
    to_grade: Sequence[DrawnDecision]
    to_grade_total: int

    @property
    def references(self) -> list[str]:
        lists: tuple[Sequence[QueueLine | StrategyRequest | Difference | DrawnDecision], ...] = (
            self.second_person,
            self.strategy,
            self.differences,
            self.to_grade,
        )
        return list(dict.fromkeys(line.reference for listed in lists for line in listed))


def oversight_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/oversight/")
    def oversight_page(request: Request, person: ManagerPerson) -> Response:
        with desk.delivery.reading() as session:
            waiting = oversight_queue(desk, session, person)
        summaries = desk.intake.summaries(person, waiting.references)
        return pages.render(
            request,
            "oversight.html",
            waiting=waiting,
            summaries=summaries or {},
            intake_unavailable=summaries is None,
            stages=desk.handlers.oversight_rules().stages,
            rule=desk.handlers.oversight_rules().audit,
        )

    @router.get("/oversight/strategy-discussions")
    def strategy_page(
        request: Request, person: ManagerPerson, page: Annotated[int, Query(ge=1, le=100_000)] = 1
    ) -> Response:
        with desk.delivery.reading() as session:
            total = strategy_requests.count_board(session)
            lines = strategy_requests.board(session, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
        return listed(request, person, "oversight_strategy.html", lines, total, page)

    @router.get("/oversight/audits")
    def to_grade_page(
        request: Request, person: ManagerPerson, page: Annotated[int, Query(ge=1, le=100_000)] = 1
    ) -> Response:
        with desk.delivery.reading() as session:
            total = audits.count_to_grade(session, person.account_id)
            lines = audits.to_grade(
                session, person.account_id, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE
            )
        return listed(request, person, "oversight_audits.html", lines, total, page)

    def listed(
        request: Request,
        person: Person,
        template: str,
        lines: Sequence[StrategyRequest] | Sequence[DrawnDecision],
        total: int,
        page: int,
    ) -> Response:
        summaries = desk.intake.summaries(person, list(dict.fromkeys(line.reference for line in lines)))
        return pages.render(
            request,
            template,
            lines=lines,
            summaries=summaries or {},
            intake_unavailable=summaries is None,
            total=total,
            page=page,
            first=(page - 1) * PAGE_SIZE + 1,
            last_page=max(1, -(-total // PAGE_SIZE)),
            address=lambda number: f"{request.url.path}?page={number}",
        )

    return router


def audit_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    """Grading one decision that was drawn, and reading how it was graded."""
    router = APIRouter(include_in_schema=False)

    @router.get("/oversight/audits/{reference}/{number}")
    def audit_page(
        request: Request, reference: str, number: DecisionNumber, person: ManagerPerson
    ) -> Response:
        draft = desk.drafts.of(person.account_id, _draft_of(reference, number))
        return form(request, person, reference, number, draft.texts if draft else {}, draft=draft)

    @router.post("/oversight/audits/{reference}/{number}")
    def grade(
        request: Request,
        reference: str,
        number: DecisionNumber,
        person: ManagerPerson,
        grade: Annotated[str, Form()] = "",
        strengths: Annotated[str, Form()] = "",
        learning: Annotated[str, Form()] = "",
    ) -> Response:
        given = AuditGiven(code_of(AuditGrade, grade), strengths, learning)
        texts = {"strengths": strengths, "learning": learning}
        draft = _draft_of(reference, number)
        try:
            with desk.delivery.transaction() as transaction:
                desk.handlers.oversight.grade(transaction, reference, number, given, professional(person))
        except Rejected as rejected:
            desk.drafts.keep(person.account_id, draft, texts)
            written = {**texts, "grade": grade}
            return form(request, person, reference, number, written, errors=rejected.errors)
        except Conflict as conflict:
            return form(request, person, reference, number, texts, conflict=conflict)
        desk.drafts.forget(person.account_id, draft)
        return RedirectResponse("/oversight/#audits", status_code=303)

    def form(
        request: Request,
        person: Person,
        reference: str,
        number: int,
        written: Mapping[str, str],
        *,
        errors: Sequence[FieldError] = (),
        conflict: Conflict | None = None,
        draft: Draft | None = None,
    ) -> Response:
        with desk.delivery.reading() as session:
            entry = audits.find(session, reference, number)
        record = desk.record(reference)
        return pages.render(
            request,
            "audit.html",
            status=409 if conflict else 422 if errors else 200,
            errors=errors,
            conflict=conflict,
            record=record,
            summary=desk.summary(person, reference),
            drawn=entry.drawn,
            audit=entry.audit,
            decision=decision_numbered(record, number),
            may_grade=may_audit(professional(person), entry.drawn),
            grades=tuple(reversed(AuditGrade)),
            written=written,
            draft=draft,
            draft_at=f"/triage/drafts/{_draft_of(reference, number)}",
        )

    return router


def oversight_queue(desk: TriageDesk, session: Session, person: Person) -> OversightQueue:
    """Everything that waits for a manager, as far as this one may act on it."""
    now = desk.handlers.clock.now()
    second, differing = QueueFilter(RecordState.AWAITING_SECOND_PERSON), DifferenceFilter()
    return OversightQueue(
        second_person=queue.queue(session, second, limit=_SHOWN),
        second_person_total=queue.count(session, second),
        strategy=strategy_requests.board(session, limit=_SHOWN),
        strategy_total=strategy_requests.count_board(session),
        strategy_overdue=strategy_requests.count_board(session, overdue_at=now),
        differences=professional_differences.listed(session, differing, limit=_SHOWN),
        differences_total=professional_differences.count(session, differing),
        differences_overdue=professional_differences.count(session, DifferenceFilter(overdue_at=now)),
        to_grade=audits.to_grade(session, person.account_id, limit=_SHOWN),
        to_grade_total=audits.count_to_grade(session, person.account_id),
    )


def decision_numbered(record: Record, number: int) -> Decision | None:
    """The decision that an audit is about: numbers count in the order in which people decided."""
    in_order = sorted(record.decisions, key=lambda decision: decision.decided_at)
    return in_order[number - 1] if 0 < number <= len(in_order) else None


def _draft_of(reference: str, number: int) -> str:
    return f"audits/{reference}/{number}"
