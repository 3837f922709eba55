"""Where every accepted record is now. Pure: from what each service holds, who is accounted for."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from mash_contracts.vocabulary import Pathway


@dataclass(frozen=True, slots=True)
class Held:
    """What the services hold, read from the front of the pipeline to its end.

    The first three are in the order of their references and read once, so that an account takes no more
    memory for a country than for a county.
    """

    accepted: Iterable[str]
    """References that intake has accepted."""
    on_the_way: Collection[str]
    """References with an event that waits in an outbox, or on the log for the service it is meant for."""
    at_triage: Iterable[tuple[str, Collection[Pathway] | None]]
    """References that triage knows, with the pathways decided; None while no decision is final."""
    routed: Iterable[tuple[str, Sequence[Pathway]]]
    """References that have cases, with each case's pathway; twice the same pathway is a doubled case."""
    quarantined: Collection[str | None]
    """The reference of each message in quarantine that has not been sent on; None where it is not known."""


@dataclass(frozen=True, slots=True)
class Account:
    """Accepted = pending + decided + routed + quarantined, and nothing lost, doubled or stray."""

    accepted: int
    pending: int
    """On the way to triage, or waiting for a person's decision."""
    decided: int
    """Decided, and on the way to a team."""
    on_the_way: int
    """Of the pending and decided, those that wait for no person, only for the machine."""
    routed: int
    quarantined: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    stray: tuple[str, ...]
    """Known to triage or a team, but never accepted by intake."""
    unclaimed: int
    """Messages in quarantine of no accepted reference: whose they are, somebody has to find out."""

    @property
    def holds(self) -> bool:
        return not (self.lost or self.doubled or self.stray)

    @property
    def settled(self) -> bool:
        """Nothing is on the way between two services."""
        return self.holds and not self.on_the_way


@dataclass(slots=True)
class _Child:
    """Where one reference is."""

    reference: str
    accepted: bool = False
    at_triage: bool = False
    decided: Collection[Pathway] | None = None
    routed: Sequence[Pathway] = ()

    @property
    def has_reached_its_teams(self) -> bool:
        return self.decided is not None and set(self.decided) <= set(self.routed)

    @property
    def waits_for_a_decision(self) -> bool:
        return self.at_triage and self.decided is None

    @property
    def is_doubled(self) -> bool:
        return len(set(self.routed)) < len(self.routed)


def account(held: Held) -> Account:
    """Each accepted reference is counted once, by the furthest place it has reached.

    One that is at no place where somebody would see it has to be on the way there, or it is lost: never
    assessed, or decided and known to no team. Raises `ValueError` when what is held is not in order.
    """
    accepted, routed, decided, quarantined, pending, on_the_way = 0, 0, 0, 0, 0, 0
    lost, doubled, stray = [], [], []
    aside, claimed = set(held.quarantined), set()
    for child in _side_by_side(held):
        if child.is_doubled:
            doubled.append(child.reference)
        if not child.accepted:
            stray.append(child.reference)
            continue
        accepted += 1
        if child.reference in aside:
            claimed.add(child.reference)
            quarantined += 1
        elif child.has_reached_its_teams:
            routed += 1
        elif child.waits_for_a_decision:
            pending += 1
        elif child.reference not in held.on_the_way:
            lost.append(child.reference)
        else:
            on_the_way += 1
            decided += child.decided is not None
            pending += child.decided is None
    return Account(
        accepted=accepted,
        pending=pending,
        decided=decided,
        on_the_way=on_the_way,
        routed=routed,
        quarantined=quarantined,
        lost=tuple(lost),
        doubled=tuple(doubled),
        stray=tuple(stray),
        unclaimed=sum(reference not in claimed for reference in held.quarantined),
    )


def _side_by_side(held: Held) -> Iterator[_Child]:
    """What all services hold of one reference after the other."""
    places = (
        ((reference, "accepted", True) for reference in held.accepted),
        ((reference, "at_triage", decided) for reference, decided in held.at_triage),
        ((reference, "routed", teams) for reference, teams in held.routed),
    )
    merged = merge(*map(_in_order, places), key=itemgetter(0))
    for reference, found in groupby(merged, key=itemgetter(0)):
        child = _Child(reference)
        for _, place, said in found:
            setattr(child, "decided" if place == "at_triage" else place, said)
            child.at_triage |= place == "at_triage"
        yield child


def _in_order(rows: Iterable[tuple[str, str, Any]]) -> Iterator[tuple[str, str, Any]]:
    before = ""
    for row in rows:
        if row[0] <= before:
            raise ValueError(f"{row[0]} was read after {before}")
        before = row[0]
        yield row


def confirmed(earlier: Account, later: Account) -> Account:
    """The later account, in which only that is wrong which was wrong before.

    The services are read one after another while children move between them. What is lost stays lost; what
    was only between two looks, or came in between them, is found by the next.
    """
    lost = _in_both(earlier.lost, later.lost)
    moved = len(later.lost) - len(lost)
    return replace(
        later,
        pending=later.pending + moved,
        on_the_way=later.on_the_way + moved,
        lost=lost,
        doubled=_in_both(earlier.doubled, later.doubled),
        stray=_in_both(earlier.stray, later.stray),
    )


def _in_both(earlier: tuple[str, ...], later: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(reference for reference in later if reference in set(earlier))
