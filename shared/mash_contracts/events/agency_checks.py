"""What triage says of the questions to agencies, and of sharing."""

from pydantic import Field

from mash_contracts.envelope import EventData
from mash_contracts.events.parts import Moment
from mash_contracts.vocabulary import (
    Agency,
    CheckDeclineReason,
    CheckOutcome,
    ConsentReason,
    LegalBasis,
    LevelOfNeed,
    Rag,
    Role,
    SharingChoice,
)


class AgencyCheckEvent(EventData):
    """What happens to one check, told on the topic of the agency that is asked."""

    agency: Agency


class AgencyCheckRequested(AgencyCheckEvent):
    """Triage asks one agency what it knows of one child. The detail is behind the agency's own sign-in."""

    TYPE = "agency-check.requested"
    VERSION = 1

    contact_reference: str
    requested_at: Moment
    answer_by: Moment
    rag: Rag
    legal_basis: LegalBasis
    concerns: tuple[str, ...] = Field(
        default=(),
        description="the kinds of worry that policy lets this agency be told of, as codes; often none",
    )


class AgencyCheckAnswered(AgencyCheckEvent):
    """An agency said something, or declined to. What it knows stays with triage; that it said it travels."""

    TYPE = "agency-check.answered"
    VERSION = 1

    answered_at: Moment
    outcome: CheckOutcome
    late: bool = Field(description="after the time by which it was to be answered")
    facts: int = Field(ge=0, description="how many things the agency knows")
    decline_reason: CheckDeclineReason | None = None
    view: LevelOfNeed | None = Field(default=None, description="the level of need as the agency sees it")
    dissents: bool = Field(description="the agency disagrees with what the hub recommends")


class AgencyCheckDueSoon(AgencyCheckEvent):
    """An agency has not answered, and its time runs out soon."""

    TYPE = "agency-check.due-soon"
    VERSION = 1

    answer_by: Moment


class AgencyCheckOverdue(AgencyCheckEvent):
    """An agency has not answered in its time. It is never taken for nothing known."""

    TYPE = "agency-check.overdue"
    VERSION = 1

    answer_by: Moment


class SharingDecided(EventData):
    """A named person recorded consent, going on without it, not sharing, or whether parents are told."""

    TYPE = "sharing.decided"
    VERSION = 1

    choice: SharingChoice
    reason: ConsentReason | None = None
    legal_basis: LegalBasis = Field(description="as recommended at that moment")
    decided_at: Moment
    decided_by: str = Field(description="account id, never a name")
    decided_by_role: Role
