"""What a referrer hears back: how far the hub has come, from whom, and what they may know of the outcome.

Source: Working Together to Safeguard Children 2023, chapter 3: the referrer is told within one working day
that the contact arrived, and afterwards what came of it.
"""

from dataclasses import dataclass, field
from datetime import datetime

from mash_contracts.vocabulary import MAIN_PATHWAYS, DifferenceGround, Pathway, Role
from mash_intake.domain.progress import Progress
from mash_policy.referrer_feedback_model import FeedbackRules, MayKnow, ReferrerKind

LONGEST_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A named social worker has told the referrer that the contact arrived."""

    at: datetime
    by: str
    by_name: str
    by_role: Role


@dataclass(frozen=True, slots=True)
class Challenge:
    """A professional disagrees with what was decided about one child."""

    number: int
    ground: DifferenceGround
    words: str = field(repr=False)
    at: datetime


def main_pathway(pathways: tuple[Pathway, ...]) -> Pathway | None:
    """The one team that has the child; the exploitation team stands beside it and is not told."""
    return max((pathway for pathway in pathways if pathway in MAIN_PATHWAYS), default=None)


def outcome_told(
    kind: ReferrerKind, rules: FeedbackRules, progress: Progress, outcome: Pathway | None
) -> str | None:
    """The sentence about what was decided, for a referrer who may know it; None while there is none."""
    if kind.may_know < MayKnow.OUTCOME or progress is not Progress.DECIDED or outcome is None:
        return None
    return rules.outcomes[outcome]


def may_challenge(kind: ReferrerKind, progress: Progress) -> bool:
    """Professionals may challenge what was decided; before that there is nothing to differ with."""
    return kind.may_challenge and progress is Progress.DECIDED


def may_read_again(kind: ReferrerKind) -> bool:
    """A professional who has the code may read again what they sent.

    A private person may not: who harms the child may live with them and find the code. They save a copy right
    after they sent it, where they see who looks on.
    """
    return kind.may_know is MayKnow.OUTCOME


def challenge_faults(ground: DifferenceGround | None, words: str) -> tuple[tuple[str, str, str], ...]:
    """What a challenge still needs, as field, code and sentence: what it is about, and why."""
    found = []
    if ground is None:
        found.append(("ground", "required", "Select what you disagree about"))
    if not words.strip():
        found.append(("words", "required", "Enter why you disagree, and what you want for the child"))
    elif len(words) > LONGEST_WORDS:
        found.append(("words", "too-long", f"Enter {LONGEST_WORDS:,} characters or fewer"))
    return tuple(found)
