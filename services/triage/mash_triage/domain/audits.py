"""Audits of decisions: which are drawn, who may grade one, and what a grade needs.

What is drawn follows from the rules and the decision alone, so that nobody chooses, and whoever draws again
draws the same. Every decision below the recommendation, and every step down, is looked at.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime

from mash_contracts.vocabulary import AuditGrade, AuditReason, Movement, Relation, Role
from mash_policy.oversight_model import AuditRule
from mash_triage.domain.decision import Professional, Shortcoming

LONGEST_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class DrawnDecision:
    """A decision that a manager is to grade."""

    reference: str
    number: int
    """Which decision about this child, the first being one."""
    because: AuditReason
    rules: str
    """The date of the rules that drew it."""
    decided_at: datetime
    decided_by: str
    decided_by_name: str = field(repr=False)
    second_by: str | None = None
    """Account of the second person, who had a say in it."""


@dataclass(frozen=True, slots=True)
class AuditGiven:
    """A grade as far as it was chosen and explained; nothing is chosen for who grades."""

    grade: AuditGrade | None = None
    strengths: str = field(default="", repr=False)
    learning: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Audit:
    """A drawn decision as it was graded."""

    drawn: DrawnDecision
    grade: AuditGrade
    strengths: str = field(repr=False)
    learning: str = field(repr=False)
    audited_at: datetime
    audited_by: Professional
    read_at: datetime | None = None
    """When the practitioner said that they had read it."""


def audit_reason(
    reference: str, number: int, month: date, relation: Relation, movement: Movement, rule: AuditRule
) -> AuditReason | None:
    """Why a decision of this month is audited; None when it is not drawn."""
    if relation is Relation.STEPPED_DOWN or movement is Movement.STEPPED_DOWN:
        return AuditReason.BELOW
    drawn = hashlib.sha256(f"{rule.seed}|{month:%Y-%m}|{reference}|{number}".encode()).digest()
    return AuditReason.SAMPLE if int.from_bytes(drawn[:8]) % rule.one_in == 0 else None


def may_audit(person: Professional, drawn: DrawnDecision) -> bool:
    """A manager grades, and never a decision in which they had a say."""
    return person.role is Role.MANAGER and person.account_id not in (drawn.decided_by, drawn.second_by)


def audit_shortcomings(given: AuditGiven) -> tuple[Shortcoming, ...]:
    """A grade without its reasons teaches nobody: what was good, and what to learn, are both said."""
    found: list[Shortcoming] = []
    if given.grade is None:
        found.append(Shortcoming("grade", "required", "Select a grade"))
    for name, text, sentence in (
        ("strengths", given.strengths, "Enter what was done well"),
        ("learning", given.learning, "Enter what to learn, or that there is nothing and why"),
    ):
        if not text.strip():
            found.append(Shortcoming(name, "required", sentence))
        elif len(text) > LONGEST_WORDS:
            found.append(Shortcoming(name, "too-long", f"Enter {LONGEST_WORDS:,} characters or fewer"))
    return tuple(found)
