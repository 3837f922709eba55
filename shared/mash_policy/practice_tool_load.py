"""The tools of practice made into plain values.

The tools of a day are the latest whose date has come. Tools that would hide a danger, such as a DASH that
asks less or calls fourteen yeses medium, are not loaded.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import time, timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from mash_contracts.signs import Sign
from mash_contracts.vocabulary import ExploitationRisk, Severity
from mash_policy.dated_rules import Fault, RuleFamily
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


def _built(edition: str, parts: Mapping[str, Any], digest: str) -> PracticeTools:
    return PracticeTools(id=edition, digest=digest, **parts)


def _faults(tools: PracticeTools) -> Iterator[Fault]:
    of_part: Mapping[str, Iterator[_Found]] = {
        "dash": _dash_faults(tools.dash),
        "exploitation_matrix": _matrix_faults(tools.exploitation_matrix),
        "graded_care_profile": _care_faults(tools.graded_care_profile),
        "signs_of_safety": _mapping_faults(tools.signs_of_safety),
        "operation_encompass": _school_faults(tools.operation_encompass),
        "harm_matrix": _incident_faults(tools.harm_matrix),
    }
    for part, found in of_part.items():
        for sentence, entry, field in found:
            yield Fault(sentence, entry, field, part)


_Found = tuple[str, str, str]
"""A sentence, and the entry and field of the file that it speaks of."""


def _incident_faults(matrix: HarmMatrixQuestions) -> Iterator[_Found]:
    if [one.code for one in matrix.incident] != list(Incident):
        sentence = "a harm matrix asks for the first, the worst and the most recent incident, in this order"
        yield sentence, "incident", ""


def _dash_faults(dash: DashRules) -> Iterator[_Found]:
    if [one.number for one in dash.question] != list(range(1, DASH_QUESTIONS + 1)):
        yield f"a DASH has its {DASH_QUESTIONS} questions, numbered in their order", "question", ""
    yield from _given_twice("DASH question", "question", (one.code for one in dash.question))
    if not 1 <= dash.medium_from <= DASH_MEDIUM or not dash.medium_from < dash.high_from <= DASH_HIGH:
        sentence = f"a DASH is medium from {DASH_MEDIUM} yeses and high from {DASH_HIGH}, or earlier"
        yield sentence, "", "medium_from"
    if not 1 <= dash.marac_from <= DASH_HIGH:
        yield f"a DASH with {DASH_HIGH} yeses goes to MARAC, or earlier", "", "marac_from"
    if dash.one_red_flag is DashBand.STANDARD or dash.several_red_flags is not DashBand.HIGH:
        yield "a red flag raises the band of a DASH, and several raise it to high", "", "one_red_flag"
    flagged = {one.sign for one in dash.question if one.red_flag}
    for sign in sorted(ALWAYS_RED_FLAGS - flagged):
        yield f"{sign.value} is a red flag of a DASH and is not marked as one", "question", ""


def _matrix_faults(matrix: ExploitationMatrixRules) -> Iterator[_Found]:
    yield from _given_twice("situation", "situation", (one.code for one in matrix.situation))
    if not matrix.situation or matrix.several < 1:
        yield "an exploitation matrix names the situations it asks about", "", "several"
    if matrix.critical_at_least is not ExploitationRisk.SIGNIFICANT:
        yield "a situation that puts a life at stake is significant risk", "", "critical_at_least"
    if matrix.young_below_years < 14 or matrix.young_at_least is not ExploitationRisk.SIGNIFICANT:
        yield "at thirteen or under any situation is significant risk", "", "young_below_years"
    if min(matrix.serious_at_least, matrix.several_at_least) < ExploitationRisk.LOW:
        yield "a serious situation, or several, is at least low risk", "", "serious_at_least"


def _care_faults(care: CareRules) -> Iterator[_Found]:
    yield from _given_twice("area of care", "area", (one.code for one in care.area))
    if tuple(one.number for one in care.grade) != GRADES:
        yield "care is graded from one to five", "grade", ""
    severities = [one.severity for one in care.grade]
    if severities != sorted(severities) or not severities or severities[-1] < Severity.SERIOUS:
        sentence = "a worse grade of care never means less, and the worst means that the child is harmed"
        yield sentence, "grade", "severity"


def _mapping_faults(mapping: SignsOfSafetyQuestions) -> Iterator[_Found]:
    yield from _given_twice("category", "category", (one.code for one in mapping.category))
    if len(mapping.category) != SEVEN_CATEGORIES:
        yield "a Signs of Safety mapping has seven categories", "category", ""


def _school_faults(school: SchoolNoticeRules) -> Iterator[_Found]:
    if school.from_years > 4 or school.below_years < 18:
        yield "school is told of every child from reception up to and including seventeen", "", "from_years"
    if school.school_day_begins > LATEST_SCHOOL_DAY_BEGINS:
        yield f"a school day begins by {LATEST_SCHOOL_DAY_BEGINS:%H:%M}", "", "school_day_begins"
    for closure in school.closed:
        if not timedelta() <= closure.last - closure.first <= LONGEST_CLOSURE:
            sentence = f"{closure.name}: schools are not closed from {closure.first} to {closure.last}"
            yield sentence, closure.name, "first"


def _given_twice(what: str, table: str, codes: Iterable[str]) -> Iterator[_Found]:
    for code, times in Counter(codes).items():
        if times > 1:
            yield f"{what} {code} is there twice", f"{table} {code}", "code"


PRACTICE_TOOLS = RuleFamily(
    code="practice-tools",
    called="tools of practice",
    root=TOOLS,
    shapes=_SHAPE,
    build=_built,
    faults=_faults,
)
