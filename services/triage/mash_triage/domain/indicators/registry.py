"""Every indicator by its code.

Each public function of these modules is an indicator, and its name is its code: `coercive_control` is
`coercive-control`.
"""

from collections.abc import Callable, Mapping
from inspect import getmembers, isfunction
from types import MappingProxyType, ModuleType

from mash_triage.domain.findings import Evidence
from mash_triage.domain.indicators import immediate_safety, neglect
from mash_triage.domain.picture import Picture

Rule = Callable[[Picture], tuple[Evidence, ...]]
"""Gives what an indicator rests on; nothing when it is not seen."""

MODULES: tuple[ModuleType, ...] = (immediate_safety, neglect)


def _rules(module: ModuleType) -> dict[str, Rule]:
    return {
        name.replace("_", "-"): function
        for name, function in getmembers(module, isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }


INDICATORS: Mapping[str, Rule] = MappingProxyType(
    {code: rule for module in MODULES for code, rule in _rules(module).items()}
)
