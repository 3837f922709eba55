"""Whether agencies talk in time, and how far their differences go."""

from mash_assurance.domain.figures import Breakdown, Line, Measure, Share
from mash_assurance.domain.tallies import Tallies
from mash_contracts.vocabulary import DifferenceStage

STRATEGY_DISCUSSION_REQUESTED = Measure(
    "strategy-discussion-requested",
    "Strategy discussion requested",
    "Of the children whose newest recommendation is red, those for whom a strategy discussion was requested.",
    "Whether it was held, and who came. Anything short of all of them needs looking into: a red "
    "recommendation requests one by itself.",
)


def strategy_discussion_requested(tallies: Tallies) -> Share:
    return Share(
        STRATEGY_DISCUSSION_REQUESTED, tallies.red_with_strategy_discussion, tallies.red, "children rated red"
    )


STRATEGY_DISCUSSIONS_IN_TIME = Measure(
    "strategy-discussions-in-time",
    "Strategy discussions held in time",
    "Of the children about whom a strategy discussion was to be held by now, those for whom none ran late: "
    "social care, police and health held it the same day where risk was high, else within two working days.",
    "What was decided at it. One without its quorum counts as not held.",
)


def strategy_discussions_in_time(tallies: Tallies) -> Share:
    return Share(
        STRATEGY_DISCUSSIONS_IN_TIME,
        tallies.strategy_never_late,
        tallies.strategy_due,
        "children about whom one was to be held",
    )


DIFFERENCES_BY_STAGE = Measure(
    "differences-by-stage",
    "Professional differences",
    "Children about whom an agency challenged what was decided, or how they were dealt with, by the furthest "
    "of the four stages that a difference about them reached.",
    "Who was right. Few differences can mean good decisions, or agencies who do not say that they differ.",
)


def differences_by_stage(tallies: Tallies) -> Breakdown:
    lines = (
        Line(stage, stage.label, (tallies.by_difference_stage.get(stage, 0),)) for stage in DifferenceStage
    )
    return Breakdown(DIFFERENCES_BY_STAGE, "Stage", ("Children",), tuple(lines))


DIFFERENCES_IN_TIME = Measure(
    "differences-in-time",
    "Professional differences heard in time",
    "Of the children about whom a professional difference was raised, those for whom no stage ran out of "
    "time.",
    "Whether the agency that differed was satisfied.",
)


def differences_in_time(tallies: Tallies) -> Share:
    return Share(
        DIFFERENCES_IN_TIME,
        tallies.differences_never_late,
        tallies.with_difference,
        "children about whom an agency differed",
    )
