"""A Signs of Safety mapping: three columns, seven categories, and the scale as each participant puts it.

Danger statements come each with the safety goal that answers it. Scales are shown as a spread and never
averaged: where one person says three and another eight, the difference is what to talk about. Source: Durham
Safeguarding Children Partnership, how we practice in Durham.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import ClassVar

from mash_contracts.vocabulary import Agency, PracticeTool
from mash_policy.practice_tool_model import PracticeTools, SignsOfSafetyQuestions
from mash_triage.domain.decision import Shortcoming
from mash_triage.domain.picture import Picture, ToolFact
from mash_triage.domain.practice_tools.results import ToolResult, not_too_long, required, with_facts

ACT_NOW, SAFE_ENOUGH = 0, 10


@dataclass(frozen=True, slots=True)
class Danger:
    """Who is worried about what will happen if nothing changes, and what would show that it does not."""

    statement: str = field(default="", repr=False)
    goal: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Scaling:
    """Where one participant puts the child's safety, from 0, act now, to 10, safe enough."""

    who: str = field(repr=False)
    scale: int | None = None
    """None: asked, and did not say."""
    why: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SignsOfSafetyGiven:
    past_harm: str = field(default="", repr=False)
    dangers: tuple[Danger, ...] = ()
    complicating_factors: str = field(default="", repr=False)
    existing_strengths: str = field(default="", repr=False)
    existing_safety: str = field(default="", repr=False)
    next_steps: str = field(default="", repr=False)
    scales: tuple[Scaling, ...] = ()

    tool: ClassVar[PracticeTool] = PracticeTool.SIGNS_OF_SAFETY

    def shortcomings(self, tools: PracticeTools, picture: Picture) -> tuple[Shortcoming, ...]:
        """Something in each column; each danger with its goal; each scale with whose it is."""
        return (
            *required(
                "past_harm", self.past_harm, "Enter what has happened to the child, or that nothing is known"
            ),
            *(
                found
                for number, one in enumerate(self.dangers, 1)
                for found in _danger_shortcomings(number, one)
            ),
            *not_too_long("complicating_factors", self.complicating_factors),
            *required("existing_strengths", self.existing_strengths, "Enter what is working well"),
            *not_too_long("existing_safety", self.existing_safety),
            *required("next_steps", self.next_steps, "Enter who does what by when"),
            *(
                found
                for number, one in enumerate(self.scales, 1)
                for found in _scale_shortcomings(number, one)
            ),
        )

    def result(self, tools: PracticeTools) -> ToolResult:
        given = self.given_scales
        silent = len(self.scales) - len(given)
        words = f"{len(self.dangers)} danger statement{'' if len(self.dangers) == 1 else 's'}, "
        if not given:
            return ToolResult("not-scaled", words + "not scaled yet", not_known=silent)
        lowest, highest = min(given), max(given)
        spread = str(lowest) if lowest == highest else f"{lowest} to {highest}"
        words += f"safety scaled {spread} by {len(given)}"
        if self.is_far_apart(tools.signs_of_safety):
            words += ", far apart"
        return ToolResult(f"scaled-{lowest}-to-{highest}", words, not_known=silent)

    def told(self, picture: Picture, tools: PracticeTools, agency: Agency) -> Picture:
        """The lowest place anybody gave on the scale, if it is lower than what is known; never a mean."""
        lowest = min(self.given_scales, default=None)
        before = picture.safety_scale
        if lowest is None or (before is not None and before <= lowest):
            return picture
        return with_facts(replace(picture, safety_scale=lowest), agency, ToolFact.SAFETY_SCALE)

    @property
    def given_scales(self) -> tuple[int, ...]:
        return tuple(one.scale for one in self.scales if one.scale is not None)

    def is_far_apart(self, questions: SignsOfSafetyQuestions) -> bool:
        """Those who scaled see the child's safety very differently, and have to talk about why."""
        given = self.given_scales
        return bool(given) and max(given) - min(given) >= questions.far_apart


def _danger_shortcomings(number: int, danger: Danger) -> Iterator[Shortcoming]:
    statement = f"Enter who is worried about what will happen, for danger {number}"
    goal = f"Enter the safety goal that answers danger statement {number}"
    yield from required(f"danger_{number}_statement", danger.statement, statement)
    yield from required(f"danger_{number}_goal", danger.goal, goal)


def _scale_shortcomings(number: int, one: Scaling) -> Iterator[Shortcoming]:
    yield from required(f"scale_{number}_who", one.who, f"Enter who gave scale {number}")
    if one.scale is not None and not ACT_NOW <= one.scale <= SAFE_ENOUGH:
        yield Shortcoming(f"scale_{number}_scale", "not-on-the-scale", "The scale runs from 0 to 10")
    yield from not_too_long(f"scale_{number}_why", one.why)
