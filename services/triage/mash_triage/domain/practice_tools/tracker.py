"""The vulnerability tracker: every child who was graded for exploitation, and how a grade may go.

A matrix raises a child's grade by itself. Nothing lowers it or takes the child off but a manager, with
reasons: children of low and moderate risk stay visible. Source: Durham annual report 2020/21, vulnerability
tracker; Independent Inquiry into Child Sexual Abuse 2022, on Durham's monitoring.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mash_contracts.labelled import Labelled
from mash_contracts.vocabulary import ExploitationRisk, Role
from mash_triage.domain.decision import Professional, Shortcoming, rationale_shortcomings


class GradedBy(Labelled):
    """What a child's grade on the tracker rests on."""

    CONTACT = "contact", "The referrer’s matrix"
    MATRIX = "matrix", "A matrix completed at the hub"
    DECISION = "decision", "A manager’s decision"


@dataclass(frozen=True, slots=True)
class Grading:
    """One grade of a child, who gave it, when and why. The last is in force."""

    grade: ExploitationRisk
    graded_by: GradedBy
    graded_at: datetime
    person: Professional | None = None
    """None when the contact brought it."""
    reason: str = field(default="", repr=False)


def standing(gradings: Sequence[Grading]) -> ExploitationRisk:
    """The grade in force, oldest first; not assessed for a child who was never graded."""
    return gradings[-1].grade if gradings else ExploitationRisk.NOT_ASSESSED


def raises(grade: ExploitationRisk, gradings: Sequence[Grading]) -> bool:
    """Whether a new matrix changes the grade by itself: only upwards, or where there was none."""
    return grade > standing(gradings)


def may_lower(role: Role) -> bool:
    """Who may lower a child's grade: nobody but a manager."""
    return role is Role.MANAGER


def lowering_shortcomings(
    grade: ExploitationRisk | None, reason: str, role: Role, gradings: Sequence[Grading]
) -> tuple[Shortcoming, ...]:
    """Lowering a grade is a manager's decision with reasons, and to a lower grade than the one in force."""
    found: list[Shortcoming] = []
    if not may_lower(role):
        found.append(Shortcoming("grade", "manager-only", "Only a manager lowers a child’s grade"))
    if grade in (None, ExploitationRisk.NOT_ASSESSED):
        found.append(Shortcoming("grade", "required", "Select the grade"))
    elif grade >= standing(gradings):
        sentence = "Select a grade below the one in force. A higher one comes with a new matrix"
        found.append(Shortcoming("grade", "not-lower", sentence))
    return (*found, *rationale_shortcomings(reason))
