"""How one referral would stand under another edition, and which entry of the edition makes it so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from mash_contracts.vocabulary import LegalBasis, LevelOfNeed, Pathway, Rag
from mash_policy.diff import Direction, Part, changes
from mash_policy.model import Policy
from mash_triage.domain.assessment import Recommendation
from mash_triage.domain.clocks import decide_by


@dataclass(frozen=True, slots=True)
class Standing:
    """What one edition says of a referral."""

    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    pathways: tuple[Pathway, ...]
    """The main team first."""
    decide_by: datetime


class Cause(NamedTuple):
    """An entry of the edition that moves a referral."""

    part: Part
    code: str


RULES = Cause(Part.INDICATOR, "rules-changed")
"""Not the edition: under the one it was assessed under, today's rules would say something else too."""


@dataclass(frozen=True, slots=True)
class Move:
    """A referral that the new edition would treat differently."""

    reference: str
    before: Standing
    after: Standing
    direction: Direction
    because: tuple[Cause, ...]


class Comparison:
    """Two editions side by side, to look at many referrals under both."""

    def __init__(self, old: Policy, new: Policy) -> None:
        self._old, self._new = old, new
        found = changes(old, new)
        self._clocks = {
            change.code: change.direction
            for change in found
            if change.part is Part.CLOCK and change.field == "time"
        }
        self._teams = {change.code for change in found if change.part is Part.TEAM}

    def move(
        self, reference: str, received_at: datetime, before: Recommendation, after: Recommendation
    ) -> Move | None:
        """None when nothing about the referral would be different."""
        same = outcome(before) == outcome(after)
        answer = f"team_response.{after.pathways[0].value}.{after.rag.value}"
        answer_moves = same and answer in self._clocks
        decision_clocks = [code for code in ("decision", f"rag.{after.rag.value}") if code in self._clocks]
        if same and not answer_moves and not decision_clocks:
            return None
        due = decide_by(received_at, before.rag, self._old.timescales)
        same_time = before.rag is after.rag and not decision_clocks
        stood = _standing(before, due)
        stands = _standing(
            after, due if same_time else decide_by(received_at, after.rag, self._new.timescales)
        )
        if stood == stands and not answer_moves:
            return None
        because = list(_indicators(before, after))
        if stands.pathways[0] is not stood.pathways[0]:
            code = f"{after.legal_basis.value}.level-{after.level.value}"
            because += [Cause(Part.TEAM, code)] if code in self._teams else []
        if stood.decide_by != stands.decide_by:
            because += [Cause(Part.CLOCK, code) for code in decision_clocks]
        if answer_moves:
            because.append(Cause(Part.CLOCK, answer))
        direction = _direction(stood, stands, self._clocks[answer] if answer_moves else Direction.NEITHER)
        return Move(reference, stood, stands, direction, tuple(because))


def outcome(recommendation: Recommendation) -> tuple[object, ...]:
    """What of a recommendation says where a child would go, and how soon."""
    return (
        recommendation.level,
        recommendation.rag,
        recommendation.legal_basis,
        recommendation.pathways,
    )


def _standing(recommendation: Recommendation, due: datetime) -> Standing:
    return Standing(
        recommendation.level, recommendation.rag, recommendation.legal_basis, recommendation.pathways, due
    )


def _direction(before: Standing, after: Standing, answer: Direction) -> Direction:
    """A child is raised when held higher, sooner or by more teams, and lowered when the reverse."""
    ranked = [
        (before.level.rank, after.level.rank),
        (before.rag.rank, after.rag.rank),
        (before.legal_basis.rank, after.legal_basis.rank),
        (before.pathways[0].rank, after.pathways[0].rank),
        (len(before.pathways), len(after.pathways)),
    ]
    raises = any(now > was for was, now in ranked) or after.decide_by < before.decide_by
    lowers = any(now < was for was, now in ranked) or after.decide_by > before.decide_by
    raises |= answer in (Direction.RAISES, Direction.EITHER)
    lowers |= answer in (Direction.LOWERS, Direction.EITHER)
    if raises and lowers:
        return Direction.EITHER
    return Direction.RAISES if raises else Direction.LOWERS


def _indicators(before: Recommendation, after: Recommendation) -> Iterator[Cause]:
    """Those that hold the child higher now than anything did, and those that no longer hold them up."""
    codes: dict[str, None] = {}
    for field in ("level", "rag", "legal_basis"):
        was, now = getattr(before, field), getattr(after, field)
        if now > was:
            codes |= _reaching(after, field, above=was)
        elif now < was:
            codes |= _reaching(before, field, above=now)
    added = set(after.pathways[1:]) - set(before.pathways)
    gone = set(before.pathways[1:]) - set(after.pathways)
    codes |= {f.code: None for f in after.findings if added & set(f.pathways[1:])}
    codes |= {f.code: None for f in before.findings if gone & set(f.pathways[1:])}
    yield from (Cause(Part.INDICATOR, code) for code in codes)


def _reaching(recommendation: Recommendation, field: str, *, above: object) -> Mapping[str, None]:
    return {finding.code: None for finding in recommendation.findings if getattr(finding, field) > above}
