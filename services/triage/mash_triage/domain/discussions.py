"""What agencies say to each other about one child: who took part, what each thinks, and what was decided.

Every partner has a voice: nobody takes part without a view in their own words. Who differs says why, and that
stays on the record beside the decision. A correction stands beside what it corrects.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mash_contracts.labelled import Labelled
from mash_contracts.vocabulary import Agency, DiscussionKind, LevelOfNeed, StrategyOutcome
from mash_triage.domain.decision import Professional, Shortcoming

LONGEST_WORDS = 20_000
LONGEST_NAME = 200
MOST_PARTICIPANTS = 12


class Stance(Labelled):
    """How somebody who took part stands to what was decided."""

    AGREES = "agrees", "Agrees"
    DISSENTS = "dissents", "Does not agree"


@dataclass(frozen=True, slots=True)
class ParticipantView:
    """One who took part, and what they think; nothing is chosen for them."""

    agency: Agency | None
    role: str = field(repr=False)
    """What they are at their agency, such as health visitor."""
    name: str = field(repr=False)
    words: str = field(repr=False)
    """Their view in their own words."""
    level: LevelOfNeed | None = None
    """The child's level of need as they see it; None when they have no view of it."""
    stance: Stance | None = None
    reason: str = field(default="", repr=False)
    """Why they do not agree."""

    @property
    def dissents(self) -> bool:
        return self.stance is Stance.DISSENTS


@dataclass(frozen=True, slots=True)
class DiscussionGiven:
    """A discussion as far as it was written down."""

    kind: DiscussionKind | None = None
    held_at: datetime | None = None
    views: tuple[ParticipantView, ...] = ()
    decision: str = field(default="", repr=False)
    rationale: str = field(default="", repr=False)
    family_told: str = field(default="", repr=False)
    """What the family is told, or why it is not told."""
    referrer_told: str = field(default="", repr=False)
    outcome: StrategyOutcome | None = None
    """Of a strategy discussion with a quorum."""
    correction: str = field(default="", repr=False)
    """What is corrected and why; empty the first time."""

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """Who took part, in the order in which agencies are always named."""
        present = {view.agency for view in self.views}
        return tuple(agency for agency in Agency if agency in present)


@dataclass(frozen=True, slots=True)
class Revision:
    """A discussion as somebody recorded it at one time."""

    given: DiscussionGiven
    recorded_at: datetime
    recorded_by: Professional


@dataclass(frozen=True, slots=True)
class Discussion:
    """One discussion of one child, with every revision, oldest first."""

    reference: str
    number: int
    revisions: tuple[Revision, ...]

    @property
    def latest(self) -> Revision:
        return self.revisions[-1]

    @property
    def given(self) -> DiscussionGiven:
        """What holds: the latest revision."""
        return self.latest.given

    @property
    def is_strategy(self) -> bool:
        return self.given.kind is DiscussionKind.STRATEGY

    @property
    def dissenting(self) -> tuple[ParticipantView, ...]:
        return tuple(view for view in self.given.views if view.dissents)


def without(agencies: Iterable[Agency], quorum: frozenset[Agency]) -> tuple[Agency, ...]:
    """Who is missing: social care, police and health take part in every strategy discussion."""
    missing = quorum - frozenset(agencies)
    return tuple(agency for agency in Agency if agency in missing)


def discussion_shortcomings(
    given: DiscussionGiven, now: datetime, quorum: frozenset[Agency], *, corrects: bool
) -> tuple[Shortcoming, ...]:
    """Why what was written is not yet a discussion that can be relied on."""
    found = [
        *_missing(given),
        *_held(given.held_at, now),
        *_participants(given),
        *_outcome(given, quorum),
    ]
    if corrects and not given.correction.strip():
        found.append(Shortcoming("correction", "required", "Enter what you correct, and why"))
    found += [
        Shortcoming(name, "too-long", f"This must be {LONGEST_WORDS:,} characters or fewer")
        for name, text in _texts(given)
        if len(text) > LONGEST_WORDS
    ]
    return tuple(found)


def _texts(given: DiscussionGiven) -> Iterator[tuple[str, str]]:
    yield "decision", given.decision
    yield "rationale", given.rationale
    yield "family_told", given.family_told
    yield "referrer_told", given.referrer_told
    yield "correction", given.correction
    for number, view in enumerate(given.views, 1):
        yield f"view_{number}_words", view.words
        yield f"view_{number}_reason", view.reason


def _missing(given: DiscussionGiven) -> Iterator[Shortcoming]:
    if given.kind is None:
        yield Shortcoming("kind", "required", "Select what kind of discussion it was")
    for name, text, sentence in (
        ("decision", given.decision, "Enter what was decided"),
        ("rationale", given.rationale, "Enter why it was decided"),
        ("family_told", given.family_told, "Enter what the family is told, or why they are not told"),
        ("referrer_told", given.referrer_told, "Enter what the referrer is told, or why they are not told"),
    ):
        if not text.strip():
            yield Shortcoming(name, "required", sentence)


def _held(held_at: datetime | None, now: datetime) -> Iterator[Shortcoming]:
    if held_at is None:
        yield Shortcoming("held", "required", "Enter when it was held")
    elif held_at > now:
        yield Shortcoming("held", "in-the-future", "It must have been held already")


def _participants(given: DiscussionGiven) -> Iterator[Shortcoming]:
    for number, view in enumerate(given.views, 1):
        yield from _view(number, view)
    if len({view.agency for view in given.views} - {None}) < 2:
        sentence = "Enter who took part, from two agencies at least"
        yield Shortcoming("view_1_agency", "two-agencies", sentence)
    if len(given.views) > MOST_PARTICIPANTS:
        sentence = f"Enter {MOST_PARTICIPANTS} people or fewer"
        yield Shortcoming("view_1_agency", "too-many", sentence)


def _view(number: int, view: ParticipantView) -> Iterator[Shortcoming]:
    """Nobody sits at the table in silence, and nobody differs without being heard."""
    prefix = f"view_{number}_"
    if view.agency is None:
        yield Shortcoming(prefix + "agency", "required", f"Select the agency of person {number}")
    for name, text, sentence in (
        ("role", view.role, f"Enter what person {number} is at their agency"),
        ("name", view.name, f"Enter the name of person {number}"),
        ("words", view.words, f"Enter what person {number} thinks, in their own words"),
    ):
        if not text.strip():
            yield Shortcoming(prefix + name, "required", sentence)
    for name, text in (("role", view.role), ("name", view.name)):
        if len(text) > LONGEST_NAME:
            yield Shortcoming(prefix + name, "too-long", f"Enter {LONGEST_NAME} characters or fewer")
    if view.stance is None:
        yield Shortcoming(prefix + "stance", "required", f"Select whether person {number} agrees")
    if view.dissents and not view.reason.strip():
        yield Shortcoming(prefix + "reason", "required", f"Enter why person {number} does not agree")


def _outcome(given: DiscussionGiven, quorum: frozenset[Agency]) -> Iterator[Shortcoming]:
    """A strategy discussion with a quorum decides; without one it can decide nothing, and stays due."""
    if given.kind is not DiscussionKind.STRATEGY:
        if given.outcome is not None:
            sentence = "Leave this open: only a strategy discussion decides about a section 47 enquiry"
            yield Shortcoming("outcome", "not-a-strategy-discussion", sentence)
        return
    missing = without(given.agencies, quorum)
    if missing and given.outcome is not None:
        names = _and(agency.label.lower() for agency in missing)
        sentence = f"Leave this open: without {names} a strategy discussion decides nothing"
        yield Shortcoming("outcome", "not-quorate", sentence)
    if not missing and given.outcome is None:
        yield Shortcoming("outcome", "required", "Select what the strategy discussion decided")


def _and(names: Iterable[str]) -> str:
    listed: Sequence[str] = tuple(names)
    return " and ".join(filter(None, (", ".join(listed[:-1]), listed[-1])))
