"""Discussions between agencies, professional differences and audits, for tests; every part by keyword."""

from typing import Any

from mash_contracts.vocabulary import (
    Agency,
    AuditGrade,
    DifferenceGround,
    DifferenceOutcome,
    DiscussionKind,
    LevelOfNeed,
    StrategyOutcome,
)
from mash_triage.domain.audits import AuditGiven
from mash_triage.domain.discussions import Discussion, DiscussionGiven, ParticipantView, Revision, Stance
from mash_triage.domain.professional_differences import (
    DifferenceGiven,
    DifferenceStep,
    Speaker,
    StepGiven,
    Subject,
)
from tests.builders.agency_checks import AMIRA
from tests.builders.triage import WEDNESDAY_MORNING

THE_HUB = Speaker("account-of-amira", "Amira Shah", Agency.SOCIAL_CARE)
THE_SCHOOL = Speaker("account-of-the-school", "Helen Marsh", Agency.EDUCATION)


def a_view(**given: Any) -> ParticipantView:
    """A school nurse who agrees, and says what she sees."""
    return ParticipantView(
        **{
            "agency": Agency.HEALTH,
            "role": "School nurse",
            "name": "Joan Weir",
            "words": "She has lost weight since January and says there is no tea at home.",
            "level": LevelOfNeed.CHILD_IN_NEED,
            "stance": Stance.AGREES,
            **given,
        }
    )


def a_dissenting_view(**given: Any) -> ParticipantView:
    """A teacher who holds more to be needed, and says why."""
    return a_view(
        **{
            "agency": Agency.EDUCATION,
            "role": "Designated safeguarding lead",
            "name": "Helen Marsh",
            "words": "She falls asleep in class and will not go home.",
            "level": LevelOfNeed.SPECIALIST,
            "stance": Stance.DISSENTS,
            "reason": "What she told her friend is not explained by too little food.",
            **given,
        }
    )


def everybody(*others: ParticipantView) -> tuple[ParticipantView, ...]:
    """Social care, police and health, and whoever is given."""
    return (
        a_view(agency=Agency.SOCIAL_CARE, role="Social worker", name="Amira Shah"),
        a_view(agency=Agency.POLICE, role="Detective sergeant", name="Paul Hall"),
        a_view(),
        *others,
    )


def discussed(**given: Any) -> DiscussionGiven:
    """Health and school talked about a girl on Wednesday morning, and differ."""
    return DiscussionGiven(
        **{
            "kind": DiscussionKind.MULTI_AGENCY,
            "held_at": WEDNESDAY_MORNING,
            "views": (a_view(), a_dissenting_view()),
            "decision": "A child and family assessment, seen at home within three days.",
            "rationale": "Three agencies see the same change since January.",
            "family_told": "Mother is told by the social worker today.",
            "referrer_told": "School is told that an assessment begins.",
            **given,
        }
    )


def strategy_discussed(**given: Any) -> DiscussionGiven:
    """Social care, police and health held a strategy discussion and start an enquiry together."""
    return discussed(
        **{
            "kind": DiscussionKind.STRATEGY,
            "views": everybody(),
            "outcome": StrategyOutcome.S47_JOINT,
            "decision": "Joint section 47 enquiry; she is seen at school today.",
            **given,
        }
    )


def a_discussion(**given: Any) -> Discussion:
    number = given.pop("number", 1)
    return Discussion("4K7Q-9XWD-1", number, (Revision(discussed(**given), WEDNESDAY_MORNING, AMIRA),))


def a_strategy_discussion(**given: Any) -> Discussion:
    number = given.pop("number", 1)
    revision = Revision(strategy_discussed(**given), WEDNESDAY_MORNING, AMIRA)
    return Discussion("4K7Q-9XWD-1", number, (revision,))


def differing(**given: Any) -> DifferenceGiven:
    """A school holds that a girl needs more than was decided."""
    return DifferenceGiven(
        **{
            "subject": Subject.DECISION,
            "ground": DifferenceGround.THRESHOLD,
            "words": "She told her friend what happens at night. Early help will not keep her safe.",
            "agency": Agency.EDUCATION,
            **given,
        }
    )


def escalating(**given: Any) -> StepGiven:
    return StepGiven(
        **{
            "step": DifferenceStep.ESCALATE,
            "words": "Amira Shah and Helen Marsh talked it over and still differ.",
            **given,
        }
    )


def resolving(**given: Any) -> StepGiven:
    return StepGiven(
        **{
            "step": DifferenceStep.RESOLVE,
            "outcome": DifferenceOutcome.CHANGED,
            "words": "The decision is changed to an assessment.",
            **given,
        }
    )


def graded(**given: Any) -> AuditGiven:
    return AuditGiven(
        **{
            "grade": AuditGrade.GOOD,
            "strengths": "Her voice is at the centre, and the history was weighed.",
            "learning": "Say what would have made you go higher.",
            **given,
        }
    )
