"""What is not known about the child and would matter. The questions to ask are the edition's.

Not asked and not known are different gaps: one is for the hub to ask, the other for somebody to find out.
"""

from collections.abc import Callable, Mapping

from mash_contracts.vocabulary import Answer, ConsentState
from mash_triage.domain.picture import FourQuestions, Picture

GapRule = Callable[[Picture], bool]


def gaps_in(picture: Picture) -> tuple[str, ...]:
    """Codes of everything that is missing from this picture."""
    return tuple(code for code, missing in GAPS.items() if missing(picture))


def _answered(take: Callable[[FourQuestions], Answer | None], answer: Answer | None) -> GapRule:
    return lambda picture: take(picture.four_questions) is answer


GAPS: Mapping[str, GapRule] = {
    "age-not-known": lambda picture: picture.age_months is None and not picture.unborn,
    "immediate-danger-not-known": lambda picture: picture.immediate_danger is Answer.UNKNOWN,
    "domestic-abuse-not-asked": _answered(lambda four: four.domestic_abuse, None),
    "domestic-abuse-not-known": _answered(lambda four: four.domestic_abuse, Answer.UNKNOWN),
    "mental-illness-not-asked": _answered(lambda four: four.mental_illness, None),
    "mental-illness-not-known": _answered(lambda four: four.mental_illness, Answer.UNKNOWN),
    "substance-misuse-not-asked": _answered(lambda four: four.substance_misuse, None),
    "substance-misuse-not-known": _answered(lambda four: four.substance_misuse, Answer.UNKNOWN),
    "learning-difficulties-not-asked": _answered(lambda four: four.learning_difficulties, None),
    "learning-difficulties-not-known": _answered(lambda four: four.learning_difficulties, Answer.UNKNOWN),
    "voice-not-recorded": lambda picture: not picture.voice_recorded,
    "lived-experience-not-recorded": lambda picture: not picture.lived_experience_recorded,
    "consent-not-known": lambda picture: picture.consent is ConsentState.UNKNOWN,
}
