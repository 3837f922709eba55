"""Every indicator by its code.

Each public function of these modules is an indicator, and its name is its code: `coercive_control` is
`coercive-control`.
"""

from collections.abc import Callable, Mapping
from inspect import isfunction
from types import MappingProxyType, ModuleType

from mash_triage.domain.findings import Evidence
from mash_triage.domain.indicators import (
    cumulative_harm,
    domestic_abuse,
    exploitation,
    going_missing,
    immediate_safety,
    neglect,
    other_harm,
    parental_capacity,
    physical_harm,
    protective_factors,
    self_harm_and_wellbeing,
    sexual_harm,
    unborn_and_under_one,
)
from mash_triage.domain.picture import Picture

Rule = Callable[[Picture], tuple[Evidence, ...]]
"""Gives what an indicator rests on; nothing when it is not seen."""

MODULES: tuple[ModuleType, ...] = (
    immediate_safety,
    physical_harm,
    sexual_harm,
    exploitation,
    going_missing,
    domestic_abuse,
    neglect,
    unborn_and_under_one,
    parental_capacity,
    self_harm_and_wellbeing,
    other_harm,
    cumulative_harm,
    protective_factors,
)


def _indicators(module: ModuleType) -> dict[str, Rule]:
    """The public functions that the module itself defines, in the order in which it does."""
    return {
        name.replace("_", "-"): function
        for name, function in vars(module).items()
        if isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
    }


INDICATORS: Mapping[str, Rule] = MappingProxyType(
    {code: rule for module in MODULES for code, rule in _indicators(module).items()}
)
