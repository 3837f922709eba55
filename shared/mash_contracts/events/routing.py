"""What routing says."""

from pydantic import Field

from mash_contracts.envelope import EventData
from mash_contracts.events.parts import Moment
from mash_contracts.national_codes import ClosureReason
from mash_contracts.vocabulary import DeclineReason, LegalBasis, LevelOfNeed, Movement, Pathway, Purpose, Rag


class ReferralRouted(EventData):
    """A team has a case to answer. One event a team, on that team's topic."""

    TYPE = "referral.routed"
    VERSION = 1

    contact_reference: str
    case_id: str
    pathway: Pathway
    purpose: Purpose
    movement: Movement
    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    routed_at: Moment
    respond_by: Moment
    reasons: tuple[str, ...]
    also_routed_to: tuple[Pathway, ...] = ()
    open_case: str | None = Field(
        default=None, description="with the purpose new-information: the case that it belongs to, if known"
    )


class ReferralWithdrawn(EventData):
    """The hub decided again and no longer names this team, which is told on its own topic.

    A case that the team had not taken on has ended. One that it had stays with it until it closes it.
    """

    TYPE = "referral.withdrawn"
    VERSION = 1

    case_id: str
    pathway: Pathway
    purpose: Purpose
    withdrawn_at: Moment
    taken_on: bool = Field(description="the team has the child, and goes on until it ends its work")
    now_with: tuple[Pathway, ...] = Field(description="the teams that the hub names now")


class ReferralAccepted(EventData):
    """The team took the case on."""

    TYPE = "referral.accepted"
    VERSION = 1

    case_id: str
    pathway: Pathway
    purpose: Purpose
    accepted_at: Moment
    accepted_by: str


class ReferralDeclined(EventData):
    """The team will not take the case; the hub must look at it again. The case stays open."""

    TYPE = "referral.declined"
    VERSION = 1

    case_id: str
    pathway: Pathway
    purpose: Purpose
    declined_at: Moment
    declined_by: str
    reason: DeclineReason


class ReferralAllocated(EventData):
    """The team gave the case to a worker."""

    TYPE = "referral.allocated"
    VERSION = 1

    case_id: str
    pathway: Pathway
    purpose: Purpose
    allocated_at: Moment
    allocated_by: str
    worker: str = Field(description="account id, or what the team's own system calls the worker")


class ReferralClosed(EventData):
    """The team's work with the child has ended. A new contact after this is a new referral."""

    TYPE = "referral.closed"
    VERSION = 1

    case_id: str
    pathway: Pathway
    purpose: Purpose
    closed_at: Moment
    closed_by: str
    reason: ClosureReason
