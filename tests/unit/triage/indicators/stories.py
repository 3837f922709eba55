"""A story is one picture, and whether one indicator is found in it."""

from dataclasses import dataclass

from mash_triage.domain.indicators.registry import INDICATORS
from mash_triage.domain.picture import Picture


@dataclass(frozen=True)
class Story:
    code: str
    telling: str
    picture: Picture
    found: bool

    def __str__(self) -> str:
        return f"{self.code}: {self.telling}"

    def check(self) -> None:
        evidence = INDICATORS[self.code](self.picture)
        assert bool(evidence) is self.found, f"{self}: {evidence}"


def found(code: str, telling: str, picture: Picture) -> Story:
    return Story(code, telling, picture, found=True)


def not_found(code: str, telling: str, picture: Picture) -> Story:
    return Story(code, telling, picture, found=False)
