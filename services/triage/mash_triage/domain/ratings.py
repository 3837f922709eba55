"""A child's rating as a series in time: what level and urgency they had, who or what changed it, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from mash_contracts.labelled import Labelled
from mash_contracts.vocabulary import LegalBasis, LevelOfNeed, Rag
from mash_triage.domain.clocks import RunningUrgency


class RatingCause(Labelled):
    """What gave a child this rating."""

    ASSESSED = "assessed", "Assessed when the contact came in"
    MORE_KNOWN = "more-known", "Assessed again, as more is known"
    PROPOSED = "proposed", "Decided below the recommendation; a second person must look"
    DECIDED = "decided", "Decided"
    CONFIRMED = "confirmed", "Confirmed by a second person"
    SENT_BACK = "sent-back", "Sent back by a second person"
    RETURNED = "returned", "Came back from a team that would not take it"


DECIDES = frozenset({RatingCause.DECIDED, RatingCause.CONFIRMED})
"""What ends the wait of a child at the desk."""
_WAITS = frozenset(
    {RatingCause.ASSESSED, RatingCause.MORE_KNOWN, RatingCause.SENT_BACK, RatingCause.RETURNED}
)


@dataclass(frozen=True, slots=True)
class Rating:
    """From `at` on the child was rated like this."""

    at: datetime
    cause: RatingCause
    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    who: str
    """A person's name, or the agencies and teams that told."""
    why: tuple[str, ...]
    """What was found, or how the decision stands to the recommendation."""
    reopens: bool = False
    """It brought a child who was decided on back to the desk."""
    edition: str | None = None
    """The edition of the policy under which the child was assessed; None where nobody assessed."""


@dataclass(frozen=True, slots=True)
class Wait:
    """One time that a child waited at the desk: from when, with which urgencies, and until when."""

    urgencies: tuple[RunningUrgency, ...]
    edition: str | None
    ended_at: datetime | None

    @property
    def started_at(self) -> datetime:
        return self.urgencies[0].since


def waits(received_at: datetime, ratings: Sequence[Rating]) -> tuple[Wait, ...]:
    """Every time this child waited, the first first. The last is still going on unless it has an end."""
    return tuple(_waits(received_at, ratings))


def _waits(received_at: datetime, ratings: Sequence[Rating]) -> Iterator[Wait]:
    urgencies: list[RunningUrgency] = []
    edition: str | None = None
    decided = False
    for rating in ratings:
        if rating.cause in DECIDES:
            # Only the decision that ended the wait counts: what is decided on again was not waiting.
            if urgencies:
                yield Wait(tuple(urgencies), edition, rating.at)
            urgencies, decided = [], True
        elif rating.cause in _WAITS and (not decided or rating.reopens):
            since = rating.at if decided or urgencies else received_at
            edition = edition if urgencies else rating.edition
            urgencies.append(RunningUrgency(since, rating.rag))
            decided = False
    if urgencies:
        yield Wait(tuple(urgencies), edition, None)
