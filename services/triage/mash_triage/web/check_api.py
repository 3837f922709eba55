"""Agency checks for other systems: the same checks, the same answers, the same rules."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import (
    Agency,
    Basis,
    CheckDeclineReason,
    CheckOutcome,
    ConsentReason,
    FactSource,
    Frequency,
    LevelOfNeed,
    Rag,
    Severity,
    SharingChoice,
)
from mash_platform.sign_in.access import NotAllowed, Person
from mash_triage.domain.agency_checks import MOST_FACTS, AgencyCheck, AgencyFact, AnswerGiven, CheckState
from mash_triage.domain.lawful_basis import Ground, SharingGiven
from mash_triage.handlers.agency_checks import Answerer
from mash_triage.store import agency_checks
from mash_triage.store.agency_checks import BoardFilter
from mash_triage.web.asked import asked_check, child_as_told
from mash_triage.web.board_pages import PAGE_SIZE
from mash_triage.web.desk import (
    CheckPersonOrSystem,
    QualifiedPerson,
    TriageDesk,
    agency_seen_by,
    professional,
)


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class FactIn(_Model):
    factor: AssessmentFactor
    basis: Basis
    source: FactSource
    dated: date | None = None
    signs: tuple[Sign, ...] = ()
    frequency: Frequency = Frequency.UNKNOWN
    severity: Severity = Severity.UNKNOWN


class AnswerIn(_Model):
    outcome: CheckOutcome | None = None
    facts: tuple[FactIn, ...] = Field(default=(), max_length=MOST_FACTS)
    decline_reason: CheckDeclineReason | None = None
    view: LevelOfNeed | None = None
    dissents: bool = False
    words: str = Field(default="", repr=False)


class SharingIn(_Model):
    choice: SharingChoice | None = None
    reason: ConsentReason | None = None
    words: str = Field(default="", repr=False)


class CheckShown(_Model):
    reference: str
    agency: Agency
    state: CheckState
    overdue: bool
    rag: Rag | None = None
    """Of the child, as they stand at the desk; only in lists."""
    asked_at: AwareDatetime | None
    answer_by: AwareDatetime | None


class CheckList(_Model):
    checks: list[CheckShown]
    total: int
    """How many are open, over all pages."""
    page: int


class AdultToldShown(_Model):
    name: str = Field(repr=False)
    date_of_birth: date | None


class ChildToldShown(_Model):
    """Only what the rules let this agency be told; what they do not is null."""

    name: str = Field(repr=False)
    age: str
    date_of_birth: date | None
    address: str | None
    adults: tuple[AdultToldShown, ...]
    nhs_number: str | None
    school: str | None


class CheckAsked(_Model):
    """What an agency is asked about a child, and by when."""

    check: CheckShown
    ground: str
    """Why the agency may be asked, in words."""
    concerns: tuple[str, ...]
    """The kinds of worry that the agency may be told of, in words."""
    questions: tuple[str, ...]
    level: LevelOfNeed | None
    """As the hub sees it so far; null where the agency is not told."""
    child: ChildToldShown | None
    """Null while intake does not answer: ring the hub before you answer."""


class SharingShown(_Model):
    ground: Ground
    may_ask: bool
    """Whether agencies are asked now."""


def check_api_router(desk: TriageDesk) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["agency checks"])

    @router.get("/agency-checks")
    def list_checks(
        person: CheckPersonOrSystem,
        agency: Agency | None = None,
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> CheckList:
        """Open checks, 25 a page, the one due first at the top. An agency gets its own."""
        own = agency_seen_by(person)
        wanted = BoardFilter(own or agency, asked_only=own is not None)
        now = desk.delivery.clock.now()
        with desk.delivery.reading() as session:
            lines = agency_checks.board(session, wanted, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
            total = agency_checks.count_board(session, wanted)
        shown = [_shown(line.check, now, line.rag) for line in lines]
        return CheckList(checks=shown, total=total, page=page)

    @router.get("/agency-checks/{reference}/{agency}")
    def what_is_asked(person: CheckPersonOrSystem, reference: str, agency: Agency) -> CheckAsked:
        """Who the child is and what is asked, no more than the agency may be told. Each read is recorded."""
        _only_its_own(person, agency)
        asked = asked_check(desk, reference, agency)
        details = desk.details_for_agency(person, reference)
        child = child_as_told(details, asked.told) if details else None
        return CheckAsked(
            check=_shown(asked.check, desk.delivery.clock.now()),
            ground=asked.ground,
            concerns=asked.told.concerns,
            questions=asked.told.questions,
            level=asked.told.level,
            child=ChildToldShown(**asdict(child)) if child else None,
        )

    @router.post("/agency-checks/{reference}/{agency}/answers")
    def answer(person: CheckPersonOrSystem, reference: str, agency: Agency, given: AnswerIn) -> CheckShown:
        """Answers a check. What an agency knows is assessed at once; it never lowers anything."""
        _only_its_own(person, agency)
        answer = AnswerGiven(
            outcome=given.outcome,
            facts=tuple(AgencyFact(**fact.model_dump()) for fact in given.facts),
            decline_reason=given.decline_reason,
            view=given.view,
            dissents=given.dissents,
            words=given.words,
        )
        with desk.delivery.transaction() as transaction:
            check = desk.handlers.checks.answer(
                transaction, reference, agency, answer, Answerer(person.account_id, person.name)
            )
        return _shown(check, desk.delivery.clock.now())

    @router.post("/sharing/{reference}")
    def record_sharing(person: QualifiedPerson, reference: str, given: SharingIn) -> SharingShown:
        """Records consent, its dispensing, a decision not to share, or whether the parents are told."""
        sharing = SharingGiven(given.choice, given.reason, given.words)
        with desk.delivery.transaction() as transaction:
            basis = desk.handlers.checks.decide_sharing(transaction, reference, sharing, professional(person))
        return SharingShown(ground=basis.ground, may_ask=basis.may_ask)

    return router


def _only_its_own(person: Person, agency: Agency) -> None:
    """Raises NotAllowed where somebody asks for the check of an agency that is not theirs."""
    if agency_seen_by(person) not in (None, agency):
        raise NotAllowed


def _shown(check: AgencyCheck, now: datetime, rag: Rag | None = None) -> CheckShown:
    return CheckShown(
        reference=check.reference,
        agency=check.agency,
        state=check.state,
        overdue=check.is_overdue(now),
        rag=rag,
        asked_at=check.asked_at,
        answer_by=check.clock.answer_by if check.clock else None,
    )
