"""The shape of an edition's files. Unknown keys are refused by name: a typo is never a silent nothing."""

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from mash_contracts.vocabulary import Agency, LegalBasis, LevelOfNeed, Pathway, Rag
from mash_policy.model import TimeUnit

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EditionTable(_Table):
    """edition.toml"""

    title: Sentence
    effective_from: date
    approved_by: Sentence
    approved_on: date | None = None
    supersedes: str | None = None
    change_note: Sentence


class IndicatorTable(_Table):
    code: Code
    title: Sentence
    level: int = Field(ge=1, le=4)
    rag: Rag
    legal_basis: LegalBasis
    pathways: tuple[Pathway, ...] = ()
    protective: bool = False
    why: Sentence
    ask: Sentence | None = None
    source: Sentence
    awaiting_sign_off: bool = False

    @property
    def level_of_need(self) -> LevelOfNeed:
        return LevelOfNeed(str(self.level))


class IndicatorsFile(_Table):
    """indicators/<group>.toml"""

    indicator: tuple[IndicatorTable, ...]


class QuestionTable(_Table):
    code: Code
    question: Sentence
    could_change_level: bool
    source: Sentence


class QuestionsFile(_Table):
    """questions.toml"""

    question: tuple[QuestionTable, ...]


class PathwayRow(_Table):
    """For one legal basis: which team takes a child on at each level."""

    level_1: Pathway = Field(alias="level-1")
    level_2: Pathway = Field(alias="level-2")
    level_3: Pathway = Field(alias="level-3")
    level_4: Pathway = Field(alias="level-4")

    def at(self, level: LevelOfNeed) -> Pathway:
        return (self.level_1, self.level_2, self.level_3, self.level_4)[level.rank]


class MainTeams(_Table):
    none: PathwayRow
    s17: PathwayRow
    s47: PathwayRow

    def under(self, legal_basis: LegalBasis) -> PathwayRow:
        return {LegalBasis.NONE: self.none, LegalBasis.S17: self.s17, LegalBasis.S47: self.s47}[legal_basis]


class PathwaysFile(_Table):
    """pathways.toml"""

    main: MainTeams
    source: Sentence


class TimescaleTable(_Table):
    amount: int = Field(ge=1)
    unit: TimeUnit
    source: Sentence
    statutory: bool = False
    may_pause: bool = False
    awaiting_sign_off: bool = False


class OpeningTable(_Table):
    opens: time
    closes: time


class OfficeHoursTable(_Table):
    source: Sentence
    monday: OpeningTable | None = None
    tuesday: OpeningTable | None = None
    wednesday: OpeningTable | None = None
    thursday: OpeningTable | None = None
    friday: OpeningTable | None = None
    saturday: OpeningTable | None = None
    sunday: OpeningTable | None = None

    @property
    def week(self) -> tuple[OpeningTable | None, ...]:
        """From Monday on."""
        return (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )


class RagTable(_Table):
    red: TimescaleTable
    amber: TimescaleTable
    green: TimescaleTable

    def of(self, rag: Rag) -> TimescaleTable:
        return {Rag.RED: self.red, Rag.AMBER: self.amber, Rag.GREEN: self.green}[rag]


class TimescalesFile(_Table):
    """timescales.toml"""

    office_hours: OfficeHoursTable
    decision: TimescaleTable
    rag: RagTable
    strategy_discussion: TimescaleTable
    strategy_discussion_high_risk: TimescaleTable
    section_47_enquiry: TimescaleTable
    child_protection_conference: TimescaleTable
    assessment: TimescaleTable
    return_home_interview: TimescaleTable
    team_response: Mapping[Pathway, RagTable]


class AgencyTable(_Table):
    agency: Agency
    knows: Sentence
    source: Sentence


class AgenciesFile(_Table):
    """agencies.toml"""

    agency: tuple[AgencyTable, ...]
