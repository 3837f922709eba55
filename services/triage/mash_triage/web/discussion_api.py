"""Discussions and strategy discussions for other systems: the same rules, the same words."""

from collections.abc import Sequence
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from mash_contracts.vocabulary import Agency, DiscussionKind, LevelOfNeed, Role, StrategyOutcome
from mash_triage.domain.discussions import (
    MOST_PARTICIPANTS,
    Discussion,
    DiscussionGiven,
    ParticipantView,
    Revision,
    Stance,
)
from mash_triage.domain.strategy_discussions import StrategyRequest, StrategyState
from mash_triage.store import strategy_requests
from mash_triage.web.desk import QualifiedPerson, TriageDesk, professional
from mash_triage.web.discussing import Discussing
from mash_triage.web.discussion_pages import discussing
from mash_triage.web.lists import PAGE_SIZE


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class View(_Model):
    """One who took part, and what they think, in their own words."""

    agency: Agency | None = None
    role: str = Field(default="", repr=False)
    name: str = Field(default="", repr=False)
    words: str = Field(default="", repr=False)
    level: LevelOfNeed | None = None
    stance: Stance | None = None
    reason: str = Field(default="", repr=False, description="needed when they do not agree")


class DiscussionIn(_Model):
    kind: DiscussionKind | None = None
    held_at: AwareDatetime | None = None
    views: tuple[View, ...] = Field(default=(), max_length=MOST_PARTICIPANTS)
    decision: str = Field(default="", repr=False)
    rationale: str = Field(default="", repr=False)
    family_told: str = Field(default="", repr=False)
    referrer_told: str = Field(default="", repr=False)
    outcome: StrategyOutcome | None = Field(
        default=None, description="of a strategy discussion in which social care, police and health took part"
    )

    def given(self, correction: str = "") -> DiscussionGiven:
        return DiscussionGiven(
            kind=self.kind,
            held_at=self.held_at,
            views=tuple(ParticipantView(**view.model_dump()) for view in self.views),
            decision=self.decision,
            rationale=self.rationale,
            family_told=self.family_told,
            referrer_told=self.referrer_told,
            outcome=self.outcome,
            correction=correction,
        )


class CorrectionIn(DiscussionIn):
    correction: str = Field(default="", repr=False, description="what is corrected, and why")
    revision: int | None = Field(default=None, description="as it was seen; without it, the latest")


class RevisionShown(_Model):
    held_at: AwareDatetime | None
    views: tuple[View, ...]
    decision: str
    rationale: str
    family_told: str
    referrer_told: str
    outcome: StrategyOutcome | None
    correction: str
    recorded_at: AwareDatetime
    recorded_by: str
    recorded_by_name: str
    recorded_by_role: Role

    @classmethod
    def of(cls, revision: Revision) -> Self:
        given = revision.given
        return cls(
            held_at=given.held_at,
            views=tuple(View.model_validate(view) for view in given.views),
            decision=given.decision,
            rationale=given.rationale,
            family_told=given.family_told,
            referrer_told=given.referrer_told,
            outcome=given.outcome,
            correction=given.correction,
            recorded_at=revision.recorded_at,
            recorded_by=revision.recorded_by.account_id,
            recorded_by_name=revision.recorded_by.name,
            recorded_by_role=revision.recorded_by.role,
        )


class DiscussionShown(_Model):
    number: int
    kind: DiscussionKind | None
    missing: tuple[Agency, ...]
    """Who was missing from the quorum of a strategy discussion."""
    revisions: tuple[RevisionShown, ...]
    """Oldest first; the last holds."""

    @classmethod
    def of(cls, discussion: Discussion, missing: Sequence[Agency]) -> Self:
        return cls(
            number=discussion.number,
            kind=discussion.given.kind,
            missing=tuple(missing),
            revisions=tuple(RevisionShown.of(revision) for revision in discussion.revisions),
        )


class StrategyShown(_Model):
    reference: str
    number: int
    state: StrategyState
    high_risk: bool
    requested_at: AwareDatetime
    hold_by: AwareDatetime
    overdue: bool


class StrategyList(_Model):
    strategy_discussions: list[StrategyShown]
    total: int
    """How many are still to be held, over all pages."""
    page: int


class DiscussionsShown(_Model):
    discussions: list[DiscussionShown]
    strategy_discussions: list[StrategyShown]
    """Those that were asked for."""
    enquiry_by: AwareDatetime | None
    """By when the section 47 enquiry is complete, once a strategy discussion has started one."""
    conference_by: AwareDatetime | None


def discussion_api_router(desk: TriageDesk) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["discussions"])

    @router.get("/strategy-discussions")
    def list_strategy_discussions(
        _: QualifiedPerson, page: Annotated[int, Query(ge=1, le=100_000)] = 1
    ) -> StrategyList:
        """Those that are still to be held, 25 a page, the one due first at the top."""
        with desk.delivery.reading() as session:
            lines = strategy_requests.board(session, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
            total = strategy_requests.count_board(session)
        return StrategyList(
            strategy_discussions=[_strategy(desk, line) for line in lines], total=total, page=page
        )

    @router.get("/discussions/{reference}")
    def show_discussions(_: QualifiedPerson, reference: str) -> DiscussionsShown:
        """What agencies said to each other about one child, and the strategy discussions asked for."""
        desk.record(reference)
        known = discussing(desk, reference)
        return DiscussionsShown(
            discussions=[_discussion(known, one) for one in known.discussions],
            strategy_discussions=[_strategy(desk, request) for request in known.requests],
            enquiry_by=known.enquiry.enquiry_by if known.enquiry else None,
            conference_by=known.enquiry.conference_by if known.enquiry else None,
        )

    @router.post("/discussions/{reference}")
    def record_discussion(person: QualifiedPerson, reference: str, given: DiscussionIn) -> DiscussionShown:
        """Records a discussion. A strategy discussion without its quorum decides nothing and stays due."""
        with desk.delivery.transaction() as transaction:
            kept = desk.handlers.discussions.record(
                transaction, reference, given.given(), professional(person)
            )
        return _discussion(discussing(desk, reference), kept)

    @router.post("/discussions/{reference}/{number}/corrections")
    def correct_discussion(
        person: QualifiedPerson, reference: str, number: int, given: CorrectionIn
    ) -> DiscussionShown:
        """Corrects a discussion; what was recorded first stays beside it."""
        with desk.delivery.transaction() as transaction:
            kept = desk.handlers.discussions.correct(
                transaction,
                reference,
                number,
                given.given(given.correction),
                professional(person),
                seen_revision=given.revision,
            )
        return _discussion(discussing(desk, reference), kept)

    return router


def _discussion(known: Discussing, discussion: Discussion) -> DiscussionShown:
    return DiscussionShown.of(discussion, known.missing_from(discussion))


def _strategy(desk: TriageDesk, request: StrategyRequest) -> StrategyShown:
    return StrategyShown(
        reference=request.reference,
        number=request.number,
        state=request.state,
        high_risk=request.high_risk,
        requested_at=request.requested_at,
        hold_by=request.hold_by,
        overdue=request.is_overdue(desk.handlers.clock.now()),
    )
