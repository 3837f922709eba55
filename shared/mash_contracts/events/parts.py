"""What the events are made of."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


LATEST = datetime(2100, 1, 1, tzinfo=UTC)


Moment = Annotated[AwareDatetime, Field(ge=EARLIEST, lt=LATEST)]
"""A time in this century. Any other is a fault of its sender, and no deadline could be worked out from it."""


PersonReference = Annotated[
    str,
    Field(
        pattern=r"^PER-[0-9A-Z-]{4,27}$",
        description="which child, as far as is known: records with the same one are about the same child",
    ),
]


HouseholdReference = Annotated[
    str,
    Field(
        pattern=r"^HSE-[0-9A-Z-]{4,27}$",
        description="children told of as one home; a child told of in two homes has records in both",
    ),
]


class Part(BaseModel):
    """A piece of an event."""

    model_config = ConfigDict(frozen=True, extra="ignore")
