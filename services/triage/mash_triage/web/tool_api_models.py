"""The tools of practice as other systems send and read them. Codes are those of the edition in force."""

from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.vocabulary import (
    Agency,
    Answer,
    Basis,
    ExploitationRisk,
    Frequency,
    PracticeTool,
    Role,
    Severity,
)
from mash_policy.practice_tool_model import Incident
from mash_triage.domain.practice_tools.results import ToolGiven
from mash_triage.domain.practice_tools.voice import Asked
from mash_triage.store.practice_tools import GIVEN, CompletedTool


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class _ToolIn(_Model):
    tool: PracticeTool
    agency: Agency | None = Field(
        default=None, description="whose practitioner completed it; an agency's own account may leave it out"
    )

    def given(self) -> ToolGiven:
        """What was chosen and written, for the rules."""
        given: ToolGiven = GIVEN[self.tool].validate_python(self.model_dump(exclude={"tool", "agency"}))
        return given


class VoiceIn(_ToolIn):
    tool: Literal[PracticeTool.VOICE]
    asked: Asked | None = None
    asked_by: str = ""
    asked_when: str = ""
    heard: str = ""
    lived: str = ""
    not_yet: str = ""


class DangerIn(_Model):
    statement: str = ""
    goal: str = ""


class ScalingIn(_Model):
    who: str
    scale: int | None = None
    why: str = ""


class SignsOfSafetyIn(_ToolIn):
    tool: Literal[PracticeTool.SIGNS_OF_SAFETY]
    past_harm: str = ""
    dangers: tuple[DangerIn, ...] = Field(default=(), max_length=20)
    complicating_factors: str = ""
    existing_strengths: str = ""
    existing_safety: str = ""
    next_steps: str = ""
    scales: tuple[ScalingIn, ...] = Field(default=(), max_length=20)


class IncidentIn(_Model):
    when: str = ""
    behaviour: str = ""
    severity: Severity | None = None
    impact: str = ""


class HarmMatrixIn(_ToolIn):
    tool: Literal[PracticeTool.HARM_MATRIX]
    factor: AssessmentFactor | None = None
    basis: Basis | None = None
    frequency: Frequency | None = None
    incidents: dict[Incident, IncidentIn] = {}


class DashIn(_ToolIn):
    tool: Literal[PracticeTool.DASH]
    answers: dict[str, Answer] = Field(default={}, description="by the code of the question")
    marac_by_judgement: bool = False
    reason: str = ""
    words: str = ""


class SituationIn(_Model):
    seen: Answer
    frequency: Frequency = Frequency.UNKNOWN
    severity: Severity = Severity.UNKNOWN


class ExploitationMatrixIn(_ToolIn):
    tool: Literal[PracticeTool.EXPLOITATION_MATRIX]
    situations: dict[str, SituationIn] = Field(default={}, description="by the code of the situation")
    level: ExploitationRisk | None = None
    impact: str = ""
    reason: str = ""


class AreaIn(_Model):
    grade: int | None = None
    words: str = ""


class GradedCareProfileIn(_ToolIn):
    tool: Literal[PracticeTool.GRADED_CARE_PROFILE]
    areas: dict[str, AreaIn] = Field(default={}, description="by the code of the area")


ToolIn = Annotated[
    VoiceIn | SignsOfSafetyIn | HarmMatrixIn | DashIn | ExploitationMatrixIn | GradedCareProfileIn,
    Field(discriminator="tool"),
]


class ToolShown(_Model):
    """A completed tool: what it says, and what was chosen and written in it."""

    reference: str
    tool: PracticeTool
    version: int
    """One more each time the tool is completed about this child."""
    tools_edition: str
    result: str
    """The band, grade or level it gives, as a code."""
    words: str
    """The result as one line."""
    red_flags: int
    not_known: int
    raised: bool
    """It raised the recommendation."""
    agency: Agency
    completed_at: AwareDatetime
    completed_by_name: str
    completed_by_role: Role
    given: dict[str, Any] | None = Field(repr=False)
    """Null once what was chosen and written in it is erased."""

    @classmethod
    def of(cls, completed: CompletedTool) -> Self:
        return cls(
            reference=completed.reference,
            tool=completed.tool,
            version=completed.version,
            tools_edition=completed.tools_edition,
            result=completed.result.code,
            words=completed.result.words,
            red_flags=completed.result.red_flags,
            not_known=completed.result.not_known,
            raised=completed.raised,
            agency=completed.agency,
            completed_at=completed.completed_at,
            completed_by_name=completed.person.name,
            completed_by_role=completed.person.role,
            given=GIVEN[completed.tool].dump_python(completed.given, mode="json")
            if completed.given is not None
            else None,
        )


class ToolList(_Model):
    tools: list[ToolShown]
    """Oldest first; an agency gets those of its own practitioners."""
