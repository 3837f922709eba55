"""Where every accepted record is now. Pure: from what each service holds, who is accounted for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from mash_contracts.vocabulary import Pathway


@dataclass(frozen=True, slots=True)
class Held:
    """What the services hold, read from the front of the pipeline to its end."""

    accepted: Collection[str]
    """References that intake has accepted."""
    on_the_way: Collection[str]
    """References with an event that waits in an outbox, or on the log for the service it is meant for."""
    at_triage: Mapping[str, Collection[Pathway] | None]
    """References that triage knows, with the pathways decided; None while no decision is final."""
    routed: Mapping[str, Collection[Pathway]]
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


def account(held: Held) -> Account:
    """Each accepted reference is counted once, by the furthest place it has reached.

    One that is at no place where somebody would see it has to be on the way there, or it is lost: never
    assessed, or decided and known to no team.
    """
    routed, decided, quarantined, pending, on_the_way, lost = 0, 0, 0, 0, 0, []
    aside = set(held.quarantined)
    for reference in held.accepted:
        pathways = held.at_triage.get(reference)
        if reference in aside:
            quarantined += 1
        elif pathways is not None and set(pathways) <= set(held.routed.get(reference, ())):
            routed += 1
        elif pathways is None and reference in held.at_triage:
            pending += 1
        elif reference not in held.on_the_way:
            lost.append(reference)
        else:
            on_the_way += 1
            decided += pathways is not None
            pending += pathways is None
    known = set(held.accepted)
    return Account(
        accepted=len(held.accepted),
        pending=pending,
        decided=decided,
        on_the_way=on_the_way,
        routed=routed,
        quarantined=quarantined,
        lost=tuple(sorted(lost)),
        doubled=tuple(sorted(ref for ref, cases in held.routed.items() if len(set(cases)) < len(cases))),
        stray=tuple(sorted((set(held.at_triage) | set(held.routed)) - known)),
        unclaimed=sum(reference not in known for reference in held.quarantined),
    )


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
