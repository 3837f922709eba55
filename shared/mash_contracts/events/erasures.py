"""What intake says when a record is erased, so that whoever keeps some of it does the same."""

from pydantic import Field

from mash_contracts.envelope import EventData
from mash_contracts.events.parts import Moment
from mash_contracts.vocabulary import ErasureReason


class RecordErased(EventData):
    """Nothing that tells of the child is kept of this record any longer. It is never taken back."""

    TYPE = "record.erased"
    VERSION = 1

    reason: ErasureReason
    erased_at: Moment
    erased_by: str = Field(description="account id, never a name")
    agreed_by: str | None = Field(default=None, description="account id of who agreed, if any")
