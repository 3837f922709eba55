"""Agency checks: who is asked about a child and why, how long they have, and what a missing answer means.

Nobody is asked by default: an agency is asked for what was found, when the partnership's rules say that it
can know something of it. A missing answer is never a nil return: it stays visible, keeps the recommendation
provisional, and lowers nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from mash_contracts.labelled import Labelled
from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import (
    Agency,
    Basis,
    CheckDeclineReason,
    CheckOutcome,
    FactSource,
    Frequency,
    LegalBasis,
    LevelOfNeed,
    Rag,
    Severity,
)
from mash_policy.agency_check_model import CheckRules
from mash_policy.model import OfficeHours, Policy
from mash_policy.working_time import deadline
from mash_triage.domain.assessment import Recommendation
from mash_triage.domain.decision import Shortcoming
from mash_triage.domain.picture import Concern

LONGEST_WORDS = 20_000
MOST_FACTS = 20


class CheckState(Labelled):
    """Where a check stands. Overdue is no state: it is what an awaited check is once its time has run out."""

    HELD = "held", "Not asked yet"
    NOT_SHARED = "not-shared", "Not asked: decided not to share"
    AWAITED = "awaited", "Awaited"
    ANSWERED = "answered", "Answered"
    NOTHING_KNOWN = "nothing-known", "Nothing known"
    DECLINED = "declined", "Declined"


ASKED = frozenset(set(CheckState) - {CheckState.HELD, CheckState.NOT_SHARED})
MISSING = frozenset(set(CheckState) - {CheckState.ANSWERED, CheckState.NOTHING_KNOWN})
"""Nothing is known from the agency: it was not asked, is awaited, or declined."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An agency that it is proportionate to ask, and what was found that makes it so."""

    agency: Agency
    because: tuple[str, ...]
    """Codes of the findings; empty where the hub's own records are looked into for every contact."""
    own_records: bool = False


@dataclass(frozen=True, slots=True)
class CheckClock:
    """When a check that was asked is due soon, and when it is due."""

    due_soon_at: datetime
    answer_by: datetime


@dataclass(frozen=True, slots=True)
class AgencyFact:
    """One thing that an agency knows: coded, with where it has it from and its date."""

    factor: AssessmentFactor
    basis: Basis
    source: FactSource
    dated: date | None
    """None: the agency does not know when."""
    signs: tuple[Sign, ...] = ()
    frequency: Frequency = Frequency.UNKNOWN
    severity: Severity = Severity.UNKNOWN

    def concern(self, agency: Agency, today: date) -> Concern:
        """As the picture holds it."""
        return Concern(
            factor=self.factor,
            signs=self.signs,
            basis=self.basis,
            frequency=self.frequency,
            severity=self.severity,
            days_since=None if self.dated is None else max(0, (today - self.dated).days),
            agency=agency,
        )


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """What an agency says, as far as it has said it; nothing is chosen for it."""

    outcome: CheckOutcome | None = None
    facts: tuple[AgencyFact, ...] = ()
    decline_reason: CheckDeclineReason | None = None
    view: LevelOfNeed | None = None
    """The level of need as the agency sees it; None when it has no view."""
    dissents: bool = False
    """The agency disagrees with what the hub recommends."""
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class AgencyAnswer:
    given: AnswerGiven
    answered_at: datetime
    answered_by: str
    answered_by_name: str = field(repr=False)

    @property
    def tells(self) -> bool:
        """That nothing is known tells something too; to decline does not."""
        return self.given.outcome in (CheckOutcome.ANSWERED, CheckOutcome.NOTHING_KNOWN)


@dataclass(frozen=True, slots=True)
class AgencyCheck:
    """What one agency is asked about one child, and what it said, oldest first."""

    reference: str
    agency: Agency
    wanted_at: datetime
    """When it became proportionate to ask."""
    state: CheckState
    because: tuple[str, ...]
    own_records: bool
    rules: str
    """The date of the rules under which it is asked."""
    asked_at: datetime | None = None
    clock: CheckClock | None = None
    answers: tuple[AgencyAnswer, ...] = ()

    @property
    def is_missing(self) -> bool:
        return self.state in MISSING

    def was_missing(self, at: datetime) -> bool:
        """Whether nothing was known from this agency at that moment, although it was to be asked."""
        told = (answer.answered_at for answer in self.answers if answer.tells)
        return self.wanted_at <= at and not any(moment <= at for moment in told)

    def is_due_soon(self, now: datetime) -> bool:
        return self.clock is not None and self._waits and self.clock.due_soon_at <= now < self.clock.answer_by

    def is_overdue(self, now: datetime) -> bool:
        return self.clock is not None and self._waits and self.clock.answer_by <= now

    @property
    def latest(self) -> AgencyAnswer | None:
        return self.answers[-1] if self.answers else None

    @property
    def _waits(self) -> bool:
        return self.state is CheckState.AWAITED


def agencies_to_ask(recommendation: Recommendation, policy: Policy, rules: CheckRules) -> tuple[Wanted, ...]:
    """Whom it is proportionate to ask for what was found; more found never asks fewer."""
    worries = [
        (finding.code, policy.indicator(finding.code).group, finding.level)
        for finding in recommendation.findings
        if not finding.protective
    ]
    because: dict[Agency, list[str]] = {agency: [] for agency in rules.own_records}
    for rule in rules.asking:
        found = [
            code for code, group, level in worries if level >= rule.least_level and rule.names(code, group)
        ]
        if found:
            because.setdefault(rule.agency, []).extend(found)
    if recommendation.legal_basis is LegalBasis.S47:
        harm = [finding.code for finding in recommendation.findings if finding.legal_basis is LegalBasis.S47]
        for agency in rules.significant_harm:
            because.setdefault(agency, []).extend(harm)
    return tuple(
        Wanted(agency, tuple(dict.fromkeys(because[agency])), own_records=agency in rules.own_records)
        for agency in Agency
        if agency in because
    )


def clock_from(asked_at: datetime, rag: Rag, rules: CheckRules, office_hours: OfficeHours) -> CheckClock:
    return CheckClock(
        due_soon_at=deadline(asked_at, rules.due_soon_after[rag], office_hours),
        answer_by=deadline(asked_at, rules.answer_within[rag], office_hours),
    )


def tightened(clock: CheckClock, other: CheckClock) -> CheckClock:
    """A child who becomes more urgent is answered sooner; nobody ever gets more time."""
    return CheckClock(
        min(clock.due_soon_at, other.due_soon_at),
        min(clock.answer_by, other.answer_by),
    )


def missing_answers(checks: Iterable[AgencyCheck]) -> tuple[Agency, ...]:
    """The agencies of which nothing is known yet."""
    return tuple(check.agency for check in checks if check.is_missing)


def is_provisional(recommendation: Recommendation, checks: Iterable[AgencyCheck]) -> bool:
    """Something that is not known, or that an agency has not said, could still raise the recommendation."""
    return recommendation.provisional or bool(missing_answers(checks))


def state_after(state: CheckState, outcome: CheckOutcome) -> CheckState | None:
    """Where an answer moves a check; None when it does not fit.

    Who declined, or knew nothing, may know something later. What was told once is not taken back.
    """
    if state not in ASKED or (state is CheckState.ANSWERED and outcome is not CheckOutcome.ANSWERED):
        return None
    if state is CheckState.NOTHING_KNOWN and outcome is CheckOutcome.DECLINED:
        return None
    return CheckState(outcome.value)


def answer_shortcomings(given: AnswerGiven, today: date) -> tuple[Shortcoming, ...]:
    """Why what was said is no answer yet."""
    found: list[Shortcoming] = []
    match given.outcome:
        case None:
            found.append(Shortcoming("outcome", "required", "Select what your agency answers"))
        case CheckOutcome.ANSWERED if not given.facts:
            found.append(Shortcoming("facts", "required", "Enter at least one thing that your agency knows"))
        case CheckOutcome.DECLINED if given.decline_reason is None:
            found.append(Shortcoming("decline_reason", "required", "Select why your agency does not answer"))
    if given.outcome not in (None, CheckOutcome.ANSWERED) and given.facts:
        sentence = "Select that your agency knows something, or take the facts out"
        found.append(Shortcoming("outcome", "contradicts-facts", sentence))
    if len(given.facts) > MOST_FACTS:
        found.append(Shortcoming("facts", "too-many", f"Enter {MOST_FACTS} facts or fewer"))
    if any(fact.dated is not None and fact.dated > today for fact in given.facts):
        found.append(Shortcoming("facts", "in-the-future", "The date of a fact must be today or in the past"))
    if len(given.words) > LONGEST_WORDS:
        sentence = f"Your words must be {LONGEST_WORDS:,} characters or fewer"
        found.append(Shortcoming("words", "too-long", sentence))
    return tuple(found)


def concerns_told(checks: Sequence[AgencyCheck], today: date) -> tuple[Concern, ...]:
    """Everything that agencies told, as concerns for the picture."""
    return tuple(
        fact.concern(check.agency, today)
        for check in checks
        for answer in check.answers
        for fact in answer.given.facts
    )
