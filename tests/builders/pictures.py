"""Pictures of children as triage's rules see them, for tests; every part may be given by keyword."""

from typing import Any

from mash_contracts.national_codes import AssessmentFactor, ReferralSource
from mash_contracts.signs import Sign, Strength
from mash_contracts.vocabulary import (
    Agency,
    Answer,
    Basis,
    ConsentState,
    ExploitationRisk,
    Frequency,
    OpenCase,
    Severity,
)
from mash_triage.domain.picture import Concern, FourQuestions, History, Picture


def a_worry(factor: AssessmentFactor = AssessmentFactor.OTHER, *signs: Sign, **given: Any) -> Concern:
    """A worry that school believes, slight and once; about nothing that has a code unless one is given."""
    return Concern(
        **{
            "factor": factor,
            "signs": signs,
            "basis": Basis.OPINION,
            "frequency": Frequency.ONCE,
            "severity": Severity.LOW,
            "agency": Agency.EDUCATION,
            **given,
        }
    )


def seen(*signs: Sign, **given: Any) -> Concern:
    """Signs that somebody noticed."""
    return a_worry(AssessmentFactor.OTHER, *signs, **given)


def nothing_known() -> History:
    """Asked, and there was nothing before."""
    return History(
        contacts_in_12_months=0,
        early_help_episodes=0,
        same_worry_before=Answer.NO,
        earlier_protection_plan=Answer.NO,
        open_case=OpenCase.NONE,
    )


def all_answered(answer: Answer = Answer.NO, **given: Answer | None) -> FourQuestions:
    """The four questions, answered alike but for what is given."""
    names = ("domestic_abuse", "mental_illness", "substance_misuse", "learning_difficulties")
    return FourQuestions(**{**dict.fromkeys(names, answer), **given})


def a_picture(*concerns: Concern, **given: Any) -> Picture:
    """A seven-year-old of whom school knows everything, and nothing is wrong but what is given."""
    return Picture(
        **{
            "age_months": 7 * 12,
            "last_seen_days": 0,
            "voice_recorded": True,
            "lived_experience_recorded": True,
            "children_in_household": 1,
            "adults_in_household": 2,
            "concerns": concerns,
            "four_questions": all_answered(),
            "immediate_danger": Answer.NO,
            "missing_episodes_90_days": 0,
            "exploitation_risk": ExploitationRisk.NONE,
            "dash_ticks": 0,
            "safety_scale": 8,
            "strengths": (Strength.ATTENDS_SCHOOL,),
            "history": nothing_known(),
            "consent": ConsentState.GIVEN,
            "source": ReferralSource.SCHOOL,
            **given,
        }
    )


def years(count: int) -> int:
    """An age in years, in months."""
    return count * 12
