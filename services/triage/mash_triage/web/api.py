"""The desk for other systems: the same records, the same decisions, the same rules."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from mash_contracts.vocabulary import LegalBasis, LevelOfNeed, Pathway, Rag
from mash_triage.domain.decision import Choice, SecondAnswer
from mash_triage.domain.record_state import RecordState
from mash_triage.store import queue, records
from mash_triage.store.queue import QueueFilter
from mash_triage.web.api_models import RecordLine, RecordList, RecordShown
from mash_triage.web.desk import QualifiedPerson, TriageDesk, professional
from mash_triage.web.lists import PAGE_SIZE


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int | None = None
    """The record's version as it was seen; without it, the record as it stands."""


class DecisionGiven(_Given):
    level: LevelOfNeed | None = None
    rag: Rag | None = None
    legal_basis: LegalBasis | None = None
    pathways: tuple[Pathway, ...] = ()
    rationale: str = Field(default="", repr=False)
    about_pattern: str = Field(
        default="", repr=False, description="needed to answer a pattern over several contacts with advice"
    )


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
        choice = Choice(
            given.level,
            given.rag,
            given.legal_basis,
            given.pathways,
            given.rationale,
            given.about_pattern,
        )
        with desk.delivery.transaction() as transaction:
            record = desk.handlers.decide(
                transaction, reference, choice, professional(person), seen_version=given.version
            )
        return RecordShown.of(record)

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
