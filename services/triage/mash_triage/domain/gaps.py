"""What is not known about the child and would matter. The questions to ask are the edition's.

Not asked and not known are different gaps: one is for the hub to ask, the other for somebody to find out.
What nobody has reason to ask, such as a DASH where there is no domestic abuse, is not missing.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.vocabulary import Answer, ConsentState, ExploitationRisk, Frequency, OpenCase, Severity
from mash_policy.model import FIRST_EDITION, Since
from mash_triage.domain.patterns import any_hint_of_exploitation, domestic_abuse
from mash_triage.domain.picture import FourQuestions, Picture

GapRule = Callable[[Picture], bool]


def gaps_in(picture: Picture) -> tuple[str, ...]:
    """Codes of everything that is missing from this picture, in the order in which to ask."""
    return tuple(code for code, missing in GAPS.items() if missing(picture))


def _answered(take: Callable[[FourQuestions], Answer | None], answer: Answer | None) -> GapRule:
    return lambda picture: take(picture.four_questions) is answer


def _no_matrix(picture: Picture) -> bool:
    not_assessed = picture.exploitation_risk is ExploitationRisk.NOT_ASSESSED
    return not_assessed and bool(any_hint_of_exploitation(picture) or _goes_missing(picture))


def _goes_missing(picture: Picture) -> bool:
    return bool(picture.about(AssessmentFactor.MISSING) or picture.missing_episodes_90_days)


def _episodes_not_counted(picture: Picture) -> bool:
    reason = any_hint_of_exploitation(picture) or _goes_missing(picture)
    return picture.missing_episodes_90_days is None and bool(reason)


def _same_worry_not_known(picture: Picture) -> bool:
    history = picture.history
    came_before = history.contacts_in_12_months or history.early_help_episodes
    return bool(came_before) and history.same_worry_before in (None, Answer.UNKNOWN)


GAPS: Mapping[str, GapRule] = MappingProxyType(
    {
        "immediate-danger-not-known": lambda picture: picture.immediate_danger is Answer.UNKNOWN,
        "worry-not-described": lambda picture: not picture.concerns,
        "age-not-known": lambda picture: picture.age_months is None and not picture.unborn,
        "how-serious-not-known": lambda picture: any(
            concern.severity is Severity.UNKNOWN for concern in picture.concerns
        ),
        "how-often-not-known": lambda picture: any(
            concern.frequency is Frequency.UNKNOWN for concern in picture.concerns
        ),
        "voice-not-recorded": lambda picture: not picture.voice_recorded and not picture.unborn,
        "lived-experience-not-recorded": lambda picture: not picture.lived_experience_recorded,
        "last-seen-not-known": lambda picture: picture.last_seen_days is None and not picture.unborn,
        "domestic-abuse-not-asked": _answered(lambda four: four.domestic_abuse, None),
        "domestic-abuse-not-known": _answered(lambda four: four.domestic_abuse, Answer.UNKNOWN),
        "mental-illness-not-asked": _answered(lambda four: four.mental_illness, None),
        "mental-illness-not-known": _answered(lambda four: four.mental_illness, Answer.UNKNOWN),
        "substance-misuse-not-asked": _answered(lambda four: four.substance_misuse, None),
        "substance-misuse-not-known": _answered(lambda four: four.substance_misuse, Answer.UNKNOWN),
        "learning-difficulties-not-asked": _answered(lambda four: four.learning_difficulties, None),
        "learning-difficulties-not-known": _answered(lambda four: four.learning_difficulties, Answer.UNKNOWN),
        "dash-not-done": lambda picture: picture.dash_ticks is None and bool(domestic_abuse(picture)),
        "exploitation-matrix-not-done": _no_matrix,
        "missing-episodes-not-known": _episodes_not_counted,
        "earlier-contacts-not-known": lambda picture: picture.history.contacts_in_12_months is None,
        "earlier-early-help-not-known": lambda picture: picture.history.early_help_episodes is None,
        "same-worry-not-known": _same_worry_not_known,
        "earlier-protection-plan-not-known": lambda picture: (
            picture.history.earlier_protection_plan in (None, Answer.UNKNOWN)
        ),
        "open-case-not-known": lambda picture: picture.history.open_case is OpenCase.UNKNOWN,
        "household-not-known": lambda picture: (
            picture.children_in_household is None or picture.adults_in_household is None
        ),
        "working-well-not-known": lambda picture: not picture.strengths,
        "safety-scale-not-given": lambda picture: picture.safety_scale is None,
        "consent-not-known": lambda picture: picture.consent is ConsentState.UNKNOWN,
    }
)

_CAME_LATER: Since = MappingProxyType({})
GAPS_SINCE: Since = MappingProxyType({code: _CAME_LATER.get(code, FIRST_EDITION) for code in GAPS})
"""The first edition that has to ask about a gap, by code; those that came after the first stand above."""
