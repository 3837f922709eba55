"""How the hub is held to account: quorum, the stages of a difference, which decisions are audited.

Rules with a date of their own beside the editions, because they change with the partnership's procedures and
not with the thresholds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mash_contracts.vocabulary import Agency, DifferenceStage
from mash_policy.model import Timescale


@dataclass(frozen=True, slots=True)
class StageRule:
    """One stage at which a professional difference can stand."""

    stage: DifferenceStage
    title: str
    who: str
    within: Timescale
    source: str
    awaiting_sign_off: bool


@dataclass(frozen=True, slots=True)
class AuditRule:
    """Which decisions a manager grades beside every step down."""

    one_in: int
    seed: str
    source: str
    awaiting_sign_off: bool


@dataclass(frozen=True, slots=True)
class OversightRules:
    """The rules of one date, whole."""

    id: str
    title: str
    effective_from: date
    approved_by: str
    change_note: str
    digest: str
    quorum: frozenset[Agency]
    """Who must take part in a strategy discussion."""
    due_soon_high_risk: Timescale
    due_soon_other: Timescale
    stages: Mapping[DifferenceStage, StageRule]
    audit: AuditRule

    def due_soon_after(self, *, high_risk: bool) -> Timescale:
        """How long after it was asked for a strategy discussion that was not held is due soon."""
        return self.due_soon_high_risk if high_risk else self.due_soon_other
