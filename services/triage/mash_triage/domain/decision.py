"""What a person's decision needs, and how it stands to the recommendation.

The product recommends; a named person decides. Signals may raise urgency by themselves, only a qualified
person goes below what was recommended, with a rationale and with a manager or a second person.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from mash_contracts.labelled import Labelled
from mash_contracts.vocabulary import (
    MAIN_PATHWAYS,
    LegalBasis,
    LevelOfNeed,
    Movement,
    Pathway,
    Rag,
    Relation,
    Role,
)

QUALIFIED = frozenset({Role.PRACTITIONER, Role.MANAGER})
LONGEST_RATIONALE = 20_000


@dataclass(frozen=True, slots=True)
class Professional:
    """Who decides: an account, the name the record shows, and the role they decided in."""

    account_id: str
    name: str = field(repr=False)
    role: Role


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is recommended, and what is decided: level, urgency, legal basis and teams, each on its own."""

    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    pathways: tuple[Pathway, ...]

    @property
    def main_pathway(self) -> Pathway:
        """The most serious team of those that take the child on; CET stands beside it."""
        return max((pathway for pathway in self.pathways if pathway in MAIN_PATHWAYS), default=Pathway.ADVICE)

    @property
    def with_cet(self) -> bool:
        return Pathway.CET in self.pathways


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person has chosen and written so far; nothing is chosen for them."""

    level: LevelOfNeed | None = None
    rag: Rag | None = None
    legal_basis: LegalBasis | None = None
    pathways: tuple[Pathway, ...] = ()
    rationale: str = field(default="", repr=False)
    about_pattern: str = field(default="", repr=False)
    """What the person makes of a pattern over several contacts, where one was found."""

    @property
    def advice_only(self) -> bool:
        """No team is asked to help: no further action, but advice."""
        return set(self.pathways) == {Pathway.ADVICE}


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """Why a choice is not yet a decision: which field, a stable code, and a sentence."""

    field: str
    code: str
    sentence: str


class SecondAnswer(Labelled):
    """What a second person can say of a decision below the recommendation."""

    CONFIRMED = "confirmed", "Confirm the decision"
    SENT_BACK = "sent-back", "Send it back"


class Aspect(Labelled):
    """In what a decision goes below the recommendation."""

    LEVEL = "level", "a lower level of need"
    RAG = "rag", "less urgency"
    LEGAL_BASIS = "legal-basis", "a lower legal basis"
    PATHWAY = "pathway", "a less serious team"
    CET = "cet", "no child exploitation team"


def shortcomings(choice: Choice) -> tuple[Shortcoming, ...]:
    """Level, urgency, legal basis and teams are each the person's own choice, and always explained."""
    return tuple(_missing(choice)) + tuple(_unsafe(choice)) + rationale_shortcomings(choice.rationale)


def pattern_shortcomings(choice: Choice, *, pattern: bool) -> tuple[Shortcoming, ...]:
    """A pattern over several contacts is never answered with advice in silence.

    Ofsted 2018-25: repeat contacts screened one by one; Durham annual report 2020/21: cumulative harm.
    """
    if pattern and choice.advice_only and not choice.about_pattern.strip():
        sentence = "Say what you make of the pattern, and why advice is enough this time"
        return (Shortcoming("about_pattern", "required", sentence),)
    if len(choice.about_pattern) > LONGEST_RATIONALE:
        sentence = f"What you make of the pattern must be {LONGEST_RATIONALE:,} characters or fewer"
        return (Shortcoming("about_pattern", "too-long", sentence),)
    return ()


def rationale_shortcomings(rationale: str) -> tuple[Shortcoming, ...]:
    """A decision without a recorded reason is the fault that inspectors find first."""
    if not rationale.strip():
        return (Shortcoming("rationale", "required", "Enter your reasons"),)
    if len(rationale) > LONGEST_RATIONALE:
        sentence = f"The reasons must be {LONGEST_RATIONALE:,} characters or fewer"
        return (Shortcoming("rationale", "too-long", sentence),)
    return ()


def second_shortcomings(answer: SecondAnswer | None, rationale: str) -> tuple[Shortcoming, ...]:
    """The second person gives their own answer and their own reasons, not a signature."""
    unanswered = Shortcoming("answer", "required", "Select whether you confirm the decision or send it back")
    return (() if answer else (unanswered,)) + rationale_shortcomings(rationale)


def outcome_of(choice: Choice) -> Outcome:
    """The outcome a complete choice stands for. Raises ValueError when something is not chosen yet."""
    if choice.level is None or choice.rag is None or choice.legal_basis is None or not choice.pathways:
        raise ValueError("a choice with shortcomings is not an outcome")
    return Outcome(choice.level, choice.rag, choice.legal_basis, tuple(sorted(set(choice.pathways))))


def below(decided: Outcome, recommended: Outcome) -> tuple[Aspect, ...]:
    """In what a decision goes below: level, urgency, legal basis, main team, or leaving out CET."""
    lower = {
        Aspect.LEVEL: decided.level < recommended.level,
        Aspect.RAG: decided.rag < recommended.rag,
        Aspect.LEGAL_BASIS: decided.legal_basis < recommended.legal_basis,
        Aspect.PATHWAY: decided.main_pathway < recommended.main_pathway,
        Aspect.CET: recommended.with_cet and not decided.with_cet,
    }
    return tuple(aspect for aspect, is_lower in lower.items() if is_lower)


def relation(decided: Outcome, recommended: Outcome) -> Relation:
    """Going below in anything is going below, whatever is raised beside it."""
    if below(decided, recommended):
        return Relation.STEPPED_DOWN
    if below(recommended, decided):
        return Relation.STEPPED_UP
    return Relation.AGREED


def needs_second_person(relation: Relation, role: Role, *, advice_on_pattern: bool = False) -> bool:
    """Below the recommendation a practitioner needs a second person; a manager decides alone.

    Nobody answers a pattern over several contacts with advice alone.
    """
    return advice_on_pattern or relation is Relation.STEPPED_DOWN and role is not Role.MANAGER


def may_be_second_person(person: Professional, first: str) -> bool:
    """The second person is qualified, and is not the one whose decision it is."""
    return person.role in QUALIFIED and person.account_id != first


def deciding_role(roles: frozenset[Role]) -> Role | None:
    """The role in which somebody decides; None when they are not qualified to."""
    if Role.MANAGER in roles:
        return Role.MANAGER
    return Role.PRACTITIONER if Role.PRACTITIONER in roles else None


def movement(teams_with_the_child: Collection[Pathway], decided: Outcome) -> Movement:
    """Whether a child moves up from early help, down to it, or is new to the team."""
    held = max((team for team in teams_with_the_child if team is not Pathway.CET), default=None)
    if held is Pathway.EARLY_HELP and decided.main_pathway >= Pathway.CHILD_IN_NEED:
        return Movement.STEPPED_UP
    if held is not None and held > Pathway.EARLY_HELP and decided.main_pathway is Pathway.EARLY_HELP:
        return Movement.STEPPED_DOWN
    return Movement.NEW


def _missing(choice: Choice) -> Iterator[Shortcoming]:
    if choice.level is None:
        yield Shortcoming("level", "required", "Select the child’s level of need")
    if choice.rag is None:
        yield Shortcoming("rag", "required", "Select how soon someone must act")
    if choice.legal_basis is None:
        yield Shortcoming("legal_basis", "required", "Select the legal basis")
    if not choice.pathways:
        yield Shortcoming("pathways", "required", "Select at least one team")


def _unsafe(choice: Choice) -> Iterator[Shortcoming]:
    """What would leave a child without the team the law asks for."""
    if choice.pathways and not set(choice.pathways) & set(MAIN_PATHWAYS):
        yield Shortcoming(
            "pathways",
            "main-team-required",
            "Select a team beside the child exploitation team, which never takes a child on alone",
        )
    elif choice.pathways and choice.legal_basis is LegalBasis.S47 and not _protects(choice):
        yield Shortcoming(
            "pathways",
            "protection-required",
            "Select child protection: a section 47 enquiry is theirs to make",
        )


def _protects(choice: Choice) -> bool:
    return Pathway.CHILD_PROTECTION in choice.pathways
