"""What a rule found and what it rests on; what is not known, and what to ask."""

from dataclasses import dataclass

from mash_contracts.vocabulary import Agency, Basis, LegalBasis, LevelOfNeed, Pathway, Rag


@dataclass(frozen=True, slots=True)
class Evidence:
    """A coded fact and who said it: a factor, a sign, an answer, or a count such as `missing-episodes:4`."""

    fact: str
    agency: Agency
    basis: Basis


def together(*parts: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """All of the evidence when every part is there, and none of it otherwise."""
    return sum(parts, ()) if all(parts) else ()


def several(evidence: tuple[Evidence, ...], least: int) -> tuple[Evidence, ...]:
    """The evidence when it holds at least so many different facts; the same fact said twice counts once."""
    return evidence if len({piece.fact for piece in evidence}) >= least else ()


@dataclass(frozen=True, slots=True)
class Finding:
    """An indicator that was found in the picture, with what it means under the edition."""

    code: str
    title: str
    sentence: str
    source: str
    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    pathways: tuple[Pathway, ...]
    """The teams this finding alone would lead to; none when it is protective."""
    protective: bool
    evidence: tuple[Evidence, ...]
    ask: str | None = None
    """What to find out next."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is not known, what to ask, and whether the answer could raise the recommendation."""

    code: str
    question: str
    could_change_level: bool
