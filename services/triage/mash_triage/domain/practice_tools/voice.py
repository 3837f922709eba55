"""What the child says and how the child lives: asked for and shown, in the child's words, not as a tick.

That a child was not asked yet is said with its reason, and stays an open question. Source: Durham
Safeguarding Children Partnership, annual report 2020/21; Working Together 2023, chapter 3.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import ClassVar

from mash_contracts.labelled import Labelled
from mash_contracts.vocabulary import Agency, PracticeTool
from mash_policy.practice_tool_model import PracticeTools
from mash_triage.domain.decision import Shortcoming
from mash_triage.domain.picture import Picture
from mash_triage.domain.practice_tools.results import ToolResult, not_too_long, required


class Asked(Labelled):
    """Whether the child has been heard."""

    SAID = "said", "The child was asked, and said something"
    SHOWED = "showed", "The child cannot say it in words, and was watched and listened to"
    DID_NOT_WANT_TO_SAY = "did-not-want-to-say", "The child was asked, and did not want to say"
    NOT_YET = "not-yet", "The child was not asked yet"


_HEARD = frozenset({Asked.SAID, Asked.SHOWED})


@dataclass(frozen=True, slots=True)
class VoiceGiven:
    asked: Asked | None = None
    asked_by: str = field(default="", repr=False)
    """Who spoke with the child, and who else was there."""
    asked_when: str = field(default="", repr=False)
    heard: str = field(default="", repr=False)
    lived: str = field(default="", repr=False)
    not_yet: str = field(default="", repr=False)

    tool: ClassVar[PracticeTool] = PracticeTool.VOICE

    def shortcomings(self, tools: PracticeTools, picture: Picture) -> tuple[Shortcoming, ...]:
        """Who asked, when, and what the child said or showed; or why the child was not asked yet."""
        if self.asked is None:
            return (Shortcoming("asked", "required", "Select whether the child was asked"),)
        return tuple(self._missing(self.asked)) + not_too_long("lived", self.lived)

    def result(self, tools: PracticeTools) -> ToolResult:
        if self.asked is None:
            raise ValueError("whether the child was asked is not said yet")
        words = self.asked.label
        if self.lived.strip():
            words += "; an ordinary day is described"
        return ToolResult(self.asked.value, words, not_known=0 if self.asked in _HEARD else 1)

    def told(self, picture: Picture, tools: PracticeTools, agency: Agency) -> Picture:
        """That the child was heard and how the child lives; only what is written down counts as known."""
        return replace(
            picture,
            voice_recorded=picture.voice_recorded or self.asked in _HEARD,
            lived_experience_recorded=picture.lived_experience_recorded or bool(self.lived.strip()),
        )

    def _missing(self, asked: Asked) -> Iterator[Shortcoming]:
        if asked is Asked.NOT_YET:
            yield from required(
                "not_yet", self.not_yet, "Enter why the child was not asked yet, and who asks when"
            )
            return
        yield from required("asked_by", self.asked_by, "Enter who spoke with the child")
        yield from required("asked_when", self.asked_when, "Enter when that was")
        if asked in _HEARD:
            yield from required("heard", self.heard, "Enter what the child said or showed")
