"""What assurance reads from its environment."""

from typing import ClassVar

from mash_platform.settings import ServiceSettings


class Settings(ServiceSettings):
    service: ClassVar[str] = "assurance"
