"""What went before a contact: the chronology across a child, brothers and sisters, and everybody at home.

Every contact is in it, also one that ended with advice, because harm adds up over contacts that each seemed
small. Entries are coded; what was written stays where it was written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mash_contracts.labelled import Labelled
from mash_contracts.national_codes import AssessmentFactor, ReferralSource
from mash_contracts.vocabulary import Agency, LevelOfNeed, OpenCase, Pathway, Purpose, Rag, Severity

YEARS_LOOKED_BACK = 3
"""Durham annual report 2020/21: harm over years stayed unseen because each episode was looked at alone."""


class EntryKind(Labelled):
    """What the hub and the teams do, kept as it happens."""

    CONTACT = "contact", "Contact"
    DECIDED = "decided", "Decision"
    ACCEPTED = "accepted", "Case accepted"
    ALLOCATED = "allocated", "Case allocated to a worker"
    DECLINED = "declined", "Case declined"
    CLOSED = "closed", "Case closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened, as codes; what a kind of entry does not have is None or empty."""

    reference: str
    contact_reference: str
    at: datetime
    kind: EntryKind
    agency: Agency
    source: ReferralSource | None = None
    factors: tuple[AssessmentFactor, ...] = ()
    """What the worries were about, the first one first."""
    severity: Severity = Severity.UNKNOWN
    level: LevelOfNeed | None = None
    rag: Rag | None = None
    pathways: tuple[Pathway, ...] = ()
    purpose: Purpose | None = None
    case_id: str | None = None
    reason: str | None = None
    """Why a case was declined or closed: a code."""
    missing_episodes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierContact:
    """An earlier contact as the rules look at it. Brothers and sisters of one contact are one."""

    days_ago: int
    about_this_child: bool
    source: ReferralSource
    factors: tuple[AssessmentFactor, ...]
    severity: Severity
    """As the least affected child was then, as far as is known: what came later is measured against it."""
    teams: tuple[Pathway, ...]
    """Every team that a child of this contact was ever sent to; none while nobody has decided."""


@dataclass(frozen=True, slots=True)
class CaseHeld:
    """A case that a team has of the child and has not closed."""

    case_id: str
    reference: str
    """The record that led to it."""
    pathway: Pathway
    since: datetime
    allocated: bool
    """A named worker has it."""


def earlier_contacts(
    contact_reference: str, received_at: datetime, child: Iterable[Entry], home: Iterable[Entry]
) -> tuple[EarlierContact, ...]:
    """Every other contact about the child or somebody at home in the last three years, the latest first.

    One that reached the hub at nearly the same time counts, in whatever order the two are looked at.
    """
    found = earlier_by_reference(contact_reference, received_at, child, home)
    return tuple(sorted(found.values(), key=lambda one: one.days_ago))


def earlier_by_reference(
    contact_reference: str, received_at: datetime, child: Iterable[Entry], home: Iterable[Entry]
) -> dict[str, EarlierContact]:
    """The same, by the reference of each contact."""
    about_child: dict[str, list[Entry]] = {}
    about_home: dict[str, list[Entry]] = {}
    for entries, grouped in ((child, about_child), (home, about_home)):
        for entry in entries:
            if entry.contact_reference != contact_reference:
                grouped.setdefault(entry.contact_reference, []).append(entry)
    found = {
        contact: _one_contact(
            about_child.get(contact) or about_home[contact], received_at, contact in about_child
        )
        for contact in about_child | about_home
    }
    return {
        contact: one
        for contact, one in found.items()
        if one is not None and one.days_ago <= YEARS_LOOKED_BACK * 365
    }


def _one_contact(entries: Sequence[Entry], received_at: datetime, this_child: bool) -> EarlierContact | None:
    contacts = [entry for entry in entries if entry.kind is EntryKind.CONTACT]
    if not contacts:
        return None
    known = (entry.severity for entry in contacts if entry.severity is not Severity.UNKNOWN)
    decided = (entry for entry in entries if entry.kind is EntryKind.DECIDED)
    return EarlierContact(
        days_ago=abs(received_at - contacts[0].at).days,
        about_this_child=this_child,
        source=contacts[0].source or ReferralSource.UNKNOWN,
        factors=tuple(dict.fromkeys(factor for entry in contacts for factor in entry.factors)),
        severity=min(known, default=Severity.UNKNOWN),
        teams=tuple(sorted({team for entry in decided for team in entry.pathways})),
    )


def cases_held(reference: str, child: Iterable[Entry]) -> tuple[CaseHeld, ...]:
    """The cases that teams have of this child from other contacts, one a team, the most serious team first.

    Advice that was given is no open case, and neither is a strategy discussion.
    """
    held: dict[str, CaseHeld] = {}
    for entry in sorted(child, key=lambda entry: entry.at):
        if entry.case_id is None or entry.reference == reference or entry.purpose is not Purpose.REFERRAL:
            continue
        if entry.kind in (EntryKind.CLOSED, EntryKind.DECLINED):
            held.pop(entry.case_id, None)
        elif entry.kind in (EntryKind.ACCEPTED, EntryKind.ALLOCATED):
            (team,) = entry.pathways
            since = held[entry.case_id].since if entry.case_id in held else entry.at
            allocated = entry.kind is EntryKind.ALLOCATED
            held[entry.case_id] = CaseHeld(entry.case_id, entry.reference, team, since, allocated)
    by_team = {case.pathway: case for case in held.values() if case.pathway is not Pathway.ADVICE}
    return tuple(by_team[team] for team in sorted(by_team, reverse=True))


_TEAM_OF_OPEN_CASE = {
    OpenCase.EARLY_HELP: Pathway.EARLY_HELP,
    OpenCase.CHILD_IN_NEED: Pathway.CHILD_IN_NEED,
    OpenCase.CHILD_PROTECTION: Pathway.CHILD_PROTECTION,
    # The worker of a looked-after child is a social worker, and the hub has no other team of theirs.
    OpenCase.LOOKED_AFTER: Pathway.CHILD_IN_NEED,
}


def teams_with_the_child(told: OpenCase, on_record: Iterable[Pathway]) -> tuple[Pathway, ...]:
    """Every team that has an open case of the child, by our own chronology or as the referrer tells."""
    teams = set(on_record)
    if told in _TEAM_OF_OPEN_CASE:
        teams.add(_TEAM_OF_OPEN_CASE[told])
    return tuple(sorted(teams, reverse=True))
