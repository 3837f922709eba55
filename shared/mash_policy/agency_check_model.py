"""Which agencies are asked about a child, for which concerns, and how soon each answers: plain values.

Rules with a date of their own beside the editions, because who is asked changes with the hub's membership and
not with the thresholds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mash_contracts.vocabulary import Agency, LevelOfNeed, Rag
from mash_policy.model import Policy, Timescale


@dataclass(frozen=True, slots=True)
class AskingRule:
    """What makes it proportionate to ask one agency."""

    agency: Agency
    groups: frozenset[str]
    indicators: frozenset[str]
    least_level: LevelOfNeed
    source: str
    awaiting_sign_off: bool

    def names(self, code: str, group: str) -> bool:
        """Whether this indicator is one for which the agency is asked."""
        return code in self.indicators or group in self.groups


@dataclass(frozen=True, slots=True)
class CheckRules:
    """The rules of one date, whole."""

    id: str
    title: str
    effective_from: date
    approved_by: str
    change_note: str
    digest: str
    own_records: frozenset[Agency]
    """Looked into for every contact, without waiting: they are the hub's own."""
    significant_harm: frozenset[Agency]
    asking: tuple[AskingRule, ...]
    answer_within: Mapping[Rag, Timescale]
    due_soon_after: Mapping[Rag, Timescale]


def unknown_names(rules: CheckRules, policy: Policy) -> tuple[str, ...]:
    """Indicators and groups that the rules name and the edition does not have: they would ask nobody."""
    named = {name for rule in rules.asking for name in rule.indicators}
    groups = {name for rule in rules.asking for name in rule.groups}
    known_groups = {indicator.group for indicator in policy.indicators.values()}
    return tuple(sorted((named - policy.indicators.keys()) | (groups - known_groups)))
