"""Which tools were completed about a child: what the record and the pages of the tools show."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from mash_contracts.vocabulary import ExploitationRisk, PracticeTool
from mash_triage.domain.practice_tools.tracker import Grading, standing
from mash_triage.domain.practice_tools.voice import VoiceGiven
from mash_triage.domain.school_notices import SchoolNotice
from mash_triage.store import practice_tools, school_notices, tracker
from mash_triage.store.practice_tools import CompletedTool


@dataclass(frozen=True)
class Tooling:
    """Every tool completed about a child, its grade on the tracker, and what is owed to its school."""

    completed: tuple[CompletedTool, ...]
    gradings: tuple[Grading, ...]
    notice: SchoolNotice | None

    def versions(self, tool: PracticeTool) -> tuple[CompletedTool, ...]:
        """Each time this tool was completed, the newest first."""
        return tuple(reversed([one for one in self.completed if one.tool is tool]))

    def latest(self, tool: PracticeTool) -> CompletedTool | None:
        return next(iter(self.versions(tool)), None)

    @property
    def latest_of_each(self) -> tuple[CompletedTool, ...]:
        """One line a tool, in the order in which practice thinks of them."""
        return tuple(one for tool in PracticeTool if (one := self.latest(tool)) is not None)

    @property
    def voice(self) -> VoiceGiven | None:
        """What was written down last of what the child says and how the child lives."""
        latest = self.latest(PracticeTool.VOICE)
        return latest.given if latest and isinstance(latest.given, VoiceGiven) else None

    @property
    def grade(self) -> ExploitationRisk:
        """The grade in force on the vulnerability tracker."""
        return standing(self.gradings)


def tooling_of(session: Session, reference: str) -> Tooling:
    return Tooling(
        completed=practice_tools.tools_of(session, reference),
        gradings=tracker.gradings_of(session, reference),
        notice=school_notices.notice_of(session, reference),
    )
