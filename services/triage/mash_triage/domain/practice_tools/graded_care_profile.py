"""Grades of care, area by area. The highest concern counts; grades are never averaged.

Source: Graded Care Profile 2, NSPCC.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import ClassVar

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.vocabulary import Agency, Basis, PracticeTool, Severity
from mash_policy.practice_tool_model import CareArea, CareRules, PracticeTools
from mash_triage.domain.decision import Shortcoming
from mash_triage.domain.picture import Concern, Picture, ToolFact
from mash_triage.domain.practice_tools.results import ToolResult, not_in_tool, not_too_long, with_facts

FACT_OF_GRADE: Mapping[int, ToolFact] = MappingProxyType(
    {3: ToolFact.CARE_GRADE_THREE, 4: ToolFact.CARE_GRADE_FOUR, 5: ToolFact.CARE_GRADE_FIVE}
)


@dataclass(frozen=True, slots=True)
class AreaGraded:
    """One area of care; None for a grade that is not known yet."""

    grade: int | None = None
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class GradedCareGiven:
    areas: Mapping[str, AreaGraded] = field(default_factory=dict)
    """By the code of the area."""

    tool: ClassVar[PracticeTool] = PracticeTool.GRADED_CARE_PROFILE

    def shortcomings(self, tools: PracticeTools, picture: Picture) -> tuple[Shortcoming, ...]:
        """Every area is graded or said to be not known, and one at least is graded, with what was seen."""
        care = tools.graded_care_profile
        found = (
            *(one for area in care.area for one in self._area_shortcomings(area, care)),
            *not_in_tool("grade", self.areas, (area.code for area in care.area)),
        )
        if not found and self.highest is None:
            first = f"grade_{care.area[0].code}"
            return (Shortcoming(first, "nothing-graded", "Grade at least one area of care"),)
        return found

    def result(self, tools: PracticeTools) -> ToolResult:
        highest, care = self.highest, tools.graded_care_profile
        if highest is None:
            raise ValueError("a profile in which nothing is graded says nothing yet")
        where = [area.title for area in care.area if self._grade(area) == highest]
        words = (
            f"Grade {highest} in {' and '.join([', '.join(where[:-1]), where[-1]] if where[1:] else where)}"
        )
        unknown = sum(self._grade(area) is None for area in care.area)
        if unknown:
            words += f", {unknown} not graded"
        return ToolResult(f"grade-{highest}", words, not_known=unknown)

    def told(self, picture: Picture, tools: PracticeTools, agency: Agency) -> Picture:
        """Neglect as bad as the highest grade says, and the grade itself. Good grades cancel nothing."""
        highest = self.highest
        severity = tools.graded_care_profile.graded(highest).severity if highest else Severity.UNKNOWN
        if severity is not Severity.UNKNOWN:
            worry = Concern(AssessmentFactor.NEGLECT, (), Basis.FACT, severity=severity, agency=agency)
            picture = replace(picture, concerns=tuple(dict.fromkeys((*picture.concerns, worry))))
        facts = [fact for grade, fact in FACT_OF_GRADE.items() if highest == grade]
        return with_facts(picture, agency, *facts)

    @property
    def highest(self) -> int | None:
        """The grade of highest concern over all areas; None while nothing is graded."""
        return max((one.grade for one in self.areas.values() if one.grade is not None), default=None)

    def _grade(self, area: CareArea) -> int | None:
        return self.areas[area.code].grade if area.code in self.areas else None

    def _area_shortcomings(self, area: CareArea, care: CareRules) -> Iterator[Shortcoming]:
        graded = self.areas.get(area.code)
        title = area.title[:1].lower() + area.title[1:]
        if graded is None or graded.grade not in (None, *(one.number for one in care.grade)):
            yield Shortcoming(f"grade_{area.code}", "required", f"Grade {title}, or say it is not known")
        elif graded.grade is not None and not graded.words.strip():
            yield Shortcoming(f"words_{area.code}", "required", f"Enter what was seen of {title}")
        else:
            yield from not_too_long(f"words_{area.code}", graded.words)
