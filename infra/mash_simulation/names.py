"""Names of people, streets and schools; put together by chance, any likeness is an accident."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

from mash_contracts.national_codes import Sex
from mash_simulation.figures import Shares


@dataclass(frozen=True, slots=True)
class Town:
    name: str
    outward: str
    """The first half of its postcodes. The second names a street and is left out."""


@dataclass(frozen=True, slots=True)
class Names:
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    invented: tuple[str, ...]
    streets: tuple[str, ...]
    towns: Shares[Town]

    def of_child(self, random: Random, sex: Sex) -> str:
        return random.choice(self.girls if sex is Sex.FEMALE else self.boys)

    def of_adult(self, random: Random, family: str) -> str:
        return f"{random.choice(random.choice((self.women, self.men)))} {family}"

    def of_street(self, random: Random) -> str:
        return f"{random.randint(1, 140)} {random.choice(self.invented)} {random.choice(self.streets)}"

    def of_schools(self, random: Random) -> tuple[str, str]:
        """A primary and a secondary school."""
        return f"{random.choice(self.invented)} Primary School", f"{random.choice(self.invented)} Academy"


@cache
def names() -> Names:
    table = tomllib.loads((files("mash_simulation") / "names.toml").read_text(encoding="utf-8"))
    towns = {Town(town["name"], town["outward"]): town["weight"] for town in table.pop("towns")}
    return Names(**{kind: tuple(given) for kind, given in table.items()}, towns=Shares(towns))
