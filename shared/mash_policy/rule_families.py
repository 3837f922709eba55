"""Every kind of rules beside the editions, and what those of one date say line by line."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from mash_policy.agency_check_load import CHECK_RULES
from mash_policy.agency_check_model import CheckRules
from mash_policy.dated_rules import Dated, RuleFamily
from mash_policy.load import edition_in_force
from mash_policy.oversight_load import OVERSIGHT_RULES
from mash_policy.oversight_model import OversightRules
from mash_policy.practice_tool_load import PRACTICE_TOOLS
from mash_policy.practice_tool_model import PracticeTools
from mash_policy.referrer_feedback_load import FEEDBACK_RULES
from mash_policy.referrer_feedback_model import FeedbackRules
from mash_policy.retention_load import RETENTION_RULES
from mash_policy.retention_model import RetentionRules
from mash_policy.rule_lines import (
    Line,
    agency_check_lines,
    feedback_lines,
    oversight_lines,
    practice_tool_lines,
    retention_lines,
)

FAMILIES: Mapping[str, RuleFamily[Any]] = MappingProxyType(
    {
        family.code: family
        for family in (CHECK_RULES, OVERSIGHT_RULES, PRACTICE_TOOLS, FEEDBACK_RULES, RETENTION_RULES)
    }
)
"""By code."""


def lines_of(rules: Dated) -> tuple[Line, ...]:
    """What these rules say; who is asked, for the worries of the edition that applied when they began."""
    match rules:
        case CheckRules():
            return tuple(agency_check_lines(rules, edition_in_force(rules.effective_from)))
        case OversightRules():
            return tuple(oversight_lines(rules))
        case PracticeTools():
            return tuple(practice_tool_lines(rules))
        case FeedbackRules():
            return tuple(feedback_lines(rules))
        case RetentionRules():
            return tuple(retention_lines(rules))
    raise TypeError(f"{type(rules).__name__} are no rules of a known kind")
