"""What may be asked for in an address, and the figures that answer it."""

from datetime import date
from typing import Annotated

from fastapi import Depends
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from mash_assurance.web.periods import FIRST_DAY, LAST_DAY
from mash_contracts.vocabulary import Role
from mash_platform.sign_in.access import Person, require
from mash_platform.web.drawing import Shape

_Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]

READERS = (Role.ASSURANCE, Role.MANAGER, Role.ADMINISTRATOR)

Reader = Annotated[Person, Depends(require(*READERS))]
"""Who may read the pages."""

ReaderOrSystem = Annotated[Person, Depends(require(*READERS, Role.MONITORING_SYSTEM))]


class PeriodQuery(BaseModel):
    """`period=30-days`, or `from` and `to` as days, both included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    period: str | None = Field(default=None, description="7-days, 30-days, 90-days or all")
    first: _Day | None = Field(default=None, alias="from", description="first day, as 2026-01-01")
    last: _Day | None = Field(default=None, alias="to", description="last day, as 2026-01-31")


class PartQuery(PeriodQuery):
    """The same for a part of a page: with the time the page's figures were read."""

    as_of: AwareDatetime | None = None


class PlotQuery(PartQuery):
    shape: Shape = Shape.WIDE
