"""What the chronology page of a child shows: who is in it, what happened, and where a pattern is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from mash_contracts.details import RecordSummary
from mash_triage.domain.chronology import Entry, earlier_by_reference
from mash_triage.domain.findings import Finding
from mash_triage.domain.timeline import Happening, Strand, Stretch, happenings, is_part_of, stretches
from mash_triage.store import agency_checks, chronology, known_elsewhere, strategy_requests
from mash_triage.store.chronology import RecordOfHome
from mash_triage.store.records import Record


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A child of the chronology, named by their newest record."""

    key: str
    records: tuple[RecordOfHome, ...]
    """The newest first."""
    relation: str
    summary: RecordSummary | None = field(repr=False)
    is_this_child: bool

    @property
    def newest(self) -> str:
        return self.records[0].reference


@dataclass(frozen=True, slots=True)
class LineShown:
    happening: Happening
    person: PersonShown
    patterns: tuple[Finding, ...]
    """Those that rest on this contact, among others."""
    here: bool
    """It is of the record from which the chronology was opened."""


@dataclass(frozen=True, slots=True)
class ChronologyShown:
    people: tuple[PersonShown, ...]
    """This child first."""
    lines: tuple[LineShown, ...]
    """The latest first."""
    stretches: tuple[tuple[Stretch, PersonShown], ...]
    closed: tuple[str, ...]
    """Records of this home that are open to named people only: nothing of them is shown."""

    @property
    def strands(self) -> tuple[Strand, ...]:
        """Those of which there is anything."""
        return tuple(one for one in Strand if any(line.happening.strand is one for line in self.lines))

    def narrowed(self, strand: Strand | None, who: str | None) -> "ChronologyShown":
        """The same of one kind, or of one child; None for all."""

        def wanted(of: Strand, person: PersonShown) -> bool:
            return strand in (None, of) and who in (None, person.key)

        return ChronologyShown(
            self.people,
            tuple(line for line in self.lines if wanted(line.happening.strand, line.person)),
            tuple(one for one in self.stretches if wanted(one[0].strand, one[1])),
            self.closed,
        )


def references_of(home: Sequence[RecordOfHome]) -> tuple[str, ...]:
    return tuple(one.reference for one in home)


def chronology_shown(
    session: Session,
    record: Record,
    whole_home: Sequence[RecordOfHome],
    summaries: Mapping[str, RecordSummary],
    closed: Collection[str] = (),
) -> ChronologyShown:
    """Reads everything that is known of the child of this record and of everybody at home.

    Of `closed` records nothing is read but that they are there.
    """
    home = [one for one in whole_home if one.reference not in closed]
    references = references_of(home)
    entries = chronology.entries_of(session, references)
    known = known_elsewhere.known_on(session, references)
    checks = agency_checks.checks_on(session, references)
    requests = strategy_requests.requests_on(session, references)
    people = _people(record, home, summaries)
    by_reference = {one.reference: person for person in people for one in person.records}
    patterns = _patterns(record, home, entries)
    return ChronologyShown(
        people=people,
        lines=tuple(
            LineShown(
                line,
                by_reference[line.reference],
                patterns.get(line.contact_reference or "", ()),
                line.reference == record.reference,
            )
            for line in happenings(
                entries,
                known,
                (check for of_child in checks.values() for check in of_child),
                (request for of_child in requests.values() for request in of_child),
            )
        ),
        stretches=tuple((one, by_reference[one.reference]) for one in stretches(entries, known)),
        closed=tuple(one.reference for one in whole_home if one.reference in closed),
    )


def _people(
    record: Record, home: Sequence[RecordOfHome], summaries: Mapping[str, RecordSummary]
) -> tuple[PersonShown, ...]:
    grouped: dict[str, list[RecordOfHome]] = {}
    for one in home:
        grouped.setdefault(_key(one), []).append(one)
    this = next(one for one in home if one.reference == record.reference)
    people = [
        PersonShown(
            key,
            tuple(of_person),
            _relation(this, of_person),
            summaries.get(of_person[0].reference),
            is_this_child=key == _key(this),
        )
        for key, of_person in grouped.items()
    ]
    return tuple(sorted(people, key=lambda person: not person.is_this_child))


def _key(one: RecordOfHome) -> str:
    """A record of which nobody is known to be the child is about a child of its own."""
    return one.kin.person or one.reference


def _relation(this: RecordOfHome, of_person: Collection[RecordOfHome]) -> str:
    if any(_key(one) == _key(this) for one in of_person):
        return "This child"
    same_home = this.kin.household and any(one.kin.household == this.kin.household for one in of_person)
    return "Same home" if same_home else "Same contact, another home"


def _patterns(
    record: Record, home: Sequence[RecordOfHome], entries: Sequence[Entry]
) -> Mapping[str, tuple[Finding, ...]]:
    """By contact: the patterns found on this record that rest on it."""
    picture = record.assessment.picture
    if not record.patterns:
        return {}
    kin = {one.reference: one.kin for one in home}
    this = kin[record.reference]
    of_child = [one for one in entries if this.person and kin[one.reference].person == this.person]
    of_home = [one for one in entries if this.household and kin[one.reference].household == this.household]
    earlier = earlier_by_reference(record.contact_reference, record.received_at, of_child, of_home)
    resting = {
        contact: tuple(one for one in record.patterns if is_part_of(one.code, known, picture))
        for contact, known in earlier.items()
    }
    return {**resting, record.contact_reference: record.patterns}
