"""Every indicator by its code.

Each public function of these modules is an indicator, and its name is its code: `coercive_control` is
`coercive-control`. A module whose indicators came after the first edition says from which one on as `SINCE`;
older editions need not know them, and say nothing of them.
"""

from collections.abc import Callable, Mapping
from inspect import isfunction
from types import MappingProxyType, ModuleType

from mash_policy.model import FIRST_EDITION, Since
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
    patterns_over_time,
    physical_harm,
    practice_tools,
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
    patterns_over_time,
    practice_tools,
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

INDICATORS_SINCE: Since = MappingProxyType(
    {code: getattr(module, "SINCE", FIRST_EDITION) for module in MODULES for code in _indicators(module)}
)
"""The first edition that has to say what an indicator means, by code."""
