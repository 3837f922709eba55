"""Plain counts over the records of one period: what the store counts, and what measures are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mash_contracts.national_codes import ClosureReason, ReferralSource
from mash_contracts.vocabulary import (
    Agency,
    AuditGrade,
    ConsentState,
    DifferenceStage,
    Pathway,
    Rag,
    Relation,
)


@dataclass(frozen=True, slots=True)
class Period:
    """Children whose contact was received from `start` up to, not including, `end`. None: no limit."""

    start: datetime | None = None
    end: datetime | None = None


EVER = Period()


@dataclass(frozen=True, slots=True)
class Waiting:
    """Children nobody has decided about yet."""

    children: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """The cases one team was sent."""

    accepted: int = 0
    declined: int = 0
    unanswered: int = 0
    withdrawn: int = 0
    """The hub decided again for other teams before this one had answered."""
    late: int = 0
    """Of the unanswered: those whose time to answer has passed."""

    @property
    def sent(self) -> int:
        return self.accepted + self.declined + self.unanswered + self.withdrawn


@dataclass(frozen=True, slots=True)
class CheckCounts:
    """What one agency was asked."""

    answered: int = 0
    """It knew something."""
    nothing_known: int = 0
    declined: int = 0
    awaited: int = 0
    overdue: int = 0
    """No answer although the time for it has passed; not among the awaited."""
    in_time: int = 0
    """Of those with any answer: the first came in time."""
    late: int = 0
    """The first answer came late."""

    @property
    def asked(self) -> int:
        return self.answered + self.nothing_known + self.declined + self.awaited + self.overdue


Minutes = Mapping[int, int]
"""How many children (or cases) took how many whole minutes."""


@dataclass(frozen=True, slots=True)
class Tallies:
    """Everything counted about the children of one period, as it stood at `as_of`."""

    as_of: datetime
    contacts: int = 0
    """A contact about three children is one contact and three children's records."""
    children: int = 0
    by_source: Mapping[ReferralSource, int] = field(default_factory=dict)
    by_consent: Mapping[ConsentState, int] = field(default_factory=dict)
    consent_settled: int = 0
    voice_recorded: int = 0
    lived_experience_recorded: int = 0
    history_known: int = 0
    repeat_contacts: int = 0

    waiting: Mapping[Rag | None, Waiting] = field(default_factory=dict)
    """By urgency; None: not assessed yet."""
    returned_by_team: int = 0
    """Decided once, but declined by a team since."""
    red: int = 0
    red_with_strategy_discussion: int = 0
    strategy_discussions: int = 0
    strategy_due: int = 0
    """Children about whom a strategy discussion was to be held by now."""
    strategy_never_late: int = 0
    """Of those: each was held in its time by social care, police and health."""
    with_difference: int = 0
    """Children about whom an agency raised a professional difference."""
    differences_never_late: int = 0
    by_difference_stage: Mapping[DifferenceStage, int] = field(default_factory=dict)
    """By how far a difference about the child went."""
    by_audit_grade: Mapping[AuditGrade, int] = field(default_factory=dict)
    """By the newest grade of a decision about the child."""

    decided: int = 0
    due: int = 0
    """Decided, or not decided although the time for it has passed."""
    decided_in_time: int = 0
    minutes_to_decision: Minutes = field(default_factory=dict)
    by_pathways: Mapping[tuple[Pathway, ...], int] = field(default_factory=dict)
    """By the teams a decision named together."""
    by_relation: Mapping[Relation, int] = field(default_factory=dict)
    steps_down_confirmed: int = 0
    every_reason_recorded: int = 0
    erased: int = 0
    """Of whose record nothing that tells of the child is kept any longer."""
    acknowledgements_due: int = 0
    acknowledged_in_time: int = 0
    recommendation_known: int = 0
    decided_provisionally: int = 0
    """Of those whose recommendation is known: while something was still open that could have raised it."""

    patterns_looked_for: int = 0
    patterns_found: int = 0
    """With at least one finding that rests on several contacts."""
    advice_on_pattern: int = 0
    """Decided with advice alone although there was a pattern."""
    advice_on_pattern_confirmed: int = 0
    with_open_case: int = 0
    """Decided about while a team had an open case of them."""
    passed_on: int = 0

    cases: Mapping[Pathway, CaseCounts] = field(default_factory=dict)
    minutes_to_acceptance: Minutes = field(default_factory=dict)
    closures: Mapping[ClosureReason, int] = field(default_factory=dict)

    checks: Mapping[Agency, CheckCounts] = field(default_factory=dict)

    without_contact: int = 0
    """Records of which other facts arrived, but not the contact: counted nowhere else, in no period."""
