"""Completed tools of practice: each version is kept, none is changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, insert, select
from sqlalchemy.orm import Session

from mash_contracts.vocabulary import Agency, PracticeTool, Role
from mash_platform.sealing.keyring import keyring_of
from mash_triage.domain.decision import Professional
from mash_triage.domain.practice_tools.dash import DashGiven
from mash_triage.domain.practice_tools.exploitation_matrix import ExploitationMatrixGiven
from mash_triage.domain.practice_tools.graded_care_profile import GradedCareGiven
from mash_triage.domain.practice_tools.harm_matrix import HarmMatrixGiven
from mash_triage.domain.practice_tools.results import ToolGiven, ToolResult
from mash_triage.domain.practice_tools.signs_of_safety import SignsOfSafetyGiven
from mash_triage.domain.practice_tools.voice import VoiceGiven
from mash_triage.store.tool_tables import completed_tools

GIVEN: Mapping[PracticeTool, TypeAdapter[Any]] = MappingProxyType(
    {
        PracticeTool.VOICE: TypeAdapter(VoiceGiven),
        PracticeTool.SIGNS_OF_SAFETY: TypeAdapter(SignsOfSafetyGiven),
        PracticeTool.HARM_MATRIX: TypeAdapter(HarmMatrixGiven),
        PracticeTool.DASH: TypeAdapter(DashGiven),
        PracticeTool.EXPLOITATION_MATRIX: TypeAdapter(ExploitationMatrixGiven),
        PracticeTool.GRADED_CARE_PROFILE: TypeAdapter(GradedCareGiven),
    }
)
"""What is chosen and written in each tool, to and from what is kept."""
_FIELD = "completed_tool.given"


@dataclass(frozen=True, slots=True)
class CompletedTool:
    """A tool as somebody completed it, under the questions of its edition."""

    reference: str
    tool: PracticeTool
    version: int
    tools_edition: str
    given: ToolGiven | None
    """None once what was chosen and written in it is erased."""
    result: ToolResult
    raised: bool
    """It raised the recommendation."""
    agency: Agency
    completed_at: datetime
    person: Professional


def add_tool(session: Session, completed: CompletedTool) -> None:
    result, person = completed.result, completed.person
    given = GIVEN[completed.tool].dump_python(completed.given, mode="json")
    session.execute(
        insert(completed_tools).values(
            reference=completed.reference,
            tool=completed.tool,
            version=completed.version,
            tools_edition=completed.tools_edition,
            given=keyring_of(session).seal_json(completed.reference, _FIELD, given),
            result=result.code,
            result_words=result.words,
            red_flags=result.red_flags,
            not_known=result.not_known,
            raised=completed.raised,
            agency=completed.agency,
            completed_at=completed.completed_at,
            completed_by=person.account_id,
            completed_by_name=person.name,
            completed_by_role=person.role,
        )
    )


def tools_of(session: Session, reference: str) -> tuple[CompletedTool, ...]:
    """Every tool that was completed about a child, oldest first."""
    rows = session.execute(
        select(completed_tools).filter_by(reference=reference).order_by(completed_tools.c.id)
    )
    return tuple(_completed(session, row) for row in rows)


def latest_of(session: Session, reference: str, tool: PracticeTool) -> CompletedTool | None:
    """The tool as it was completed last about this child; None when it never was."""
    newest = (
        select(completed_tools)
        .filter_by(reference=reference, tool=tool)
        .order_by(completed_tools.c.version.desc())
        .limit(1)
    )
    row = session.execute(newest).one_or_none()
    return _completed(session, row) if row else None


def _completed(session: Session, row: Row[Any]) -> CompletedTool:
    tool = PracticeTool(row.tool)
    given = keyring_of(session).open_json(row.reference, _FIELD, row.given)
    return CompletedTool(
        reference=row.reference,
        tool=tool,
        version=row.version,
        tools_edition=row.tools_edition,
        given=None if given is None else GIVEN[tool].validate_python(given),
        result=ToolResult(row.result, row.result_words, row.red_flags, row.not_known),
        raised=row.raised,
        agency=Agency(row.agency),
        completed_at=row.completed_at,
        person=Professional(row.completed_by, row.completed_by_name, Role(row.completed_by_role)),
    )
