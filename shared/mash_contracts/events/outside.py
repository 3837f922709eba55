"""What the own systems of teams and agencies say."""

from datetime import date
from typing import Annotated

from pydantic import Field

from mash_contracts.envelope import EventData
from mash_contracts.events.parts import Part
from mash_contracts.national_codes import AssessmentFactor, ClosureReason
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import (
    Agency,
    Basis,
    CheckDeclineReason,
    CheckOutcome,
    DeclineReason,
    FactSource,
    Frequency,
    LevelOfNeed,
    Pathway,
    Severity,
)

InTheirOwnSystem = Annotated[
    str,
    Field(
        max_length=40,
        # A digit is asked for because names have none: one that is sent by mistake is refused.
        pattern=r"^[A-Za-z._-]*[0-9][A-Za-z0-9._-]*$",
        description="a number or code by which the sender's own system knows somebody; never a name",
    ),
]


class CaseReply(EventData):
    """What a team's own system says of one case."""

    case_id: str
    pathway: Pathway = Field(description="the team that answers")


class CaseAccepted(CaseReply):
    """A team's own system says that the team takes the case on. `referral.accepted` follows."""

    TYPE = "case.accepted"
    VERSION = 1

    accepted_by: InTheirOwnSystem


class CaseDeclined(CaseReply):
    """A team's own system says that the team will not take the case. `referral.declined` follows."""

    TYPE = "case.declined"
    VERSION = 1

    declined_by: InTheirOwnSystem
    reason: DeclineReason
    better_team: Pathway | None = Field(
        default=None, description="required with the reason wrong-team: which team should help"
    )
    ask_first: tuple[Agency, ...] = Field(
        default=(), description="required with the reason more-information: whom the hub should ask"
    )


class CaseAllocated(CaseReply):
    """A team's own system says which worker has the case. `referral.allocated` follows."""

    TYPE = "case.allocated"
    VERSION = 1

    allocated_by: InTheirOwnSystem
    worker: InTheirOwnSystem


class CaseClosed(CaseReply):
    """A team's own system says that its work with the child has ended. `referral.closed` follows."""

    TYPE = "case.closed"
    VERSION = 1

    closed_by: InTheirOwnSystem
    reason: ClosureReason


class FactKnown(Part):
    """One thing that an agency knows, as codes."""

    factor: AssessmentFactor
    basis: Basis
    source: FactSource
    dated: date | None = Field(default=None, description="when it happened; none where nobody knows")
    signs: tuple[Sign, ...] = ()
    frequency: Frequency = Frequency.UNKNOWN
    severity: Severity = Severity.UNKNOWN


class CheckAnswered(EventData):
    """An agency's own system answers a check. `agency-check.answered` follows once triage has taken it in."""

    TYPE = "check.answered"
    VERSION = 1

    agency: Agency = Field(description="the agency that answers")
    answered_by: InTheirOwnSystem
    outcome: CheckOutcome
    facts: tuple[FactKnown, ...] = Field(default=(), description="required with the outcome answered")
    decline_reason: CheckDeclineReason | None = Field(
        default=None, description="required with the outcome declined"
    )
    view: LevelOfNeed | None = Field(default=None, description="the level of need as the agency sees it")
    dissents: bool = Field(default=False, description="the agency disagrees with what the hub recommends")
