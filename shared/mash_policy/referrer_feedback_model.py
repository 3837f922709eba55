"""What referrers hear back, as plain values: by when, and how much each kind of referrer may know.

Rules with a date of their own beside the editions, because they change with what the partnership agrees to
tell and not with the thresholds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mash_contracts.labelled import Ranked
from mash_contracts.national_codes import ReferralSource
from mash_contracts.vocabulary import Pathway
from mash_policy.model import Timescale


class MayKnow(Ranked):
    """How much of what comes of a contact its referrer may be told."""

    PROGRESS = "progress", "That the hub has it, and that it has decided"
    OUTCOME = "outcome", "Which kind of help the hub decided"


@dataclass(frozen=True, slots=True)
class ReferrerKind:
    """Referrers who are told the same."""

    code: str
    title: str
    sources: frozenset[ReferralSource]
    acknowledged: bool
    """A named social worker tells them that it arrived, and the clock for that runs."""
    may_know: MayKnow
    may_challenge: bool
    source: str
    awaiting_sign_off: bool


@dataclass(frozen=True, slots=True)
class FeedbackRules:
    """The rules of one date, whole."""

    id: str
    title: str
    effective_from: date
    approved_by: str
    change_note: str
    digest: str
    acknowledge_within: Timescale
    kinds: tuple[ReferrerKind, ...]
    outcomes: Mapping[Pathway, str]
    """What is said of each team that may have a child."""

    def kind_of(self, source: ReferralSource, *, anonymous: bool) -> ReferrerKind:
        """Which referrers somebody belongs to; who gives no name is told no more than anybody without one."""
        counted = ReferralSource.ANONYMOUS if anonymous else source
        return next(kind for kind in self.kinds if counted in kind.sources)
