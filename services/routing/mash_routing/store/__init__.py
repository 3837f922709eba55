"""Routing's tables and what is read from and written to them.

A case is one team asked one thing for one child. Every step of it is kept with who took it and when; notes
are kept here and nowhere else.
"""

from mash_routing.store.cases import (
    Case,
    ChangedMeanwhile,
    Held,
    Step,
    StepKind,
    add_cases,
    case_of_team,
    cases_of,
    cases_to_change,
    change_case,
    find,
    open_case,
    steps_of,
)
from mash_routing.store.tables import metadata
from mash_routing.store.worklists import (
    REACHES_THE_TEAM,
    counts,
    held_by_reference,
    last_closings,
    last_step,
    other_teams,
    overdue,
    routed_since,
    standing_referrals,
    taken_on,
    worklist,
)

__all__ = [
    "metadata",
    "ChangedMeanwhile",
    "StepKind",
    "Held",
    "Case",
    "Step",
    "add_cases",
    "change_case",
    "find",
    "cases_of",
    "cases_to_change",
    "open_case",
    "case_of_team",
    "steps_of",
    "REACHES_THE_TEAM",
    "last_closings",
    "last_step",
    "routed_since",
    "worklist",
    "counts",
    "overdue",
    "standing_referrals",
    "taken_on",
    "held_by_reference",
    "other_teams",
]
