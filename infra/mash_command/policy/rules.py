"""Which rules beside the editions are meant, and what they say line by line."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from mash_command.policy.editions import cannot_be_used, today
from mash_policy.agency_check_load import CHECK_RULES
from mash_policy.dated_rules import RuleFamily
from mash_policy.load import NoEdition, RefusedEdition, edition_in_force
from mash_policy.oversight_load import OVERSIGHT_RULES
from mash_policy.practice_tool_load import PRACTICE_TOOLS
from mash_policy.rule_lines import Line, agency_check_lines, oversight_lines, practice_tool_lines

THRESHOLDS = "thresholds"

FAMILIES: dict[str, RuleFamily[Any]] = {
    family.code: family for family in (CHECK_RULES, OVERSIGHT_RULES, PRACTICE_TOOLS)
}

KINDS = (THRESHOLDS, *FAMILIES)
"""What `--of` may be."""


@dataclass(frozen=True, slots=True)
class RulesGiven:
    """The rules of one date, line by line."""

    id: str
    digest: str
    lines: tuple[Line, ...]


def rules_given(of: str, given: str | None) -> RulesGiven:
    """The rules of that kind and date; those in force today for None. Raises CannotBeUsed."""
    family = FAMILIES[of]
    try:
        rules = family.load(given or family.in_force(today()))
        return RulesGiven(rules.id, rules.digest, tuple(_lines(of, rules)))
    except (NoEdition, RefusedEdition) as error:
        raise cannot_be_used(error) from error


def _lines(of: str, rules: Any) -> Any:
    if of == CHECK_RULES.code:
        return agency_check_lines(rules, edition_in_force(date.fromisoformat(rules.id)))
    return oversight_lines(rules) if of == OVERSIGHT_RULES.code else practice_tool_lines(rules)
