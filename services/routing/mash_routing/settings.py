"""Settings of routing."""

from typing import ClassVar

from mash_platform.settings import ServiceSettings


class Settings(ServiceSettings):
    service: ClassVar[str] = "routing"
