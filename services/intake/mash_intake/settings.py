"""Intake's settings, read once by its composition root."""

from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from mash_platform.settings import ServiceSettings


class Settings(ServiceSettings):
    service: ClassVar[str] = "intake"

    hub_name: str = Field(default="County Durham", description="whose hub this is, as pages say it")
    hub_phone: str = Field(default="03000 267 979", description="the number that is answered day and night")
    draft_hours: int = Field(default=24, ge=1, description="how long an unfinished form is kept")
    reports_a_quarter_hour: int = Field(
        default=60, ge=1, description="how many reports people without an account send from one address"
    )
    test_nhs_numbers: bool = Field(
        default=True,
        description="take NHS numbers of the test range, with a warning; false where real people refer",
    )

    attachments: Path | None = Field(
        default=None,
        description="the folder of files that come with contacts; in the data folder if not given",
    )

    @property
    def attachment_folder(self) -> Path:
        return self.attachments or self.data.absolute() / "attachments"

    @property
    def draft_life(self) -> timedelta:
        return timedelta(hours=self.draft_hours)
