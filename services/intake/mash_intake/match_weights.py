"""The weights of likeness, read from `match_weights.toml`."""

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from mash_intake.domain.likeness import LEVELS, Clue, Level
from mash_intake.domain.weighing import Weight, Weights


class WeightsNotRight(Exception):
    """The file misses a likeness, knows one that does not exist, or has a share that is none."""


@cache
def match_weights() -> Weights:
    """As the product ships them. Raises `WeightsNotRight`."""
    return weights_from((files("mash_intake") / "match_weights.toml").read_text(encoding="utf-8"))


def weights_from(text: str) -> Weights:
    """The model that a file says. Raises `WeightsNotRight`, naming the place in the file."""
    table = tomllib.loads(text)
    _must(table.keys() >= {clue.value for clue in Clue}, "every clue", "is a table of its own")
    of: dict[tuple[Clue, Level], Weight] = {}
    for clue, levels in LEVELS.items():
        known = {level.value for level in levels}
        _must(table[clue].keys() == known, clue, f"has exactly {', '.join(sorted(known))}")
        of |= {
            (clue, _level(levels, name)): _weight(f"{clue}.{name}", row) for name, row in table[clue].items()
        }
    return Weights(
        children_known=table["children-known"],
        propose_from=_share("propose-from", table["propose-from"]),
        likely_from=_share("likely-from", table["likely-from"]),
        most=table["most"],
        of=of,
    )


def _level(levels: type[StrEnum], name: str) -> Any:
    return levels(name)


def _weight(place: str, row: dict[str, Any]) -> Weight:
    return Weight(
        same_child=_share(f"{place}.same-child", row["same-child"]),
        others=_share(f"{place}.others", row["others"]),
        says=row["says"],
        source=row["source"],
    )


def _share(place: str, given: float) -> float:
    _must(0 < given < 1, place, "lies between 0 and 1")
    return given


def _must(holds: bool, place: str, what: str) -> None:
    if not holds:
        raise WeightsNotRight(f"match_weights.toml: {place} {what}")
