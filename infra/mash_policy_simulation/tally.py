"""What is counted while referrals are run again, and added up from both processors."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from mash_contracts.vocabulary import LegalBasis, LevelOfNeed, Pathway, Rag
from mash_policy.diff import Direction
from mash_policy_simulation.groups import GroupedBy
from mash_policy_simulation.moves import RULES, Cause, Move
from mash_triage.domain.assessment import Recommendation


@dataclass(slots=True)
class Tally:
    """Counts over any number of referrals, and every move."""

    referrals: int = 0
    refused: int = 0
    """Contacts that intake would not have taken in."""
    first: datetime | None = None
    last: datetime | None = None
    directions: "Counter[Direction]" = field(default_factory=Counter)
    teams: "Counter[tuple[Pathway, Pathway]]" = field(default_factory=Counter)
    levels: "Counter[tuple[LevelOfNeed, LevelOfNeed]]" = field(default_factory=Counter)
    rags: "Counter[tuple[Rag, Rag]]" = field(default_factory=Counter)
    legal_bases: "Counter[tuple[LegalBasis, LegalBasis]]" = field(default_factory=Counter)
    load_before: "Counter[tuple[Pathway, Rag]]" = field(default_factory=Counter)
    """Children at each team, those beside the main one counted at both."""
    load_after: "Counter[tuple[Pathway, Rag]]" = field(default_factory=Counter)
    causes: "Counter[tuple[Cause, Direction]]" = field(default_factory=Counter)
    groups: "Counter[tuple[GroupedBy, str, Direction]]" = field(default_factory=Counter)
    """Children of each group by what happens to them; NEITHER for those who do not move."""
    moves: list[Move] = field(default_factory=list)

    @property
    def moved(self) -> int:
        return len(self.moves)

    @property
    def moved_by_rules(self) -> int:
        """Moves that are not the edition's doing."""
        return sum(RULES in move.because for move in self.moves)

    def add(
        self,
        received_at: datetime,
        before: Recommendation,
        after: Recommendation,
        move: Move | None,
        groups: dict[GroupedBy, str],
    ) -> None:
        """Counts one referral."""
        self.referrals += 1
        self.first = min(self.first or received_at, received_at)
        self.last = max(self.last or received_at, received_at)
        self.teams[before.pathways[0], after.pathways[0]] += 1
        self.levels[before.level, after.level] += 1
        self.rags[before.rag, after.rag] += 1
        self.legal_bases[before.legal_basis, after.legal_basis] += 1
        self.load_before.update((team, before.rag) for team in before.pathways)
        self.load_after.update((team, after.rag) for team in after.pathways)
        direction = move.direction if move else Direction.NEITHER
        self.directions[direction] += 1
        self.groups.update((by, group, direction) for by, group in groups.items())
        if move:
            self.moves.append(move)
            self.causes.update((cause, direction) for cause in move.because)

    def take_in(self, other: "Tally") -> None:
        """Adds what another process counted."""
        self.referrals += other.referrals
        self.refused += other.refused
        self.first = min((at for at in (self.first, other.first) if at), default=None)
        self.last = max((at for at in (self.last, other.last) if at), default=None)
        self.moves.extend(other.moves)
        self.directions.update(other.directions)
        self.teams.update(other.teams)
        self.levels.update(other.levels)
        self.rags.update(other.rags)
        self.legal_bases.update(other.legal_bases)
        self.load_before.update(other.load_before)
        self.load_after.update(other.load_after)
        self.causes.update(other.causes)
        self.groups.update(other.groups)
