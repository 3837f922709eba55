"""How much each likeness counts, and what all of them together come to (Fellegi and Sunter, 1969)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from math import log2

from mash_intake.domain.likeness import (
    Agreement,
    Clue,
    Level,
    could_be_one_child,
    says_of_the_child_alone,
)


class Strength(IntEnum):
    """How likely it is that two records are about the same child."""

    POSSIBLE = 1
    LIKELY = 2

    @property
    def label(self) -> str:
        return "Likely" if self is Strength.LIKELY else "Possible"


@dataclass(frozen=True, slots=True)
class Weight:
    """What one likeness says."""

    same_child: float
    """How often it is so in two records about the same child, where both tell of it."""
    others: float
    """How often it is so of two children picked at random."""
    says: str
    """In the words of the page."""
    source: str

    @property
    def bits(self) -> float:
        """Doublings of the odds; below 0 it speaks against."""
        return log2(self.same_child / self.others)


@dataclass(frozen=True)
class Weights:
    """The model, as the file says it."""

    children_known: int
    """Among so many children one is looked for; the odds against any one of them before anything is known."""
    propose_from: float
    likely_from: float
    """Chances, 0 to 1, from which a child is proposed, and called likely."""
    most: int
    """So many are proposed at most."""
    of: Mapping[tuple[Clue, Level], Weight]

    @cached_property
    def _before(self) -> float:
        return -log2(self.children_known)

    def weight(self, agreement: Agreement) -> Weight:
        return self.of[agreement.clue, agreement.level]

    def chance(self, found: tuple[Agreement, ...]) -> float:
        """The chance that it is the same child, 0 to 1."""
        bits = self._before + sum(self.weight(agreement).bits for agreement in found)
        return 1 / (1 + 2 ** min(-bits, 1000))

    def strength(self, found: tuple[Agreement, ...]) -> Strength | None:
        """None where the two are not to be proposed as one child."""
        if not could_be_one_child(found):
            return None
        chance = self.chance(found)
        if chance < self.propose_from:
            return None
        likely = chance >= self.likely_from and says_of_the_child_alone(found)
        return Strength.LIKELY if likely else Strength.POSSIBLE

    def reasons(self, found: tuple[Agreement, ...]) -> tuple[str, ...]:
        """What speaks for it in sentences, the strongest first, then what speaks against."""
        ordered = sorted(found, key=lambda agreement: -self.weight(agreement).bits)
        return tuple(self.weight(agreement).says for agreement in ordered)
