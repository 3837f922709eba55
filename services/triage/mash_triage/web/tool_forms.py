"""What somebody chose and wrote on the form of a tool, as the tool; and back, to go on from an earlier one.

Nothing is judged here: what cannot be read is left out, and the rules say that it is missing.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.vocabulary import Answer, Basis, ExploitationRisk, Frequency, PracticeTool, Severity
from mash_policy.practice_tool_model import PracticeTools
from mash_triage.domain.practice_tools.dash import DashGiven
from mash_triage.domain.practice_tools.exploitation_matrix import ExploitationMatrixGiven, SituationJudged
from mash_triage.domain.practice_tools.graded_care_profile import AreaGraded, GradedCareGiven
from mash_triage.domain.practice_tools.harm_matrix import HarmMatrixGiven, IncidentTold
from mash_triage.domain.practice_tools.results import ToolGiven
from mash_triage.domain.practice_tools.signs_of_safety import Danger, Scaling, SignsOfSafetyGiven
from mash_triage.domain.practice_tools.voice import Asked, VoiceGiven
from mash_triage.web.desk import code_of

Written = Mapping[str, str]
"""The fields of a form by their names."""

DANGERS = (1, 2, 3, 4)
SCALES = (1, 2, 3, 4, 5, 6)
"""How many danger statements and scales the form has room for."""
NOT_KNOWN = "not-known"
NOT_SEEN = "no"
SEEN_HOW_OFTEN_NOT_KNOWN = "yes"


def given_from(tool: PracticeTool, written: Written, tools: PracticeTools) -> ToolGiven:
    """What was chosen and written so far in this tool."""
    return _READ[tool](written, tools)


def written_again(given: ToolGiven | None) -> Written:
    """The words of an earlier mapping, to go on from; what was scaled is asked again."""
    if not isinstance(given, SignsOfSafetyGiven):
        return {}
    again = {name: getattr(given, name) for name in _MAPPING_TEXTS}
    for number, danger in enumerate(given.dangers, 1):
        again[f"danger_{number}_statement"] = danger.statement
        again[f"danger_{number}_goal"] = danger.goal
    for number, scaling in enumerate(given.scales, 1):
        again[f"scale_{number}_who"] = scaling.who
    return again


def _voice(written: Written, _: PracticeTools) -> VoiceGiven:
    texts = ("asked_by", "asked_when", "heard", "lived", "not_yet")
    return VoiceGiven(code_of(Asked, written.get("asked")), **{name: _text(written, name) for name in texts})


_MAPPING_TEXTS = (
    "past_harm",
    "complicating_factors",
    "existing_strengths",
    "existing_safety",
    "next_steps",
)


def _signs_of_safety(written: Written, _: PracticeTools) -> SignsOfSafetyGiven:
    dangers = (
        Danger(_text(written, f"danger_{number}_statement"), _text(written, f"danger_{number}_goal"))
        for number in DANGERS
    )
    scales = (
        Scaling(
            _text(written, f"scale_{number}_who"),
            _number(written, f"scale_{number}_scale"),
            _text(written, f"scale_{number}_why"),
        )
        for number in SCALES
    )
    return SignsOfSafetyGiven(
        **{name: _text(written, name) for name in _MAPPING_TEXTS},
        dangers=tuple(one for one in dangers if one != Danger()),
        scales=tuple(one for one in scales if one != Scaling("")),
    )


def _harm_matrix(written: Written, tools: PracticeTools) -> HarmMatrixGiven:
    return HarmMatrixGiven(
        factor=code_of(AssessmentFactor, written.get("factor")),
        basis=code_of(Basis, written.get("basis")),
        frequency=code_of(Frequency, written.get("frequency")),
        incidents={
            one.code: IncidentTold(
                when=_text(written, f"{one.code}_when"),
                behaviour=_text(written, f"{one.code}_behaviour"),
                severity=code_of(Severity, written.get(f"{one.code}_severity")),
                impact=_text(written, f"{one.code}_impact"),
            )
            for one in tools.harm_matrix.incident
        },
    )


def _dash(written: Written, tools: PracticeTools) -> DashGiven:
    answers = {one.code: code_of(Answer, written.get(f"question_{one.code}")) for one in tools.dash.question}
    return DashGiven(
        answers={code: answer for code, answer in answers.items() if answer is not None},
        marac_by_judgement=written.get("marac_by_judgement") == "yes",
        reason=_text(written, "reason"),
        words=_text(written, "words"),
    )


def _exploitation_matrix(written: Written, tools: PracticeTools) -> ExploitationMatrixGiven:
    judged = {one.code: _situation(written, one.code) for one in tools.exploitation_matrix.situation}
    return ExploitationMatrixGiven(
        situations={code: one for code, one in judged.items() if one is not None},
        level=code_of(ExploitationRisk, written.get("level")),
        impact=_text(written, "impact"),
        reason=_text(written, "reason"),
    )


def _situation(written: Written, code: str) -> SituationJudged | None:
    """One choice says whether it was seen and how often; None when nothing was chosen."""
    chosen = written.get(f"seen_{code}", "")
    severity = code_of(Severity, written.get(f"severity_{code}")) or Severity.UNKNOWN
    if chosen == NOT_SEEN:
        return SituationJudged(Answer.NO)
    if chosen == NOT_KNOWN:
        return SituationJudged(Answer.UNKNOWN)
    frequency = (
        Frequency.UNKNOWN if chosen == SEEN_HOW_OFTEN_NOT_KNOWN else code_of(Frequency, chosen or None)
    )
    return SituationJudged(Answer.YES, frequency, severity) if frequency is not None else None


def _graded_care_profile(written: Written, tools: PracticeTools) -> GradedCareGiven:
    return GradedCareGiven(
        {
            one.code: AreaGraded(_number(written, f"grade_{one.code}"), _text(written, f"words_{one.code}"))
            for one in tools.graded_care_profile.area
            if written.get(f"grade_{one.code}")
        }
    )


def _text(written: Written, name: str) -> str:
    return written.get(name, "").strip()


def _number(written: Written, name: str) -> int | None:
    """None for what is no number, such as that it is not known."""
    text = _text(written, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


_READ: Mapping[PracticeTool, Callable[[Written, PracticeTools], ToolGiven]] = MappingProxyType(
    {
        PracticeTool.VOICE: _voice,
        PracticeTool.SIGNS_OF_SAFETY: _signs_of_safety,
        PracticeTool.HARM_MATRIX: _harm_matrix,
        PracticeTool.DASH: _dash,
        PracticeTool.EXPLOITATION_MATRIX: _exploitation_matrix,
        PracticeTool.GRADED_CARE_PROFILE: _graded_care_profile,
    }
)
