"""What an agency that is asked may see: what the rules let it be told, and nothing of what others said.

Least is the default. An agency is told the kinds of worry that are named for it, by their heading, and is
asked its own questions; which finding it was, and how serious, stays at the hub.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mash_contracts.vocabulary import Agency, LevelOfNeed
from mash_policy.agency_check_model import CheckRules, Identifying
from mash_policy.model import Policy
from mash_triage.domain.agency_checks import AgencyCheck
from mash_triage.domain.assessment import Recommendation

A_WORRY = "A worry about this child's safety or welfare"
"""What an agency is told where the rules name no kind of worry that it may be told of."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What one agency sees of a check, beside who the child is and by when it answers."""

    concerns: tuple[str, ...]
    """Headings; never empty."""
    questions: tuple[str, ...]
    identified_by: frozenset[Identifying]
    level: LevelOfNeed | None
    """As the hub sees it so far; None where the agency is not told."""


def concerns_to_tell(
    agency: Agency, because: Iterable[str], policy: Policy, rules: CheckRules
) -> tuple[str, ...]:
    """The kinds of worry behind a check, by code, that this agency may be told of."""
    behind = {policy.indicators[code].group for code in because if code in policy.indicators}
    may_tell = rules.told_to(agency).concerns
    return tuple(concern for concern in rules.concern_words if concern in behind & may_tell)


def disclosure(
    check: AgencyCheck, recommendation: Recommendation, policy: Policy, rules: CheckRules
) -> Disclosure:
    """What the agency of this check sees, under the rules by which it was asked."""
    telling = rules.told_to(check.agency)
    concerns = concerns_to_tell(check.agency, check.because, policy, rules)
    return Disclosure(
        concerns=tuple(rules.concern_words[concern] for concern in concerns) or (A_WORRY,),
        questions=tuple(
            question.words
            for question in rules.questions
            if question.agency is check.agency
            and (not question.concerns or not question.concerns.isdisjoint(concerns))
        ),
        identified_by=telling.identified_by,
        level=recommendation.level if telling.level else None,
    )
