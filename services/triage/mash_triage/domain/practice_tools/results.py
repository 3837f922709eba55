"""What every tool of practice has: what is missing from it, what it says, and what it tells the rules.

A completed tool raises or informs. Nothing that a later one says takes back what an earlier one said: a
named person does that, with reasons.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

from mash_contracts.vocabulary import Agency, PracticeTool
from mash_policy.practice_tool_model import PracticeTools
from mash_triage.domain.decision import LONGEST_RATIONALE, Shortcoming
from mash_triage.domain.picture import Picture, ToldByTool, ToolFact


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a completed tool says, in short. Only codes and counts of it travel."""

    code: str
    words: str
    """The result as one line; none of what was written."""
    red_flags: int = 0
    not_known: int = 0
    """How many of its questions have no answer yet. Not known is never no."""


class ToolGiven(Protocol):
    """What a person has chosen and written so far in one tool; nothing is chosen for them."""

    tool: ClassVar[PracticeTool]

    def shortcomings(self, tools: PracticeTools, picture: Picture) -> tuple[Shortcoming, ...]:
        """Why it is not complete yet; empty when it is."""

    def result(self, tools: PracticeTools) -> ToolResult:
        """What it says, once it is complete."""

    def told(self, picture: Picture, tools: PracticeTools, agency: Agency) -> Picture:
        """The picture with what the tool adds; it never takes anything out of it."""


def with_facts(picture: Picture, agency: Agency, *facts: ToolFact) -> Picture:
    """The picture with these facts told by this agency's tool, each once."""
    told = (ToldByTool(fact, agency) for fact in facts)
    return replace(picture, tools=tuple(dict.fromkeys((*picture.tools, *told))))


def required(field: str, text: str, sentence: str) -> tuple[Shortcoming, ...]:
    """A text that has to be written."""
    if not text.strip():
        return (Shortcoming(field, "required", sentence),)
    return not_too_long(field, text)


def not_in_tool(prefix: str, given: Iterable[str], known: Iterable[str]) -> tuple[Shortcoming, ...]:
    """What was answered that the tool does not ask: said, because it may be a danger under another name."""
    unknown = sorted(set(given) - set(known))
    return tuple(
        Shortcoming(f"{prefix}_{code}", "not-in-this-tool", "This is not a question of the tool in force")
        for code in unknown
    )


def not_too_long(field: str, text: str) -> tuple[Shortcoming, ...]:
    if len(text) > LONGEST_RATIONALE:
        sentence = f"Your words must be {LONGEST_RATIONALE:,} characters or fewer"
        return (Shortcoming(field, "too-long", sentence),)
    return ()
