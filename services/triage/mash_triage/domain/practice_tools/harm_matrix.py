"""The harm matrix: first, worst and most recent incident, what was done, how serious, and what it did.

It shows what single incidents hide: whether the harm is getting worse. Source: Durham Safeguarding Children
Partnership, harm matrix; annual report 2020/21, coercive control case study.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.vocabulary import Agency, Basis, Frequency, PracticeTool, Severity
from mash_policy.practice_tool_model import Incident, IncidentQuestion, PracticeTools
from mash_triage.domain.decision import Shortcoming
from mash_triage.domain.picture import Concern, Picture, ToolFact
from mash_triage.domain.practice_tools.results import ToolResult, not_too_long, required, with_facts


@dataclass(frozen=True, slots=True)
class IncidentTold:
    """One incident: when, what was done, how serious it was and what it did to the child."""

    when: str = field(default="", repr=False)
    behaviour: str = field(default="", repr=False)
    severity: Severity | None = None
    """None: not answered yet. Not known is an answer."""
    impact: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class HarmMatrixGiven:
    factor: AssessmentFactor | None = None
    basis: Basis | None = None
    frequency: Frequency | None = None
    incidents: Mapping[Incident, IncidentTold] = field(default_factory=dict)

    tool: ClassVar[PracticeTool] = PracticeTool.HARM_MATRIX

    def shortcomings(self, tools: PracticeTools, picture: Picture) -> tuple[Shortcoming, ...]:
        """What harm it is about, how often, and each incident with its seriousness, if only "not known"."""
        return (
            *self._about_shortcomings(),
            *(
                found
                for incident in tools.harm_matrix.incident
                for found in _incident_shortcomings(incident, self.told_of(incident.code))
            ),
        )

    def result(self, tools: PracticeTools) -> ToolResult:
        worst = self.worst
        unknown = sum(
            self.told_of(one.code).severity is Severity.UNKNOWN for one in tools.harm_matrix.incident
        )
        words = "Seriousness not known" if worst is Severity.UNKNOWN else f"At worst {_short(worst)}"
        if self.gets_worse:
            words += ", and getting worse"
        if unknown and worst is not Severity.UNKNOWN:
            words += f", {unknown} not known"
        return ToolResult(worst.value, words, not_known=unknown)

    def told(self, picture: Picture, tools: PracticeTools, agency: Agency) -> Picture:
        """The harm, as serious as the worst incident and as frequent as said, and whether it gets worse."""
        if self.factor is not None and self.basis is not None:
            worry = Concern(
                factor=self.factor,
                basis=self.basis,
                frequency=self.frequency or Frequency.UNKNOWN,
                severity=self.worst,
                agency=agency,
            )
            picture = replace(picture, concerns=tuple(dict.fromkeys((*picture.concerns, worry))))
        return with_facts(picture, agency, *((ToolFact.HARM_GETTING_WORSE,) if self.gets_worse else ()))

    def told_of(self, incident: Incident) -> IncidentTold:
        return self.incidents.get(incident, IncidentTold())

    @property
    def worst(self) -> Severity:
        """The highest that is known of the three, whichever of them it stands under."""
        return max(
            (one.severity or Severity.UNKNOWN for one in self.incidents.values()), default=Severity.UNKNOWN
        )

    @property
    def gets_worse(self) -> bool:
        """The most recent incident is more serious than the first. What is not known says nothing."""
        first, last = self.told_of(Incident.FIRST).severity, self.told_of(Incident.MOST_RECENT).severity
        known = first not in (None, Severity.UNKNOWN) and last is not None
        return known and first is not None and last is not None and last > first

    def _about_shortcomings(self) -> Iterator[Shortcoming]:
        if self.factor is None:
            yield Shortcoming("factor", "required", "Select what harm it is about")
        if self.basis is None:
            yield Shortcoming("basis", "required", "Select whether it is fact or opinion")
        if self.frequency is None:
            yield Shortcoming("frequency", "required", "Select how often it happens, or that it is not known")


def _incident_shortcomings(incident: IncidentQuestion, told: IncidentTold) -> Iterator[Shortcoming]:
    which = incident.title[:1].lower() + incident.title[1:]
    prefix = incident.code.value
    yield from required(f"{prefix}_behaviour", told.behaviour, f"Enter what was done in the {which}")
    if told.severity is None:
        sentence = f"Select how serious the {which} was, or that it is not known"
        yield Shortcoming(f"{prefix}_severity", "required", sentence)
    yield from not_too_long(f"{prefix}_when", told.when)
    yield from required(f"{prefix}_impact", told.impact, f"Enter what the {which} did to the child")


def _short(severity: Severity) -> str:
    label = severity.label.partition(":")[0]
    return label[:1].lower() + label[1:]
