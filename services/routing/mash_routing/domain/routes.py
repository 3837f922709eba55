"""Which teams are handed a child, and what each is asked to do.

A decision may send one child to several teams at once, and always to at least one. Information and
advice is a case like any other, so that nothing is closed without somebody answering for it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from mash_contracts.vocabulary import LegalBasis, Movement, Pathway, Purpose

_STEPPED_UP_TO = (Pathway.CHILD_IN_NEED, Pathway.CHILD_PROTECTION, Pathway.CET)
_STEPPED_DOWN_TO = (Pathway.ADVICE, Pathway.EARLY_HELP)


@dataclass(frozen=True, slots=True)
class Route:
    """One team, and what it is asked to do for this child."""

    pathway: Pathway
    purpose: Purpose
    movement: Movement


STRATEGY_DISCUSSION = Route(Pathway.CHILD_PROTECTION, Purpose.STRATEGY_DISCUSSION, Movement.NEW)
"""What a red recommendation asks for at once, before anybody has decided."""


def routes_decided(
    pathways: Sequence[Pathway],
    legal_basis: LegalBasis,
    movement: Movement,
    open_with: Collection[Pathway] = (),
) -> tuple[Route, ...]:
    """One route for every pathway decided, the most serious first; none is added, dropped or merged.

    The exceptions are `teams_owed_the_child`, and teams that have an open case of the child: each of these is
    told, whatever was decided, and never asked to take the child on again. Durham procedures: significant
    information on an open case goes to the allocated worker and is no new referral.
    """
    owed = teams_owed_the_child(pathways, legal_basis) | set(open_with)
    return tuple(
        Route(pathway, Purpose.NEW_INFORMATION, Movement.NEW)
        if pathway in open_with
        else Route(pathway, Purpose.REFERRAL, _movement_to(pathway, movement))
        for pathway in sorted(owed, reverse=True, key=lambda pathway: pathway.rank)
    )


def teams_owed_the_child(pathways: Sequence[Pathway], legal_basis: LegalBasis) -> frozenset[Pathway]:
    """The exploitation team is added to child protection, never put in its place.

    A child for whom significant harm was decided (Children Act 1989, section 47) and who is sent to the
    exploitation team is therefore sent to child protection too, even if that was left out.
    """
    owed = frozenset(pathways)
    if not owed:
        raise ValueError("a decision names at least one pathway")
    if legal_basis is LegalBasis.S47 and Pathway.CET in owed:
        return owed | {Pathway.CHILD_PROTECTION}
    return owed


def _movement_to(pathway: Pathway, movement: Movement) -> Movement:
    """A child is stepped up to a more serious team and down to a less serious one; to others they are new."""
    stepped_up = movement is Movement.STEPPED_UP and pathway in _STEPPED_UP_TO
    stepped_down = movement is Movement.STEPPED_DOWN and pathway in _STEPPED_DOWN_TO
    return movement if stepped_up or stepped_down else Movement.NEW


def is_left_out(asked_at: datetime, decided_at: datetime) -> bool:
    """A team that was asked before the latest decision, and not by it, is left out of that decision.

    It is told, so that no team waits for a child whom others have, or works on without the hub. Only its own
    work is never ended by that: a team that took the child on ends it itself (Working Together to Safeguard
    Children 2023: agencies agree who leads, and a plan is stepped down together).
    """
    return asked_at < decided_at


class Asking(Enum):
    """What a decision means for a team that may have been asked the same before."""

    OPEN = "open"
    """Ask the team, in a case of its own."""
    RENEW = "renew"
    """The team holds the case: bring it up to date, and open no second one."""
    NOTHING = "nothing"
    """A replay, a duplicate, or a decision that a later one has overtaken."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The last time a team was asked something for a child."""

    at: datetime
    ended: bool
    """The team declined, or its work has ended."""


def what_to_ask(last: Asked | None, asked_at: datetime) -> Asking:
    """A team is asked once. While it holds the case, a later decision brings that case up to date; only after
    it has declined, or ended its work, does a later decision ask again.
    """
    if last is None:
        return Asking.OPEN
    if asked_at <= last.at:
        return Asking.NOTHING
    return Asking.OPEN if last.ended else Asking.RENEW
