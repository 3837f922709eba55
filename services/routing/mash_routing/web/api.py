"""The worklists for downstream systems: the same lists and answers as the pages, as JSON.

Lists and answers identify no child beyond the reference; who the child of a case is, is asked for itself.
"""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from mash_contracts.details import RecordDetails
from mash_contracts.held import HeldOfRecord, StillOpen
from mash_contracts.national_codes import ClosureReason
from mash_contracts.vocabulary import (
    DeclineReason,
    LegalBasis,
    LevelOfNeed,
    Movement,
    Pathway,
    Purpose,
    Rag,
    Role,
)
from mash_platform.errors import Unavailable
from mash_platform.sign_in.access import Person, require
from mash_routing import store
from mash_routing.domain.case_state import CaseState
from mash_routing.handlers.answers import LONGEST_NOTE, case_for
from mash_routing.store import Case, Held
from mash_routing.web.desk import AT_THE_HUB, BY_API, WorklistDesk
from mash_routing.web.held import held_of, still_open
from mash_routing.web.lines import is_overdue
from mash_routing.web.reasons import reasons_in_words

ByApi = Annotated[Person, Depends(BY_API)]
AtTheHub = Annotated[Person, Depends(AT_THE_HUB)]
Manager = Annotated[Person, Depends(require(Role.MANAGER))]


class ReasonAnswer(BaseModel):
    code: str
    title: str


class CaseAnswer(BaseModel):
    """One team asked one thing for one child."""

    case_id: str
    reference: str
    contact_reference: str
    pathway: Pathway
    purpose: Purpose
    round: int = Field(description="above 1: the team declined before, and the hub asked again")
    state: CaseState
    version: int = Field(description="send it back with an answer, to learn of changes made meanwhile")
    movement: Movement
    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    reasons: tuple[ReasonAnswer, ...]
    policy_edition: str
    routed_at: AwareDatetime
    respond_by: AwareDatetime
    overdue: bool
    worker: str | None = Field(description="account id")
    decline_reason: DeclineReason | None
    closure_reason: ClosureReason | None
    open_case: str | None = Field(description="with the purpose new-information: the case it belongs to")
    left_out_at: AwareDatetime | None = Field(
        description="when the hub decided again without the team; what it took on stays with it"
    )
    also_routed_to: tuple[Pathway, ...]


class WorklistAnswer(BaseModel):
    team: Pathway
    state: CaseState
    total: int
    cases: tuple[CaseAnswer, ...]


class WorkerAnswer(BaseModel):
    account_id: str
    name: str


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: int | None = Field(
        default=None,
        ge=1,
        description="the version you saw; without it the answer is to the case as it stands",
    )


class AcceptRequest(_Request):
    pass


class DeclineRequest(_Request):
    reason: DeclineReason
    note: str = Field(
        default="", max_length=LONGEST_NOTE, description="for the hub only; needed with some reasons"
    )


class CloseRequest(_Request):
    reason: ClosureReason


class AllocateRequest(_Request):
    worker: str = Field(max_length=64, description="account id of a member of the team")


def api_router(desk: WorklistDesk) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["Worklists"])

    @router.get("/worklists/{team}")
    def worklist(
        team: Pathway,
        person: ByApi,
        state: CaseState = CaseState.ROUTED,
        offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
        limit: Annotated[int, Query(ge=1, le=200)] = 100,
    ) -> WorklistAnswer:
        """A team's cases in one state: red first, then whose answer is due first."""
        desk.team_for(person, team)
        with desk.delivery.reading() as session:
            total = store.counts(session)[team][state]
            cases = store.worklist(session, team, state, offset=offset, limit=limit)
            held = store.held_by_reference(session, [case.reference for case in cases])
        answers = tuple(_answer(desk, case, held[case.reference]) for case in cases)
        return WorklistAnswer(team=team, state=state, total=total, cases=answers)

    @router.get("/worklists/{team}/workers")
    def workers(team: Pathway, person: ByApi) -> list[WorkerAnswer]:
        """The members of a team, to whom its cases can be allocated."""
        desk.team_for(person, team)
        return [WorkerAnswer(account_id=one.account_id, name=one.name) for one in desk.workers(team)]

    @router.get("/cases")
    def cases_of(_person: AtTheHub, reference: str) -> list[CaseAnswer]:
        """Where a child went: every case of one record, for the hub that sent it."""
        with desk.delivery.reading() as session:
            cases = store.cases_of(session, reference)
            held = store.held_by_reference(session, [reference])[reference]
        return [_answer(desk, case, held) for case in cases]

    @router.get("/cases/{case_id}")
    def one_case(case_id: str, person: ByApi) -> CaseAnswer:
        return _current(desk, person, case_id)

    @router.get("/cases/{case_id}/child")
    def child(case_id: str, person: ByApi) -> RecordDetails:
        """Who the child is, and the whole contact. The read is recorded."""
        with desk.delivery.reading() as session:
            case = case_for(session, person, case_id)
        details = desk.child_of(person, case.reference)
        if details is None:
            raise Unavailable("intake cannot tell who the child is")
        return details

    @router.post("/cases/{case_id}/accept")
    def accept(
        case_id: str, person: ByApi, given: Annotated[AcceptRequest | None, Body()] = None
    ) -> CaseAnswer:
        """The team takes the case on. Again is as once."""
        with desk.delivery.transaction() as transaction:
            desk.answers.accept(transaction, person, case_id, version=given.version if given else None)
        return _current(desk, person, case_id)

    @router.post("/cases/{case_id}/decline")
    def decline(case_id: str, person: ByApi, given: DeclineRequest) -> CaseAnswer:
        """The child goes back to the hub, which decides again."""
        with desk.delivery.transaction() as transaction:
            desk.answers.decline(
                transaction,
                person,
                case_id,
                reason=given.reason,
                note=given.note,
                version=given.version,
            )
        return _current(desk, person, case_id)

    @router.post("/cases/{case_id}/allocate")
    def allocate(case_id: str, person: ByApi, given: AllocateRequest) -> CaseAnswer:
        """A worker of the team has the case; it can be allocated to another one later."""
        worker = desk.worker(given.worker)
        with desk.delivery.transaction() as transaction:
            desk.answers.allocate(transaction, person, case_id, worker=worker, version=given.version)
        return _current(desk, person, case_id)

    _closing(router, desk)
    _holding(router, desk)
    return router


def _holding(router: APIRouter, desk: WorklistDesk) -> None:
    @router.get("/worklists/records/{reference}/held")
    def held(reference: str, _: Manager) -> HeldOfRecord:
        """Everything routing holds of this record, in words, to be given to the child or whoever may ask."""
        with desk.delivery.reading() as session:
            return held_of(session, reference)

    @router.get("/worklists/records/{reference}/open")
    def open_cases(reference: str, _: Manager) -> StillOpen:
        """Cases of this record that nobody has ended: while there are any, it is not erased."""
        with desk.delivery.reading() as session:
            return still_open(session, reference)


def _closing(router: APIRouter, desk: WorklistDesk) -> None:
    @router.post("/cases/{case_id}/close")
    def close(case_id: str, person: ByApi, given: CloseRequest) -> CaseAnswer:
        """The team's work with the child has ended: a new worry is a new referral. Again is as once."""
        with desk.delivery.transaction() as transaction:
            desk.answers.close(transaction, person, case_id, reason=given.reason, version=given.version)
        return _current(desk, person, case_id)


def _current(desk: WorklistDesk, person: Person, case_id: str) -> CaseAnswer:
    with desk.delivery.reading() as session:
        case = case_for(session, person, case_id)
        held = store.held_by_reference(session, [case.reference])
    return _answer(desk, case, held[case.reference])


def _answer(desk: WorklistDesk, case: Case, held: Sequence[Held]) -> CaseAnswer:
    return CaseAnswer(
        case_id=case.case_id,
        reference=case.reference,
        contact_reference=case.contact_reference,
        pathway=case.pathway,
        purpose=case.purpose,
        round=case.round,
        state=case.state,
        version=case.version,
        movement=case.movement,
        level=case.level,
        rag=case.rag,
        legal_basis=case.legal_basis,
        reasons=tuple(
            ReasonAnswer(code=reason.code, title=reason.title)
            for reason in reasons_in_words(case.reasons, case.policy_edition)
        ),
        policy_edition=case.policy_edition,
        routed_at=case.routed_at,
        respond_by=case.respond_by,
        overdue=is_overdue(case, desk.clock.now()),
        worker=case.worker,
        decline_reason=case.decline_reason,
        closure_reason=case.closure_reason,
        open_case=case.open_case,
        left_out_at=case.left_out_at,
        also_routed_to=store.other_teams(held, case.pathway),
    )
