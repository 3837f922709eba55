"""What is known of a child from elsewhere and stands in no contact: missing episodes, incidents, plans.

Somebody at the hub writes it down, with who knows it and since when. It tells the rules what a referrer would
have told: nothing is lowered by it, and taking an entry back lowers nothing by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from mash_contracts.labelled import Labelled
from mash_contracts.vocabulary import Agency, Answer
from mash_policy.working_time import LONDON
from mash_triage.domain.decision import LONGEST_RATIONALE, Professional, Shortcoming
from mash_triage.domain.picture import Picture

_MISSING_COUNTED_DAYS = 90
LONGEST_SOURCE = 200
EARLIEST_YEAR = 1900


class KnownKind(Labelled):
    """What somebody can write into a chronology by hand."""

    MISSING_EPISODE = "missing-episode", "Missing episode"
    INCIDENT = "incident", "Incident"
    EARLY_HELP = "early-help", "Early help episode"
    IN_NEED_PLAN = "child-in-need-plan", "Child in need plan"
    PROTECTION_PLAN = "child-protection-plan", "Child protection plan"
    CONTACT_ELSEWHERE = "contact-elsewhere", "Contact with another authority"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownGiven:
    """What somebody has chosen and written so far; nothing is chosen for them."""

    kind: KnownKind | None = None
    first: date | None = None
    last: date | None = None
    """When it ended; None for one day, or for what goes on."""
    agency: Agency | None = None
    """Who knows it."""
    source: str = field(default="", repr=False)
    """Where exactly it is known from: a system, a letter, a person."""
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An entry was a mistake; it stays readable, and says nothing more."""

    person: Professional
    at: datetime
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Known:
    """An entry as it is kept, by a number within the hub."""

    number: int
    reference: str
    """The record from which it was written down; it is about the child of that record."""
    kind: KnownKind
    first: date
    last: date | None
    agency: Agency
    source: str = field(repr=False)
    words: str = field(repr=False)
    person: Professional
    entered_at: datetime
    taken_back: TakenBack | None = None


def known_shortcomings(given: KnownGiven, today: date) -> tuple[Shortcoming, ...]:
    """What happened, when, who knows it and from where: a rumour without a source is no entry."""
    found: list[Shortcoming] = []
    if given.kind is None:
        found.append(Shortcoming("kind", "required", "Select what happened"))
    found += _wrong_days(given, today)
    if given.agency is None:
        found.append(Shortcoming("agency", "required", "Select who knows of it"))
    if not given.source.strip():
        found.append(Shortcoming("source", "required", "Enter where it is known from"))
    elif len(given.source) > LONGEST_SOURCE:
        sentence = f"Where it is known from must be {LONGEST_SOURCE} characters or fewer"
        found.append(Shortcoming("source", "too-long", sentence))
    if not given.words.strip():
        found.append(Shortcoming("words", "required", "Enter what was told of it"))
    elif len(given.words) > LONGEST_RATIONALE:
        sentence = f"What was told must be {LONGEST_RATIONALE:,} characters or fewer"
        found.append(Shortcoming("words", "too-long", sentence))
    return tuple(found)


def _wrong_days(given: KnownGiven, today: date) -> list[Shortcoming]:
    if given.first is None:
        return [Shortcoming("first", "required", "Enter the day it happened or began, such as 27 3 2026")]
    if given.first > today:
        return [Shortcoming("first", "in-the-future", "The day must not be in the future")]
    if given.first.year < EARLIEST_YEAR:
        return [Shortcoming("first", "too-early", f"The day must be in {EARLIEST_YEAR} or later")]
    if given.last is not None and given.last > today:
        return [Shortcoming("last", "in-the-future", "The day it ended must not be in the future")]
    if given.last is not None and given.last < given.first:
        return [Shortcoming("last", "before-first", "The day it ended must not be before it began")]
    return []


def with_known(picture: Picture, received_at: datetime, known: Iterable[Known]) -> Picture:
    """The picture with what is known from elsewhere of this child, as if the referrer had told it.

    Missing episodes are counted as a contact counts them: those of the 90 days before it, and since. A higher
    number that is known already stays.
    """
    day = received_at.astimezone(LONDON).date()
    standing = [one for one in known if one.taken_back is None]
    kinds = [one.kind for one in standing]
    missing = sum(
        one.kind is KnownKind.MISSING_EPISODE and (day - one.first).days <= _MISSING_COUNTED_DAYS
        for one in standing
    )
    history = picture.history
    if helped := kinds.count(KnownKind.EARLY_HELP):
        history = replace(history, early_help_episodes=max(helped, history.early_help_episodes or 0))
    if KnownKind.PROTECTION_PLAN in kinds:
        history = replace(history, earlier_protection_plan=Answer.YES)
    if not missing:
        return replace(picture, history=history)
    return replace(
        picture,
        history=history,
        missing_episodes_90_days=max(missing, picture.missing_episodes_90_days or 0),
    )
