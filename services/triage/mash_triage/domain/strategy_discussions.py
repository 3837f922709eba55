"""Strategy discussions: when one is asked for, by when it is held, and the clocks that it starts.

Only social care, police and health together can hold one. Held without one of them it is recorded, decides
nothing, and stays due.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from mash_contracts.labelled import Labelled
from mash_contracts.vocabulary import Agency, LegalBasis, Pathway, Rag, StrategyOutcome
from mash_policy.model import Timescales
from mash_policy.oversight_model import OversightRules
from mash_policy.working_time import deadline
from mash_triage.domain.decision import Outcome
from mash_triage.domain.discussions import Discussion, without

STARTS_AN_ENQUIRY = frozenset({StrategyOutcome.S47_JOINT, StrategyOutcome.S47_SINGLE})


class StrategyState(Labelled):
    """Where a strategy discussion that was asked for stands. Overdue is no state: it is due, and late."""

    DUE = "due", "To be held"
    HELD = "held", "Held"


class StrategyStep(Labelled):
    """What can happen to a strategy discussion that was asked for."""

    ASKED_AGAIN = "asked-again", "Asked for again: it is held as soon as the earlier of the two"
    HELD_WITHOUT_QUORUM = "held-without-quorum", "Held without social care, police or health"
    HELD_WITH_QUORUM = "held-with-quorum", "Held by social care, police and health"
    CORRECTED = "corrected", "Corrected: one of the three did not take part after all"


@dataclass(frozen=True, slots=True)
class StrategyTransition:
    before: StrategyState
    step: StrategyStep
    after: StrategyState


INITIAL = StrategyState.DUE

TRANSITIONS: tuple[StrategyTransition, ...] = (
    StrategyTransition(StrategyState.DUE, StrategyStep.ASKED_AGAIN, StrategyState.DUE),
    StrategyTransition(StrategyState.DUE, StrategyStep.HELD_WITHOUT_QUORUM, StrategyState.DUE),
    StrategyTransition(StrategyState.DUE, StrategyStep.HELD_WITH_QUORUM, StrategyState.HELD),
    # A follow-up is one more discussion. It changes nothing about what was asked for and held.
    StrategyTransition(StrategyState.HELD, StrategyStep.HELD_WITHOUT_QUORUM, StrategyState.HELD),
    StrategyTransition(StrategyState.HELD, StrategyStep.HELD_WITH_QUORUM, StrategyState.HELD),
    StrategyTransition(StrategyState.HELD, StrategyStep.CORRECTED, StrategyState.DUE),
)


@dataclass(frozen=True, slots=True)
class StrategyRequest:
    """A strategy discussion that was asked for about one child."""

    reference: str
    number: int
    requested_at: datetime
    high_risk: bool
    hold_by: datetime
    due_soon_at: datetime
    state: StrategyState
    decided_by: str | None = None
    """Account of whose decision asks for it; None: the recommendation does."""

    def is_due_soon(self, now: datetime) -> bool:
        return self.state is StrategyState.DUE and self.due_soon_at <= now < self.hold_by

    def is_overdue(self, now: datetime) -> bool:
        return self.state is StrategyState.DUE and self.hold_by <= now


def new_request(
    reference: str,
    number: int,
    *,
    asked_at: datetime,
    started_at: datetime,
    high_risk: bool,
    timescales: Timescales,
    rules: OversightRules,
    decided_by: str | None = None,
) -> StrategyRequest:
    """Within two working days, and on the same day where risk is high (Durham, section 47 enquiries)."""
    hours = timescales.office_hours
    within = timescales.strategy_discussion_high_risk if high_risk else timescales.strategy_discussion
    hold_by = deadline(started_at, within, hours)
    soon = deadline(started_at, rules.due_soon_after(high_risk=high_risk), hours)
    return StrategyRequest(
        reference=reference,
        number=number,
        requested_at=asked_at,
        high_risk=high_risk,
        hold_by=hold_by,
        due_soon_at=min(soon, hold_by),
        state=INITIAL,
        decided_by=decided_by,
    )


def calls_for_discussion(decided: Outcome) -> bool:
    """Somebody who decides red, significant harm or child protection wants the agencies to talk at once."""
    return (
        decided.rag is Rag.RED
        or decided.legal_basis is LegalBasis.S47
        or Pathway.CHILD_PROTECTION in decided.pathways
    )


def tightened(request: StrategyRequest, other: StrategyRequest) -> StrategyRequest:
    """Asked for again, it is held as soon as the earlier of the two; nobody ever gets more time."""
    return replace(
        request,
        high_risk=request.high_risk or other.high_risk,
        hold_by=min(request.hold_by, other.hold_by),
        due_soon_at=min(request.due_soon_at, other.due_soon_at),
    )


def still_to_hold(requests: Iterable[StrategyRequest]) -> StrategyRequest | None:
    """The one that is due; there is never more than one about a child."""
    return next((request for request in requests if request.state is StrategyState.DUE), None)


def is_covered(
    decided: Outcome,
    requests: Collection[StrategyRequest],
    discussions: Iterable[Discussion],
    quorum: frozenset[Agency],
) -> bool:
    """Whether the discussion that a decision calls for is asked for already, or was held.

    One that found no reason for an enquiry does not stand in for the one that section 47 asks for now.
    """
    if still_to_hold(requests):
        return True
    if decided.legal_basis is LegalBasis.S47 or Pathway.CHILD_PROTECTION in decided.pathways:
        return started_enquiry(discussions, quorum) is not None
    return bool(requests)


def is_quorate(discussion: Discussion, quorum: frozenset[Agency]) -> bool:
    """Social care, police and health took part."""
    return discussion.is_strategy and not without(discussion.given.agencies, quorum)


def step_after(
    request: StrategyRequest, discussions: Iterable[Discussion], quorum: frozenset[Agency]
) -> StrategyStep | None:
    """What the discussions held on a request mean for it as they are recorded now; None: there are none."""
    held = [is_quorate(discussion, quorum) for discussion in discussions]
    if any(held):
        return StrategyStep.HELD_WITH_QUORUM
    if request.state is StrategyState.HELD:
        return StrategyStep.CORRECTED
    return StrategyStep.HELD_WITHOUT_QUORUM if held else None


def moved(request: StrategyRequest, step: StrategyStep) -> StrategyRequest:
    """The request after the step. Raises LookupError for one that the table does not have."""
    return replace(request, state=_AFTER[request.state, step])


def started_enquiry(discussions: Iterable[Discussion], quorum: frozenset[Agency]) -> Discussion | None:
    """The first strategy discussion that decided on a section 47 enquiry; None when none did."""
    starting = (
        discussion
        for discussion in discussions
        if is_quorate(discussion, quorum)
        and discussion.given.outcome in STARTS_AN_ENQUIRY
        and discussion.given.held_at is not None
    )
    return min(starting, key=lambda discussion: (discussion.given.held_at, discussion.number), default=None)


@dataclass(frozen=True, slots=True)
class EnquiryClocks:
    """What runs from the strategy discussion that started a section 47 enquiry."""

    started_by: Discussion
    enquiry_by: datetime
    conference_by: datetime


def enquiry_clocks(
    discussions: Iterable[Discussion], quorum: frozenset[Agency], timescales: Timescales
) -> EnquiryClocks | None:
    """The enquiry within six working days, the initial child protection conference within fifteen.

    Both run from the strategy discussion that started the enquiry: a follow-up does not reset them (Durham,
    section 47 enquiries; Working Together 2023, chapter 3). None while there is no enquiry.
    """
    first = started_enquiry(discussions, quorum)
    if first is None or first.given.held_at is None:
        return None
    hours = timescales.office_hours
    return EnquiryClocks(
        started_by=first,
        enquiry_by=deadline(first.given.held_at, timescales.section_47_enquiry, hours),
        conference_by=deadline(first.given.held_at, timescales.child_protection_conference, hours),
    )


_AFTER = {(one.before, one.step): one.after for one in TRANSITIONS}
