"""Professional differences for other systems: an agency's own system raises them and takes them on."""

from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from mash_contracts.vocabulary import Agency, DifferenceGround, DifferenceOutcome, DifferenceStage
from mash_platform.sign_in.access import NotAllowed
from mash_triage.domain.professional_differences import (
    Difference,
    DifferenceGiven,
    DifferenceState,
    DifferenceStep,
    StepGiven,
    Subject,
    TakenStep,
)
from mash_triage.store import professional_differences
from mash_triage.store.professional_differences import DifferenceFilter
from mash_triage.web.desk import CheckPersonOrSystem, TriageDesk, agency_seen_by
from mash_triage.web.differing import difference_seen_by, refuse_strangers, speaker
from mash_triage.web.lists import PAGE_SIZE


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class DifferenceIn(_Model):
    agency: Agency | None = Field(default=None, description="whose it is, when the hub takes it down")
    subject: Subject | None = None
    discussion: int | None = None
    ground: DifferenceGround | None = None
    words: str = Field(default="", repr=False)


class StepIn(_Model):
    step: DifferenceStep | None = None
    words: str = Field(default="", repr=False)
    outcome: DifferenceOutcome | None = Field(default=None, description="how it ended, when it is resolved")
    accepted_by: str = Field(
        default="", repr=False, description="who of the agency that raised it says that it is resolved"
    )
    version: int | None = Field(default=None, description="as it was seen; without it, as it stands")


class StepShown(_Model):
    step: DifferenceStep | None
    words: str
    outcome: DifferenceOutcome | None
    accepted_by: str
    before: DifferenceState
    after: DifferenceState
    by_agency: Agency
    by_name: str
    at: AwareDatetime

    @classmethod
    def of(cls, taken: TakenStep) -> Self:
        return cls(
            step=taken.given.step,
            words=taken.given.words,
            outcome=taken.given.outcome,
            accepted_by=taken.given.accepted_by,
            before=taken.before,
            after=taken.after,
            by_agency=taken.by.agency,
            by_name=taken.by.name,
            at=taken.at,
        )


class DifferenceLine(_Model):
    reference: str
    number: int
    agency: Agency
    ground: DifferenceGround
    subject: Subject
    state: DifferenceState
    stage: DifferenceStage
    raised_at: AwareDatetime
    act_by: AwareDatetime
    overdue: bool


class DifferenceShown(DifferenceLine):
    words: str
    discussion: int | None
    version: int
    steps: tuple[StepShown, ...]
    """Oldest first."""


class DifferenceList(_Model):
    differences: list[DifferenceLine]
    total: int
    """How many match, over all pages."""
    page: int


def difference_api_router(desk: TriageDesk) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["professional differences"])

    @router.get("/professional-differences")
    def list_differences(
        person: CheckPersonOrSystem,
        agency: Agency | None = None,
        from_stage: DifferenceStage = DifferenceStage.ONE,
        resolved: bool = False,
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> DifferenceList:
        """Differences, 25 a page, the one due first at the top. An agency gets its own."""
        wanted = DifferenceFilter(agency_seen_by(person) or agency, from_stage, resolved=resolved)
        with desk.delivery.reading() as session:
            total = professional_differences.count(session, wanted)
            lines = professional_differences.listed(
                session, wanted, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE
            )
        shown = [DifferenceLine.model_validate(_line(desk, line)) for line in lines]
        return DifferenceList(differences=shown, total=total, page=page)

    @router.get("/professional-differences/{reference}/{number}")
    def show_difference(person: CheckPersonOrSystem, reference: str, number: int) -> DifferenceShown:
        """One difference with every step that was taken in it."""
        return _shown(desk, difference_seen_by(desk, person, reference, number))

    @router.post("/professional-differences/{reference}")
    def raise_difference(person: CheckPersonOrSystem, reference: str, given: DifferenceIn) -> DifferenceShown:
        """Challenges what was decided, or how a child is dealt with. Help for the child goes on meanwhile."""
        own = agency_seen_by(person)
        if own is not None and given.agency not in (None, own):
            raise NotAllowed
        refuse_strangers(desk, own, reference)
        difference = DifferenceGiven(
            given.subject, given.ground, given.words, given.discussion, own or given.agency
        )
        with desk.delivery.transaction() as transaction:
            raised = desk.handlers.differences.raise_difference(
                transaction, reference, difference, speaker(person)
            )
        return _shown(desk, raised)

    @router.post("/professional-differences/{reference}/{number}/steps")
    def take_step(person: CheckPersonOrSystem, reference: str, number: int, given: StepIn) -> DifferenceShown:
        """Records what was said, takes it to the next stage, or says that it is resolved."""
        difference_seen_by(desk, person, reference, number)
        step = StepGiven(given.step, given.words, given.outcome, given.accepted_by)
        with desk.delivery.transaction() as transaction:
            after = desk.handlers.differences.take_step(
                transaction, reference, number, step, speaker(person), seen_version=given.version
            )
        return _shown(desk, after)

    return router


def _line(desk: TriageDesk, difference: Difference) -> dict[str, object]:
    return {
        "reference": difference.reference,
        "number": difference.number,
        "agency": difference.agency,
        "ground": difference.ground,
        "subject": difference.subject,
        "state": difference.state,
        "stage": difference.stage,
        "raised_at": difference.raised_at,
        "act_by": difference.act_by,
        "overdue": difference.is_overdue(desk.handlers.clock.now()),
    }


def _shown(desk: TriageDesk, difference: Difference) -> DifferenceShown:
    return DifferenceShown.model_validate(
        {
            **_line(desk, difference),
            "words": difference.words,
            "discussion": difference.discussion,
            "version": difference.version,
            "steps": tuple(StepShown.of(step) for step in difference.steps),
        }
    )
