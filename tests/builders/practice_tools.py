"""Tools of practice as somebody completes them, under the first edition of the tools."""

from typing import Any

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.vocabulary import Answer, Basis, ExploitationRisk, Frequency, Severity
from mash_policy.practice_tool_load import PRACTICE_TOOLS
from mash_policy.practice_tool_model import Incident
from mash_triage.domain.practice_tools.dash import DashGiven
from mash_triage.domain.practice_tools.exploitation_matrix import ExploitationMatrixGiven, SituationJudged
from mash_triage.domain.practice_tools.graded_care_profile import AreaGraded, GradedCareGiven
from mash_triage.domain.practice_tools.harm_matrix import HarmMatrixGiven, IncidentTold
from mash_triage.domain.practice_tools.results import ToolGiven
from mash_triage.domain.practice_tools.signs_of_safety import Danger, Scaling, SignsOfSafetyGiven
from mash_triage.domain.practice_tools.voice import Asked, VoiceGiven

TOOLS = PRACTICE_TOOLS.load("2026-11-01")


def a_dash(yeses: int = 0, *also: str, unknown: int = 0, **given: Any) -> DashGiven:
    """So many yeses, of questions that are no red flag as long as there are any, and yes to `also`."""
    plain = [one.code for one in TOOLS.dash.question if not one.red_flag and one.sign is None]
    plain += [one.code for one in TOOLS.dash.question if one.code not in plain]
    answers = dict.fromkeys(plain, Answer.NO) | dict.fromkeys(plain[:yeses], Answer.YES)
    answers |= dict.fromkeys(plain[len(plain) - unknown :], Answer.UNKNOWN)
    return DashGiven(answers | dict.fromkeys(also, Answer.YES), **given)


def a_matrix(level: ExploitationRisk, *seen: str, **given: Any) -> ExploitationMatrixGiven:
    """An exploitation matrix with this level, and these situations seen."""
    situations = {one.code: SituationJudged(Answer.NO) for one in TOOLS.exploitation_matrix.situation}
    situations |= {code: SituationJudged(Answer.YES) for code in seen}
    return ExploitationMatrixGiven(situations, level, **{"reason": "What her form tutor sees.", **given})


def a_care_profile(*grades: int | None) -> GradedCareGiven:
    """One grade an area, in the order of the tool; None for what is not known."""
    areas = zip(TOOLS.graded_care_profile.area, grades, strict=True)
    return GradedCareGiven({area.code: AreaGraded(grade, "As seen at home.") for area, grade in areas})


def a_mapping(*scales: Scaling, **given: Any) -> SignsOfSafetyGiven:
    """A mapping with one danger and its goal."""
    return SignsOfSafetyGiven(
        **{
            "past_harm": "He hit her mother while she held the baby.",
            "dangers": (Danger("School fears she is hurt next.", "She sleeps safe each night."),),
            "existing_strengths": "Her aunt comes daily.",
            "next_steps": "Aunt stays until Monday.",
            "scales": scales,
            **given,
        }
    )


def a_harm_matrix(
    first: Severity = Severity.LOW,
    worst: Severity = Severity.SERIOUS,
    most_recent: Severity = Severity.LOW,
    **given: Any,
) -> HarmMatrixGiven:
    """Three incidents of domestic abuse, as serious as given."""
    severities = zip(Incident, (first, worst, most_recent), strict=True)
    return HarmMatrixGiven(
        **{
            "factor": AssessmentFactor.DOMESTIC_ABUSE_PARENT,
            "basis": Basis.FACT,
            "frequency": Frequency.OFTEN,
            "incidents": {
                incident: IncidentTold("Last spring", "He held her by the throat.", severity, "She hid.")
                for incident, severity in severities
            },
            **given,
        }
    )


def a_voice(**given: Any) -> VoiceGiven:
    """What a girl told her teacher."""
    return VoiceGiven(
        **{
            "asked": Asked.SAID,
            "asked_by": "Her class teacher, alone in the quiet room",
            "asked_when": "Tuesday before lunch",
            "heard": "I sleep in my coat when they shout.",
            "lived": "She gets up by herself, and there is often no breakfast.",
            **given,
        }
    )


def one_of_each() -> tuple[ToolGiven, ...]:
    """Every tool, completed."""
    return (
        a_voice(),
        a_mapping(Scaling("Mother", 8, "He is calmer."), Scaling("School", 2), Scaling("Father")),
        a_harm_matrix(most_recent=Severity.SERIOUS),
        a_dash(3, "strangled", unknown=4, marac_by_judgement=True, reason="Her fear is beyond the count."),
        a_matrix(ExploitationRisk.SIGNIFICANT, "online"),
        a_care_profile(2, 4, None, 3),
    )
