"""What an answer that is still missing would change: one question at a time, every answer that would raise.

Nothing is guessed: each answer is put into the picture, and the same rules are asked again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.vocabulary import Answer, ExploitationRisk, Frequency, OpenCase, Pathway, Severity
from mash_policy.model import Policy
from mash_triage.domain.assessment import Recommendation, assess
from mash_triage.domain.gaps import gaps_in
from mash_triage.domain.indicators.domestic_abuse import DASH_HIGH, DASH_MEDIUM
from mash_triage.domain.indicators.going_missing import FREQUENT
from mash_triage.domain.indicators.immediate_safety import LOW_SAFETY, NOT_SEEN_DAYS
from mash_triage.domain.indicators.physical_harm import NOT_YET_MOBILE_MONTHS
from mash_triage.domain.picture import Concern, Picture


@dataclass(frozen=True, slots=True)
class PossibleAnswer:
    """One answer to a question, in words, and the picture once it is known."""

    words: str
    known: Callable[[Picture], Picture]


@dataclass(frozen=True, slots=True)
class Rise:
    """To what a recommendation would rise, and which answers would raise it so far."""

    gap: str
    answers: tuple[str, ...]
    to: Recommendation


def rises(picture: Picture, policy: Policy) -> Mapping[str, tuple[Rise, ...]]:
    """By the code of what is missing: the rises that its answers would bring, the least first.

    What no single answer would raise is left out. Works out some dozens of recommendations.
    """
    now = assess(picture, policy)
    found = {code: tuple(_rises_of(code, picture, now, policy)) for code in gaps_in(picture)}
    return {code: of_one for code, of_one in found.items() if of_one}


def is_higher(one: Recommendation, other: Recommendation) -> bool:
    """Higher in level, urgency or legal basis, or with a team more."""
    return (
        one.level > other.level
        or one.rag > other.rag
        or one.legal_basis > other.legal_basis
        or not set(one.pathways[1:]) <= set(other.pathways)
    )


_Outcome = tuple[int, int, int, tuple[Pathway, ...]]


def _rises_of(code: str, picture: Picture, now: Recommendation, policy: Policy) -> Iterator[Rise]:
    by_outcome: dict[_Outcome, list[tuple[str, Recommendation]]] = {}
    for answer in POSSIBLE_ANSWERS.get(code, ()):
        then = assess(answer.known(picture), policy)
        if is_higher(then, now):
            outcome = (then.level.rank, then.rag.rank, then.legal_basis.rank, then.pathways)
            by_outcome.setdefault(outcome, []).append((answer.words, then))
    for outcome in sorted(by_outcome):
        raised = by_outcome[outcome]
        answers = raised if code in _EACH_FOR_ITSELF else raised[:1]
        yield Rise(code, tuple(words for words, _ in answers), raised[0][1])


def _said(words: str, **known: Any) -> PossibleAnswer:
    return PossibleAnswer(words, lambda picture: replace(picture, **known))


def _of_the_four(question: str) -> tuple[PossibleAnswer, ...]:
    def known(picture: Picture) -> Picture:
        return replace(picture, four_questions=replace(picture.four_questions, **{question: Answer.YES}))

    return (PossibleAnswer("the answer is yes", known),)


def _of_history(words: str, **known: Any) -> PossibleAnswer:
    return PossibleAnswer(words, lambda picture: replace(picture, history=replace(picture.history, **known)))


def _of_concerns(words: str, is_open: Callable[[Concern], bool], **known: Any) -> PossibleAnswer:
    """Known of every concern of which it is not known yet."""

    def known_of(picture: Picture) -> Picture:
        concerns = (replace(one, **known) if is_open(one) else one for one in picture.concerns)
        return replace(picture, concerns=tuple(concerns))

    return PossibleAnswer(words, known_of)


ABOUT = "it is about"


def _about(factor: AssessmentFactor) -> PossibleAnswer:
    def known(picture: Picture) -> Picture:
        return replace(picture, concerns=(Concern(factor, agency=picture.said_by),))

    return PossibleAnswer(f"{ABOUT} {_small_first(factor.label)}", known)


def _small_first(label: str) -> str:
    return label[:1].lower() + label[1:]


def _ages() -> Iterator[PossibleAnswer]:
    """From the oldest down, at the ages at which what is seen means more."""
    for years in (16, 14, 13, 12, 11, 10, 5, 1):
        yield _said(f"the child is under {years}", age_months=years * 12 - 1)
    months = NOT_YET_MOBILE_MONTHS
    yield _said(f"the child is under {months} months", age_months=months - 1)


def _times(least: int) -> str:
    return "once or more" if least == 1 else f"{least} times or more"


_EACH_FOR_ITSELF = ("worry-not-described", "open-case-not-known", "same-worry-not-known")
"""Questions whose answers are no steps of one ladder. Of a ladder the first step to each rise is named."""

_FOUR = ("domestic_abuse", "mental_illness", "substance_misuse", "learning_difficulties")
_OPEN = {
    OpenCase.EARLY_HELP: "the family has early help",
    OpenCase.CHILD_IN_NEED: "the child has a child in need plan",
    OpenCase.CHILD_PROTECTION: "the child has a protection plan",
    OpenCase.LOOKED_AFTER: "the child is looked after",
}
_EPISODES = (1, FREQUENT)
_COUNTS = (1, 2, 3)

POSSIBLE_ANSWERS: Mapping[str, tuple[PossibleAnswer, ...]] = MappingProxyType(
    {
        "immediate-danger-not-known": (_said("the child is in danger now", immediate_danger=Answer.YES),),
        "worry-not-described": tuple(_about(factor) for factor in AssessmentFactor),
        "age-not-known": tuple(_ages()),
        "how-serious-not-known": tuple(
            _of_concerns(
                severity.label.partition(": ")[2],
                lambda concern: concern.severity is Severity.UNKNOWN,
                severity=severity,
            )
            for severity in Severity
            if severity is not Severity.UNKNOWN
        ),
        "how-often-not-known": tuple(
            _of_concerns(
                f"it happens {_small_first(frequency.label)}",
                lambda concern: concern.frequency is Frequency.UNKNOWN,
                frequency=frequency,
            )
            for frequency in Frequency
            if frequency is not Frequency.UNKNOWN
        ),
        "last-seen-not-known": (
            _said(f"nobody has seen the child for {NOT_SEEN_DAYS} days", last_seen_days=NOT_SEEN_DAYS),
        ),
        **{
            f"{question.replace('_', '-')}-not-{unanswered}": _of_the_four(question)
            for question in _FOUR
            for unanswered in ("asked", "known")
        },
        "dash-not-done": tuple(
            _said(f"the DASH has {ticks} {'tick' if ticks == 1 else 'ticks'} or more", dash_ticks=ticks)
            for ticks in (1, DASH_MEDIUM, DASH_HIGH)
        ),
        "exploitation-matrix-not-done": tuple(
            _said(f"the matrix says {_small_first(risk.label)}", exploitation_risk=risk)
            for risk in (ExploitationRisk.LOW, ExploitationRisk.MODERATE, ExploitationRisk.SIGNIFICANT)
        ),
        "missing-episodes-not-known": tuple(
            _said(f"the child was missing {_times(count)} in 90 days", missing_episodes_90_days=count)
            for count in _EPISODES
        ),
        "earlier-contacts-not-known": tuple(
            _of_history(f"there were {count} or more in 12 months", contacts_in_12_months=count)
            for count in _COUNTS
        ),
        "earlier-early-help-not-known": tuple(
            _of_history(f"the family had early help {_times(count)}", early_help_episodes=count)
            for count in _COUNTS
        ),
        "same-worry-not-known": (
            _of_history("it was the same worry", same_worry_before=Answer.YES),
            _of_history("it was another worry each time", same_worry_before=Answer.NO),
        ),
        "earlier-protection-plan-not-known": (
            _of_history("there was one", earlier_protection_plan=Answer.YES),
        ),
        "open-case-not-known": tuple(_of_history(_OPEN[case], open_case=case) for case in _OPEN),
        "safety-scale-not-given": (
            _said(f"safety is scaled at {LOW_SAFETY} of 10 or less", safety_scale=LOW_SAFETY),
        ),
    }
)
