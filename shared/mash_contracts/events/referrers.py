"""What intake says of the loop back to the referrer. Names, addresses and words stay with intake."""

from pydantic import Field

from mash_contracts.envelope import EventData
from mash_contracts.events.parts import Moment
from mash_contracts.vocabulary import DifferenceGround, Role


class ReferrerAcknowledged(EventData):
    """A named social worker told the referrer that the contact arrived. One event a child of the contact."""

    TYPE = "referrer.acknowledged"
    VERSION = 1

    contact_reference: str
    received_at: Moment
    acknowledge_by: Moment
    acknowledged_at: Moment
    acknowledged_by: str = Field(description="account id, never a name")
    acknowledged_by_role: Role


class AcknowledgementOverdue(EventData):
    """The working day is over, and nobody acknowledged the contact to its referrer."""

    TYPE = "acknowledgement.overdue"
    VERSION = 1

    contact_reference: str
    received_at: Moment
    acknowledge_by: Moment


class OutcomeChallenged(EventData):
    """A professional who referred a child disagrees with the outcome. What they wrote stays with intake."""

    TYPE = "outcome.challenged"
    VERSION = 1

    contact_reference: str
    challenge: int = Field(ge=1, description="counted for each child")
    ground: DifferenceGround
    challenged_at: Moment
