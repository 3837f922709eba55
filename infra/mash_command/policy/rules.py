"""Which rules beside the editions are meant."""

from dataclasses import dataclass

from mash_command.policy.editions import cannot_be_used, today
from mash_policy.load import NoEdition, RefusedEdition
from mash_policy.rule_families import FAMILIES, lines_of
from mash_policy.rule_lines import Line

THRESHOLDS = "thresholds"

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
        rules = family.load(given) if given else family.in_force(today())
    except (NoEdition, RefusedEdition) as error:
        raise cannot_be_used(error) from error
    return RulesGiven(rules.id, rules.digest, lines_of(rules))
