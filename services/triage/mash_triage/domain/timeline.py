"""The chronology as people read it: everything that happened to a child and everybody at home, in one order.

What the hub keeps in several places stands here in one: contacts, also those that ended with advice,
decisions, what teams did, strategy discussions, what agencies told, and what is known from elsewhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from mash_contracts.labelled import Labelled
from mash_contracts.national_codes import ClosureReason
from mash_contracts.vocabulary import DeclineReason, LevelOfNeed, Pathway, Purpose, Severity
from mash_policy.working_time import LONDON
from mash_triage.domain.agency_checks import AgencyCheck
from mash_triage.domain.chronology import EarlierContact, Entry, EntryKind
from mash_triage.domain.indicators.patterns_over_time import NOBODY_KNOWN, PATTERNS
from mash_triage.domain.known_elsewhere import Known, KnownKind
from mash_triage.domain.picture import Picture
from mash_triage.domain.strategy_discussions import StrategyRequest

_YEAR, _WEEK = 365, 7


class Strand(Labelled):
    """What a chronology is narrowed by, and the lanes in which it is drawn."""

    CONTACT = "contact", "Contacts"
    DECISION = "decision", "Decisions"
    EARLY_HELP = "early-help", "Early help"
    CASE = "case", "Cases with other teams"
    PLAN = "plan", "Plans"
    STRATEGY_DISCUSSION = "strategy-discussion", "Strategy discussions"
    MISSING_EPISODE = "missing-episode", "Missing episodes"
    INCIDENT = "incident", "Incidents"
    AGENCY_FACT = "agency-fact", "Told by agencies"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One line: when, to whom, what, and who knows it. Whom it is about follows from the record."""

    at: datetime
    strand: Strand
    reference: str
    title: str
    who: str
    """The agency or source that tells it."""
    details: tuple[str, ...] = ()
    words: str = field(default="", repr=False)
    contact_reference: str | None = None
    """Of a contact."""
    known: Known | None = None
    """Of what was written down by hand."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Help, a case or a plan from its beginning to its end; `until` is None for what goes on."""

    strand: Strand
    reference: str
    since: datetime
    until: datetime | None


_STRAND_OF_KNOWN = {
    KnownKind.MISSING_EPISODE: Strand.MISSING_EPISODE,
    KnownKind.INCIDENT: Strand.INCIDENT,
    KnownKind.EARLY_HELP: Strand.EARLY_HELP,
    KnownKind.IN_NEED_PLAN: Strand.PLAN,
    KnownKind.PROTECTION_PLAN: Strand.PLAN,
    KnownKind.CONTACT_ELSEWHERE: Strand.CONTACT,
}
_LASTING = frozenset({KnownKind.EARLY_HELP, KnownKind.IN_NEED_PLAN, KnownKind.PROTECTION_PLAN})
_OUTCOMES = {
    EntryKind.ACCEPTED: "took the case on",
    EntryKind.ALLOCATED: "gave the case to a worker",
    EntryKind.DECLINED: "declined the case",
    EntryKind.CLOSED: "closed the case",
}
_IS_ASKED = {
    Purpose.STRATEGY_DISCUSSION: "Asked for a strategy discussion",
    Purpose.NEW_INFORMATION: "New information on an open case",
}


def happenings(
    entries: Iterable[Entry],
    known: Iterable[Known],
    checks: Iterable[AgencyCheck],
    requests: Iterable[StrategyRequest],
) -> tuple[Happening, ...]:
    """Everything in one order, the latest first. What agencies told without a date stands with its answer."""
    lines = [
        *(_of_entry(entry) for entry in entries),
        *(_of_known(one) for one in known),
        *(line for check in checks for line in _of_check(check)),
        *(_of_request(request) for request in requests),
    ]
    return tuple(sorted(lines, key=lambda line: line.at, reverse=True))


def stretches(entries: Iterable[Entry], known: Iterable[Known]) -> tuple[Stretch, ...]:
    """Help, cases and plans that last. Advice that was given, and a discussion that was held, are no case."""
    cases: dict[str, Stretch] = {}
    for entry in sorted(entries, key=lambda entry: entry.at):
        if entry.case_id is None or entry.purpose is not Purpose.REFERRAL or Pathway.ADVICE in entry.pathways:
            continue
        begun = cases.get(entry.case_id)
        if entry.kind in (EntryKind.ACCEPTED, EntryKind.ALLOCATED) and begun is None:
            cases[entry.case_id] = Stretch(_strand_of(entry), entry.reference, entry.at, None)
        elif entry.kind in (EntryKind.CLOSED, EntryKind.DECLINED) and begun is not None:
            cases[entry.case_id] = Stretch(begun.strand, begun.reference, begun.since, entry.at)
    lasting = (one for one in known if one.kind in _LASTING and one.taken_back is None)
    return (
        *cases.values(),
        *(
            Stretch(
                _STRAND_OF_KNOWN[one.kind],
                one.reference,
                _noon(one.first),
                _noon(one.last) if one.last else None,
            )
            for one in lasting
        ),
    )


def is_part_of(pattern: str, contact: EarlierContact, picture: Picture) -> bool:
    """Whether an earlier contact is one of those on which a pattern rests that was found in this picture."""
    if pattern == "two-sources-in-seven-days":
        return contact.days_ago <= _WEEK and contact.source not in (picture.source, *NOBODY_KNOWN)
    if pattern in ("early-help-twice-for-the-same-worry", "repeated-early-help"):
        now = {concern.factor for concern in picture.concerns}
        return Pathway.EARLY_HELP in contact.teams and bool(now & set(contact.factors))
    return pattern in PATTERNS and contact.days_ago <= _YEAR


def _of_entry(entry: Entry) -> Happening:
    if entry.kind is EntryKind.CONTACT:
        return _of_contact(entry)
    if entry.kind is EntryKind.DECIDED:
        return _of_decision(entry)
    (team,) = entry.pathways
    details = (_IS_ASKED[entry.purpose],) if entry.purpose in _IS_ASKED else ()
    return Happening(
        at=entry.at,
        strand=_strand_of(entry),
        reference=entry.reference,
        title=f"{team.label} {_OUTCOMES[entry.kind]}",
        who=team.label,
        details=(*details, *((_reason(entry),) if entry.reason else ())),
    )


def _of_contact(entry: Entry) -> Happening:
    details = [factor.label for factor in entry.factors]
    if entry.severity is not Severity.UNKNOWN:
        details.append(entry.severity.label)
    if entry.missing_episodes:
        times = "once" if entry.missing_episodes == 1 else f"{entry.missing_episodes} times"
        details.append(f"Missing {times} in the 90 days before")
    if entry.level is not None:
        details.append(f"Recommended: {_small(entry.level)}")
    return Happening(
        at=entry.at,
        strand=Strand.CONTACT,
        reference=entry.reference,
        title="Contact",
        who=entry.source.label if entry.source else entry.agency.label,
        details=tuple(details),
        contact_reference=entry.contact_reference,
    )


def _of_decision(entry: Entry) -> Happening:
    teams = ", ".join(team.label.lower() for team in entry.pathways)
    advice = set(entry.pathways) == {Pathway.ADVICE}
    return Happening(
        at=entry.at,
        strand=Strand.DECISION,
        reference=entry.reference,
        title="No further action, with advice" if advice else f"Decided: {teams}",
        who="The hub",
        details=(entry.level.label,) if entry.level else (),
    )


def _of_known(known: Known) -> Happening:
    lasts = known.kind in _LASTING or known.last is not None
    until = f"Until {_day(known.last)}" if known.last else "Not known to have ended"
    return Happening(
        at=_noon(known.first),
        strand=_STRAND_OF_KNOWN[known.kind],
        reference=known.reference,
        title=known.kind.label,
        who=known.agency.label,
        details=(until,) if lasts else (),
        words=known.words,
        known=known,
    )


def _of_check(check: AgencyCheck) -> Iterable[Happening]:
    for answer in check.answers:
        for fact in answer.given.facts:
            severity = () if fact.severity is Severity.UNKNOWN else (fact.severity.label,)
            undated = () if fact.dated else ("When it happened is not known",)
            yield Happening(
                at=_noon(fact.dated) if fact.dated else answer.answered_at,
                strand=Strand.AGENCY_FACT,
                reference=check.reference,
                title=fact.factor.label,
                who=check.agency.label,
                details=(*severity, f"{fact.basis.value.capitalize()}: {fact.source.label}", *undated),
            )


def _of_request(request: StrategyRequest) -> Happening:
    return Happening(
        at=request.requested_at,
        strand=Strand.STRATEGY_DISCUSSION,
        reference=request.reference,
        title="Strategy discussion asked for",
        who="The hub",
        details=(request.state.label,),
    )


def _strand_of(entry: Entry) -> Strand:
    if entry.purpose is Purpose.STRATEGY_DISCUSSION:
        return Strand.STRATEGY_DISCUSSION
    return Strand.EARLY_HELP if entry.pathways == (Pathway.EARLY_HELP,) else Strand.CASE


def _reason(entry: Entry) -> str:
    reasons: Sequence[Labelled] = tuple(ClosureReason if entry.kind is EntryKind.CLOSED else DeclineReason)
    return next((one.label for one in reasons if one.value == entry.reason), "")


def _small(level: LevelOfNeed) -> str:
    return level.label[0].lower() + level.label[1:]


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"


def _noon(day: date) -> datetime:
    """A day on which something happened, at no hour that anybody knows."""
    return datetime.combine(day, time(12), LONDON).astimezone(UTC)
