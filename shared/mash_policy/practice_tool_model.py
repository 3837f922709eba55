"""The tools of practice as plain values: what each asks, and from where on it says what.

They have a date of their own beside the editions of the threshold policy, because they change with the forms
that practitioners use and not with the thresholds. What a result means for a child is the edition's.
"""

from dataclasses import dataclass
from datetime import date, time
from typing import ClassVar

from mash_contracts.labelled import Labelled, Ranked
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import ExploitationRisk, Severity


class _Table:
    """Read from its file as it stands; an entry that is not known here is refused."""

    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


class DashBand(Ranked):
    """What the number of yeses on a DASH says of the risk to the person who is abused."""

    STANDARD = "standard", "Standard risk"
    MEDIUM = "medium", "Medium risk"
    HIGH = "high", "High risk"


class Column(Labelled):
    """The three columns of a Signs of Safety mapping."""

    WORRIED = "worried", "Worried about"
    WELL = "well", "Working well"
    NEXT = "next", "Needs to happen"


class Incident(Labelled):
    """The three incidents of a harm matrix."""

    FIRST = "first", "First"
    WORST = "worst", "Worst"
    MOST_RECENT = "most-recent", "Most recent"


@dataclass(frozen=True, slots=True)
class EditionOfTools(_Table):
    title: str
    effective_from: date
    approved_by: str
    change_note: str


@dataclass(frozen=True, slots=True)
class VoiceQuestions(_Table):
    heard: str
    lived: str
    not_yet: str
    source: str


@dataclass(frozen=True, slots=True)
class Category(_Table):
    code: str
    column: Column
    title: str
    question: str


@dataclass(frozen=True, slots=True)
class SignsOfSafetyQuestions(_Table):
    worried: str
    well: str
    next: str
    act_now: str
    safe_enough: str
    far_apart: int
    """Points between the highest and the lowest scale from which people are shown as far apart."""
    source: str
    awaiting_sign_off: bool
    category: tuple[Category, ...]

    def in_column(self, column: Column) -> tuple[Category, ...]:
        return tuple(one for one in self.category if one.column is column)


@dataclass(frozen=True, slots=True)
class IncidentQuestion(_Table):
    code: Incident
    title: str
    question: str


@dataclass(frozen=True, slots=True)
class HarmMatrixQuestions(_Table):
    behaviour: str
    severity: str
    impact: str
    source: str
    incident: tuple[IncidentQuestion, ...]


@dataclass(frozen=True, slots=True)
class DashQuestion(_Table):
    number: int
    code: str
    question: str
    sign: Sign | None = None
    """What a yes tells the rules of the threshold policy."""
    red_flag: bool = False


@dataclass(frozen=True, slots=True)
class DashRules(_Table):
    medium_from: int
    high_from: int
    marac_from: int
    one_red_flag: DashBand
    """The band it raises to, at least."""
    several_red_flags: DashBand
    source: str
    awaiting_sign_off: bool
    question: tuple[DashQuestion, ...]


@dataclass(frozen=True, slots=True)
class Situation(_Table):
    code: str
    question: str


@dataclass(frozen=True, slots=True)
class ExploitationMatrixRules(_Table):
    several: int
    several_at_least: ExploitationRisk
    serious_at_least: ExploitationRisk
    critical_at_least: ExploitationRisk
    young_below_years: int
    young_at_least: ExploitationRisk
    source: str
    awaiting_sign_off: bool
    situation: tuple[Situation, ...]


@dataclass(frozen=True, slots=True)
class CareArea(_Table):
    code: str
    title: str
    question: str


@dataclass(frozen=True, slots=True)
class CareGrade(_Table):
    number: int
    """1 is the best care, 5 the highest concern."""
    meaning: str
    severity: Severity = Severity.UNKNOWN
    """What it means for the child; not known where it speaks of no worry."""


@dataclass(frozen=True, slots=True)
class CareRules(_Table):
    source: str
    awaiting_sign_off: bool
    area: tuple[CareArea, ...]
    grade: tuple[CareGrade, ...]

    def graded(self, number: int) -> CareGrade:
        """Raises LookupError for a grade that there is not."""
        return next(grade for grade in self.grade if grade.number == number)


@dataclass(frozen=True, slots=True)
class Closure(_Table):
    """Days on which schools are closed, the first and the last included."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class SchoolNoticeRules(_Table):
    """Operation Encompass."""

    from_years: int
    below_years: int
    school_day_begins: time
    source: str
    awaiting_sign_off: bool
    closed: tuple[Closure, ...]


@dataclass(frozen=True, slots=True)
class PracticeTools:
    """The tools of one date, whole."""

    id: str
    digest: str
    edition: EditionOfTools
    voice: VoiceQuestions
    signs_of_safety: SignsOfSafetyQuestions
    harm_matrix: HarmMatrixQuestions
    dash: DashRules
    exploitation_matrix: ExploitationMatrixRules
    graded_care_profile: CareRules
    operation_encompass: SchoolNoticeRules

    @property
    def effective_from(self) -> date:
        return self.edition.effective_from
