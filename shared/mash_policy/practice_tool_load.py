"""The tools of practice made into plain values.

The tools of a day are the latest whose date has come. Tools that would hide a danger, such as a DASH that
asks less or calls fourteen yeses medium, are not loaded.
"""

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from mash_contracts.signs import Sign
from mash_contracts.vocabulary import ExploitationRisk, Severity
from mash_policy.load import NoEdition, RefusedEdition
from mash_policy.lock import locked_digests
from mash_policy.practice_tool_model import (
    CareRules,
    DashBand,
    DashRules,
    EditionOfTools,
    ExploitationMatrixRules,
    HarmMatrixQuestions,
    Incident,
    PracticeTools,
    SchoolNoticeRules,
    SignsOfSafetyQuestions,
    VoiceQuestions,
)

TOOLS = Path(__file__).parent / "practice_tools"

DASH_QUESTIONS, DASH_MEDIUM, DASH_HIGH = 24, 10, 14
"""SafeLives: twenty-four questions, medium from ten yeses, high and MARAC from fourteen."""
ALWAYS_RED_FLAGS = frozenset(
    {
        Sign.STRANGULATION_OF_PARENT,
        Sign.THREATS_TO_KILL,
        Sign.STALKING,
        Sign.RECENT_SEPARATION,
        Sign.ESCALATING_ABUSE,
    }
)
SEVEN_CATEGORIES = 7
GRADES = (1, 2, 3, 4, 5)
LATEST_SCHOOL_DAY_BEGINS = time(9, 30)
LONGEST_CLOSURE = timedelta(days=50)
"""The summer holidays; a longer one is a slip that would leave a child's school untold."""

_SHAPE: Mapping[str, TypeAdapter[Any]] = {
    "edition": TypeAdapter(EditionOfTools),
    "voice": TypeAdapter(VoiceQuestions),
    "signs_of_safety": TypeAdapter(SignsOfSafetyQuestions),
    "harm_matrix": TypeAdapter(HarmMatrixQuestions),
    "dash": TypeAdapter(DashRules),
    "exploitation_matrix": TypeAdapter(ExploitationMatrixRules),
    "graded_care_profile": TypeAdapter(CareRules),
    "operation_encompass": TypeAdapter(SchoolNoticeRules),
}
"""What stands in each file, which is called as what it is of the tools."""


@lru_cache(maxsize=64)
def tools_in_force(on: date, root: Path = TOOLS) -> PracticeTools | None:
    """The tools that apply on that day in London; None before there were any. Raises RefusedEdition."""
    begun = [name for name in tool_dates(root) if date.fromisoformat(name) <= on]
    return load_tools(begun[-1], root) if begun else None


def tool_dates(root: Path = TOOLS) -> tuple[str, ...]:
    """The ids of all editions of the tools, which are their dates, oldest first."""
    return tuple(sorted(path.name for path in root.iterdir() if path.is_dir()))


@lru_cache(maxsize=8)
def load_tools(edition: str, root: Path = TOOLS) -> PracticeTools:
    """The tools of that date, read once a process. Raises NoEdition or RefusedEdition."""
    if edition not in tool_dates(root):
        raise NoEdition(f"there is no edition {edition} of the tools of practice")
    raw: dict[str, Any] = {}
    tables: dict[str, Any] = {}
    for name, shape in _SHAPE.items():
        try:
            raw[name] = tomllib.loads((root / edition / f"{name}.toml").read_text(encoding="utf-8"))
            tables[name] = shape.validate_python(raw[name])
        except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
            raise RefusedEdition(edition, f"its practice tools cannot be read: {name}.toml") from error
    tools = PracticeTools(id=edition, digest=_digest(raw), **tables)
    if faults := tuple(_faults(tools, root)):
        raise RefusedEdition(edition, *faults)
    return tools


def _faults(tools: PracticeTools, root: Path) -> Iterator[str]:
    if tools.id != tools.edition.effective_from.isoformat():
        yield f"the folder is called {tools.id}, but the tools take effect on {tools.edition.effective_from}"
    yield from _dash_faults(tools.dash)
    yield from _matrix_faults(tools.exploitation_matrix)
    yield from _care_faults(tools.graded_care_profile)
    yield from _mapping_faults(tools.signs_of_safety)
    yield from _school_faults(tools.operation_encompass)
    if [one.code for one in tools.harm_matrix.incident] != list(Incident):
        yield "a harm matrix asks for the first, the worst and the most recent incident, in this order"
    if locked_digests(root).get(tools.id, tools.digest) != tools.digest:
        yield "they were changed after they came into force"


def _dash_faults(dash: DashRules) -> Iterator[str]:
    if [one.number for one in dash.question] != list(range(1, DASH_QUESTIONS + 1)):
        yield f"a DASH has its {DASH_QUESTIONS} questions, numbered in their order"
    yield from _given_twice("DASH question", (one.code for one in dash.question))
    if not 1 <= dash.medium_from <= DASH_MEDIUM or not dash.medium_from < dash.high_from <= DASH_HIGH:
        yield f"a DASH is medium from {DASH_MEDIUM} yeses and high from {DASH_HIGH}, or earlier"
    if not 1 <= dash.marac_from <= DASH_HIGH:
        yield f"a DASH with {DASH_HIGH} yeses goes to MARAC, or earlier"
    if dash.one_red_flag is DashBand.STANDARD or dash.several_red_flags is not DashBand.HIGH:
        yield "a red flag raises the band of a DASH, and several raise it to high"
    flagged = {one.sign for one in dash.question if one.red_flag}
    for sign in sorted(ALWAYS_RED_FLAGS - flagged):
        yield f"{sign.value} is a red flag of a DASH and is not marked as one"


def _matrix_faults(matrix: ExploitationMatrixRules) -> Iterator[str]:
    yield from _given_twice("situation", (one.code for one in matrix.situation))
    if not matrix.situation or matrix.several < 1:
        yield "an exploitation matrix names the situations it asks about"
    if matrix.critical_at_least is not ExploitationRisk.SIGNIFICANT:
        yield "a situation that puts a life at stake is significant risk"
    if matrix.young_below_years < 14 or matrix.young_at_least is not ExploitationRisk.SIGNIFICANT:
        yield "at thirteen or under any situation is significant risk"
    if min(matrix.serious_at_least, matrix.several_at_least) < ExploitationRisk.LOW:
        yield "a serious situation, or several, is at least low risk"


def _care_faults(care: CareRules) -> Iterator[str]:
    yield from _given_twice("area of care", (one.code for one in care.area))
    if tuple(one.number for one in care.grade) != GRADES:
        yield "care is graded from one to five"
    severities = [one.severity for one in care.grade]
    if severities != sorted(severities) or not severities or severities[-1] < Severity.SERIOUS:
        yield "a worse grade of care never means less, and the worst means that the child is harmed"


def _mapping_faults(mapping: SignsOfSafetyQuestions) -> Iterator[str]:
    yield from _given_twice("category", (one.code for one in mapping.category))
    if len(mapping.category) != SEVEN_CATEGORIES:
        yield "a Signs of Safety mapping has seven categories"


def _school_faults(school: SchoolNoticeRules) -> Iterator[str]:
    if school.from_years > 4 or school.below_years < 18:
        yield "school is told of every child from reception up to and including seventeen"
    if school.school_day_begins > LATEST_SCHOOL_DAY_BEGINS:
        yield f"a school day begins by {LATEST_SCHOOL_DAY_BEGINS:%H:%M}"
    for closure in school.closed:
        if not timedelta() <= closure.last - closure.first <= LONGEST_CLOSURE:
            yield f"{closure.name}: schools are not closed from {closure.first} to {closure.last}"


def _given_twice(what: str, codes: Iterable[str]) -> Iterator[str]:
    yield from (f"{what} {code} is there twice" for code, times in Counter(codes).items() if times > 1)


def _digest(raw: Mapping[str, object]) -> str:
    canonical = json.dumps(raw, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
