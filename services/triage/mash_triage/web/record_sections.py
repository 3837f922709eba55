"""The pages about one child, in the order in which a practitioner reads them.

Every such page extends `record_layout.html`, gives it `record`, and writes its own into the block `section`.
A new one is one more line of `SECTIONS`.
"""

from collections.abc import Collection
from dataclasses import dataclass

from mash_contracts.vocabulary import Role
from mash_platform.sign_in.person import Person
from mash_triage.domain.decision import QUALIFIED
from mash_triage.domain.record_state import RecordState
from mash_triage.store.records import Record


@dataclass(frozen=True)
class RecordSection:
    """One page about a child: `path` follows the child's own address, which is `/triage/<reference>`."""

    label: str
    path: str
    within: tuple[str, ...] = ()
    """Further pages that belong to it, such as a form that is opened from it."""
    roles: Collection[Role] = QUALIFIED
    states: Collection[RecordState] = tuple(RecordState)
    """Where a record stands while there is something to see or do here."""


SECTIONS: tuple[RecordSection, ...] = (
    RecordSection("Record", "", within=("/decided",)),
    RecordSection("Chronology", "/chronology", within=("/chronology/add",)),
    RecordSection("Agency checks", "#checks", within=("/sharing",)),
    RecordSection("Discussions", "/discussions"),
    RecordSection("Clocks", "/clocks"),
    RecordSection("Tools", "/tools", within=("/tracker-grade", "/school-notice")),
    RecordSection("Decision", "/decision", within=("/together",), states=(RecordState.WAITING,)),
    RecordSection("Second person", "/second-person", states=(RecordState.AWAITING_SECOND_PERSON,)),
)


@dataclass(frozen=True)
class SectionLink:
    """A section as one page shows it."""

    label: str
    href: str
    current: bool


def section_links(record: Record, path: str, person: Person) -> tuple[SectionLink, ...]:
    """What this person finds about this child; the section that the page at `path` belongs to is marked."""
    home = f"/triage/{record.reference}"
    return tuple(
        SectionLink(
            section.label,
            home + section.path,
            current=any(_belongs(path, home, part) for part in (section.path, *section.within)),
        )
        for section in SECTIONS
        if person.may(*section.roles) and record.state in section.states
    )


def _belongs(path: str, home: str, part: str) -> bool:
    """Whether the page at `path` is that of this part of the child's pages, or lies under it."""
    return path == home + part or (bool(part) and path.startswith(f"{home}{part}/"))
