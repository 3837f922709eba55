"""Which rules for feedback hold for a contact: those of the day it came, because what was promised counts."""

from mash_intake.store.feedback import Feedback
from mash_policy.referrer_feedback_load import FEEDBACK_RULES
from mash_policy.referrer_feedback_model import FeedbackRules, ReferrerKind


def rules_of(kept: Feedback) -> tuple[FeedbackRules | None, ReferrerKind | None]:
    """None and None for a contact from before there were rules."""
    if kept.rules is None:
        return None, None
    rules = FEEDBACK_RULES.load(kept.rules)
    return rules, next(kind for kind in rules.kinds if kind.code == kept.kind)
