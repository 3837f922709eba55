"""What an edition of the threshold policy says, as plain values that rules may read.

Nothing here decides anything: how an indicator is seen in a picture, and how findings combine, is the
domain's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from mash_contracts.labelled import Labelled
from mash_contracts.vocabulary import Agency, LegalBasis, LevelOfNeed, Pathway, Rag

NO_INDICATOR_FOUND = "no-indicator-found"
"""The one indicator that is found by absence: it goes as soon as there is a worry."""

FIRST_EDITION = "2026-01-01"

Since = Mapping[str, str]
"""The first edition that has to know a code, by code: an edition stays as it is when a rule is added."""


def known_by(edition: str, since: Since) -> frozenset[str]:
    """The codes that this edition has to know."""
    return frozenset(code for code, first in since.items() if first <= edition)


class TimeUnit(Labelled):
    """How a timescale is counted."""

    WALL_HOURS = "wall-hours", "Hours, nights and weekends included"
    WORKING_HOURS = "working-hours", "Hours in which the offices are open"
    WORKING_DAYS = "working-days", "Working days, to the close of the last"
    SAME_DAY = "same-day", "The end of the same day, or so many hours when it starts late"


@dataclass(frozen=True, slots=True)
class Timescale:
    """How long something may take, how that is counted, and who says so."""

    amount: int
    unit: TimeUnit
    source: str
    statutory: bool = False
    may_pause: bool = False
    """A named person may stop this clock for a while, with a reason."""
    awaiting_sign_off: bool = False

    def __str__(self) -> str:
        """For a sentence: "within 1 working day"."""
        plural = "" if self.amount == 1 else "s"
        match self.unit:
            case TimeUnit.WALL_HOURS:
                return f"{self.amount} hour{plural}, nights and weekends included"
            case TimeUnit.WORKING_HOURS:
                return f"{self.amount} office hour{plural}"
            case TimeUnit.WORKING_DAYS:
                return f"{self.amount} working day{plural}"
            case TimeUnit.SAME_DAY:
                return "the same day"


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When the hub's offices are open, in Europe/London; a weekday that is not named is closed."""

    opening: Mapping[int, tuple[time, time]]
    """Weekday (Monday is 0) to opening and closing time."""


@dataclass(frozen=True, slots=True)
class Timescales:
    office_hours: OfficeHours
    decision: Timescale
    """The statutory clock: a decision on the contact, whatever its urgency."""
    rag: Mapping[Rag, Timescale]
    """The local clock, by urgency. The tighter of the two is the one to meet."""
    strategy_discussion: Timescale
    strategy_discussion_high_risk: Timescale
    section_47_enquiry: Timescale
    child_protection_conference: Timescale
    assessment: Timescale
    return_home_interview: Timescale
    team_responses: Mapping[tuple[Pathway, Rag], Timescale]

    def team_response(self, pathway: Pathway, rag: Rag) -> Timescale:
        """How soon a team answers a case that was routed to it."""
        return self.team_responses[pathway, rag]


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something practitioners look for, and what it means when it is found."""

    code: str
    group: str
    title: str
    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    why: str
    """The sentence that practitioners read beside the finding."""
    source: str
    pathways: tuple[Pathway, ...] = ()
    """Teams that this adds beside the main one."""
    protective: bool = False
    ask: str | None = None
    """What to find out next when this was found."""
    awaiting_sign_off: bool = False
    """The level, urgency or legal basis is the partnership's own judgement, not yet signed off."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask when something is not known."""

    code: str
    question: str
    could_change_level: bool
    """Whether an answer could raise the recommendation, which is provisional until it is known."""
    source: str


@dataclass(frozen=True, slots=True)
class AgencyEntry:
    """An agency of the hub, and what it can be asked about a child."""

    agency: Agency
    knows: str
    source: str


@dataclass(frozen=True, slots=True)
class Policy:
    """One edition, whole: what applied from its date until the next."""

    id: str
    title: str
    effective_from: date
    approved_by: str
    approved_on: date | None
    supersedes: str | None
    change_note: str
    digest: str
    """Sha-256 over the content, so that a decision can name exactly what it was made under."""
    indicators: Mapping[str, Indicator]
    questions: Mapping[str, Question]
    main_pathways: Mapping[tuple[LegalBasis, LevelOfNeed], Pathway]
    timescales: Timescales
    agencies: Mapping[Agency, AgencyEntry]

    def indicator(self, code: str) -> Indicator:
        """Raises LookupError when the edition does not know the code; see `mash_policy.check`."""
        try:
            return self.indicators[code]
        except KeyError:
            raise LookupError(f"edition {self.id} has no indicator {code}") from None

    def main_pathway(self, legal_basis: LegalBasis, level: LevelOfNeed) -> Pathway:
        """The team that takes the child on; other teams are added beside it, never instead."""
        return self.main_pathways[legal_basis, level]
