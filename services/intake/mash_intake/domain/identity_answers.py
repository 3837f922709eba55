"""What a person can say of who a child is, and where the child is at home afterwards."""

from collections.abc import Sequence
from enum import StrEnum

from mash_intake.domain.homes import Home
from mash_intake.domain.problems import Problem

MOST_WHY = 2_000

_NO_WHY = Problem("why-missing", "Say why, in a few words: whoever reads the record later has only this.")
_LONG_WHY = Problem("why-too-long", f"Say why in at most {MOST_WHY:,} letters.")


class AnswerKind(StrEnum):
    LINKED = "linked"
    NOBODY = "nobody"
    SEPARATED = "separated"
    TAKEN_BACK = "taken-back"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    AnswerKind.LINKED: "Said to be the same child",
    AnswerKind.NOBODY: "Said to be nobody known",
    AnswerKind.SEPARATED: "Said to be another child",
    AnswerKind.TAKEN_BACK: "Taken back",
}


def why_problem(why: str) -> Problem | None:
    """Nobody says who a child is without a reason."""
    if not why.strip():
        return _NO_WHY
    return _LONG_WHY if len(why) > MOST_WHY else None


def household_after_linking(now: str, told: Home, known: Sequence[tuple[str, Home]]) -> str:
    """A child who turns out to be known is of the household known, unless told of at another address.

    `known` are the households of the child who is known, the newest first, each with its address.
    """
    return next((household for household, home in known if not told.elsewhere_than(home)), now)
