"""The desk for other systems: the same records, the same decisions, the same rules."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from mash_contracts.vocabulary import LegalBasis, LevelOfNeed, Pathway, Rag
from mash_platform.errors import Conflict, FieldError, Rejected
from mash_platform.web.auditing import keep_changed
from mash_triage.domain.decision import Choice, SecondAnswer
from mash_triage.domain.record_state import RecordState
from mash_triage.handlers.siblings import ChoiceFor, NotTogether, decide_together
from mash_triage.store import queue, records
from mash_triage.store.queue import QueueFilter
from mash_triage.web.api_models import RecordLine, RecordList, RecordShown
from mash_triage.web.desk import QualifiedPerson, TriageDesk, professional
from mash_triage.web.lists import PAGE_SIZE
from mash_triage.web.together import MOST_TOGETHER, home_of, opened


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int | None = None
    """The record's version as it was seen; without it, the record as it stands."""


class DecisionGiven(_Given):
    """What is decided about one child."""

    level: LevelOfNeed | None = None
    rag: Rag | None = None
    legal_basis: LegalBasis | None = None
    pathways: tuple[Pathway, ...] = ()
    rationale: str = Field(default="", repr=False)
    about_pattern: str = Field(
        default="", repr=False, description="needed to answer a pattern over several contacts with advice"
    )

    @property
    def choice(self) -> Choice:
        return Choice(
            self.level, self.rag, self.legal_basis, self.pathways, self.rationale, self.about_pattern
        )


class DecisionOfSeveral(DecisionGiven):
    reference: str = Field(min_length=1, max_length=64)
    version: int
    """The record's version as it was seen: siblings are weighed together, so each must be as it was seen."""


class DecisionsGiven(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    decisions: tuple[DecisionOfSeveral, ...] = Field(min_length=1, max_length=MOST_TOGETHER)


class SecondLookGiven(_Given):
    answer: SecondAnswer | None = None
    rationale: str = Field(default="", repr=False)


def api_router(desk: TriageDesk) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["triage"])

    @router.get("/triage/records")
    def list_records(
        person: QualifiedPerson,
        state: RecordState = RecordState.WAITING,
        rag: Rag | None = None,
        pathway: Pathway | None = None,
        mine: bool = False,
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> RecordList:
        """The desk's lists, 25 a page: red first, then the nearest deadline; those decided, latest first."""
        wanted = QueueFilter(state, rag, pathway, person.account_id if mine else None)
        with desk.delivery.reading() as session:
            lines = queue.queue(session, wanted, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
            total = queue.count(session, wanted)
            counts = queue.counts(session)
        return RecordList(
            records=[RecordLine.of(line) for line in lines], total=total, page=page, counts=counts
        )

    @router.get("/triage/records/{reference}")
    def show_record(_: QualifiedPerson, reference: str) -> RecordShown:
        """One child's record: the recommendation with its reasons and gaps, and every decision."""
        with desk.delivery.reading() as session:
            return RecordShown.of(records.find(session, reference))

    @router.post("/decisions/{reference}")
    def decide(person: QualifiedPerson, reference: str, given: DecisionGiven) -> RecordShown:
        """Decides as the signed-in person. Below the recommendation a practitioner needs a second person."""
        with desk.delivery.transaction() as transaction:
            record = desk.handlers.decide(
                transaction, reference, given.choice, professional(person), seen_version=given.version
            )
        return RecordShown.of(record)

    @router.post("/decisions/{reference}/together")
    def decide_siblings(
        request: Request, person: QualifiedPerson, reference: str, given: DecisionsGiven
    ) -> list[RecordShown]:
        """Decides about several of this child, brothers and sisters, and children of the same contact.

        All of the decisions are taken, or none.
        """
        references = tuple(one.reference for one in given.decisions)
        with desk.delivery.reading() as session:
            home = opened(request, person, home_of(session, reference))
        if found := _not_of(home, references):
            raise Rejected(*found)
        keep_changed(request, references)
        chosen = tuple(ChoiceFor(one.reference, one.choice, one.version) for one in given.decisions)
        try:
            with desk.delivery.transaction() as transaction:
                decided = decide_together(desk.handlers, transaction, chosen, professional(person))
        except NotTogether as refused:
            raise _why(refused, references) from None
        return [RecordShown.of(record) for record in decided]

    @router.post("/decisions/{reference}/second-person")
    def look_again(person: QualifiedPerson, reference: str, given: SecondLookGiven) -> RecordShown:
        """Confirms a decision below the recommendation, or sends it back, as the second person."""
        with desk.delivery.transaction() as transaction:
            record = desk.handlers.look_again(
                transaction,
                reference,
                given.answer,
                given.rationale,
                professional(person),
                seen_version=given.version,
            )
        return RecordShown.of(record)

    return router


def _not_of(home: Sequence[str], references: Sequence[str]) -> tuple[FieldError, ...]:
    """Each place whose child is not of this home, or was named before."""
    errors = []
    for place, reference in enumerate(references):
        field = f"decisions[{place}].reference"
        if reference not in home:
            errors.append(FieldError(field, "not-together", "Not a child who is decided about with this one"))
        elif reference in references[:place]:
            errors.append(FieldError(field, "named-twice", "This child is named more than once"))
    return tuple(errors)


def _why(refused: NotTogether, references: Sequence[str]) -> Rejected | Conflict:
    """What is missing, at its place; or else what somebody else did first, by record."""
    if not refused.errors:
        return Conflict(
            " ".join(f"{one}: {conflict.sentence}" for one, conflict in refused.conflicts.items())
        )
    return Rejected(
        *(
            FieldError(f"decisions[{place}].{error.field}", error.code, error.sentence)
            for place, reference in enumerate(references)
            for error in refused.errors.get(reference, ())
        )
    )
