"""A completed tool of practice in words, each question as the edition asks it with what was answered."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache

from mash_contracts.held import Check, HeldEntry, passages
from mash_contracts.labelled import Labelled
from mash_policy.practice_tool_load import PRACTICE_TOOLS
from mash_triage.store.practice_tools import CompletedTool

_CHECKS = (Check.ANOTHER_PERSON, Check.PROFESSIONAL, Check.SERIOUS_HARM)


def tool_entry(completed: CompletedTool) -> HeldEntry:
    """Everything that was chosen and written, as often as the tool was completed."""
    written = dict(_said(completed.given, "", _questions(completed.tools_edition)))
    person = completed.person
    return HeldEntry(
        heading=f"{completed.tool.label}: {completed.result.words}",
        at=completed.completed_at,
        by=f"{person.name}, {person.role.label}, {completed.agency.label}",
        passages=passages(written, *_CHECKS),
    )


def _said(value: object, label: str, questions: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Label and words of everything within, whatever the tool is made of."""
    if is_dataclass(value):
        for field in fields(value):
            yield from _said(getattr(value, field.name), _within(label, _words(field.name)), questions)
    elif isinstance(value, Mapping):
        for code, answer in value.items():
            yield from _said(answer, _within(label, questions.get(code, _words(code))), questions)
    elif isinstance(value, tuple):
        for number, one in enumerate(value, 1):
            yield from _said(one, f"{label} {number}", questions)
    elif value is not None and value is not False:
        yield label, _answer(value)


def _answer(value: object) -> str:
    if isinstance(value, Labelled):
        return value.label
    return "Yes" if value is True else str(value)


def _within(label: str, part: str) -> str:
    return f"{label}: {part}" if label else part


def _words(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()


@cache
def _questions(edition: str) -> Mapping[str, str]:
    """By its code, every question that the tools of an edition ask."""
    tools = PRACTICE_TOOLS.load(edition)
    asked = {one.code: one.question for one in tools.dash.question}
    asked |= {one.code: one.question for one in tools.exploitation_matrix.situation}
    asked |= {one.code: one.title for one in tools.graded_care_profile.area}
    return {**asked, **{one.code: one.title for one in tools.harm_matrix.incident}}
