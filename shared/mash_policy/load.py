"""Editions made into plain values. What is malformed, unsafe or changed while in force is not loaded."""

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from mash_contracts.vocabulary import LegalBasis, LevelOfNeed, Rag
from mash_policy.files import EDITIONS, EditionFiles, codes_given_twice, editions, read_folder
from mash_policy.floors import breaches
from mash_policy.lock import locked_digests
from mash_policy.model import (
    AgencyEntry,
    Indicator,
    OfficeHours,
    Policy,
    Question,
    Timescale,
    Timescales,
)
from mash_policy.schema import IndicatorTable, OfficeHoursTable, TimescalesFile, TimescaleTable


class NoEdition(LookupError):
    """There is no such edition, or none was in force on that day."""


class RefusedEdition(Exception):
    """The edition may not be used. `mash_policy.check` says where and why, file by file."""

    def __init__(self, edition: str, *sentences: str) -> None:
        super().__init__(f"policy edition {edition} is refused: {'; '.join(sentences)}")
        self.edition = edition
        self.sentences = sentences


@lru_cache(maxsize=32)
def load_edition(edition: str, root: Path = EDITIONS) -> Policy:
    """The edition of that id, read once a process. Raises NoEdition or RefusedEdition."""
    if edition not in editions(root):
        raise NoEdition(f"there is no policy edition {edition}")
    files = _files(edition, root / edition)
    policy = build(edition, files)
    faults = list(_faults(policy, files))
    if locked_digests(root).get(edition, policy.digest) != policy.digest:
        faults.append("it was changed after it came into force")
    if faults:
        raise RefusedEdition(edition, *faults)
    return policy


def find_edition(given: str) -> Policy:
    """The edition of that date, or the draft in that folder; a date is never taken for a folder.

    Raises NoEdition or RefusedEdition.
    """
    return load_edition(given) if given in editions() else load_draft(Path(given))


def load_draft(folder: Path) -> Policy:
    """An edition in the making, in whatever folder; its id is the day from which it would apply.

    Raises NoEdition where there is no such folder, and RefusedEdition.
    """
    if not folder.is_dir():
        raise NoEdition(f"there is no policy edition {folder}")
    files = _files(folder.name, folder)
    policy = build(files.edition.effective_from.isoformat(), files)
    if faults := list(_faults(policy, files)):
        raise RefusedEdition(folder.name, *faults)
    return policy


def _files(edition: str, folder: Path) -> EditionFiles:
    try:
        return read_folder(folder)
    except (tomllib.TOMLDecodeError, ValidationError, KeyError) as error:
        raise RefusedEdition(edition, "its files cannot be read") from error


def _faults(policy: Policy, files: EditionFiles) -> Iterator[str]:
    yield from (f"{file}: {code} is there twice" for file, code in codes_given_twice(files))
    yield from (f"{breach.file}: {breach.sentence}" for breach in breaches(policy))


def edition_in_force(on: date, root: Path = EDITIONS) -> Policy:
    """The edition that applies on that day in London: the latest whose date has come.

    Raises NoEdition when none had, and RefusedEdition.
    """
    in_force = [edition for edition in editions(root) if date.fromisoformat(edition) <= on]
    if not in_force:
        raise NoEdition(f"no policy edition was in force on {on.isoformat()}")
    return load_edition(in_force[-1], root)


def build(edition: str, files: EditionFiles) -> Policy:
    """The plain values of an edition, whether it is safe or not."""
    head = files.edition
    return Policy(
        id=edition,
        title=head.title,
        effective_from=head.effective_from,
        approved_by=head.approved_by,
        approved_on=head.approved_on,
        supersedes=head.supersedes,
        change_note=head.change_note,
        digest=files.digest,
        indicators=MappingProxyType(
            {
                table.code: _indicator(group, table)
                for group, file in files.indicators.items()
                for table in file.indicator
            }
        ),
        questions=MappingProxyType(
            {
                table.code: Question(table.code, table.question, table.could_change_level, table.source)
                for table in files.questions.question
            }
        ),
        main_pathways=MappingProxyType(
            {
                (legal_basis, level): files.pathways.main.under(legal_basis).at(level)
                for legal_basis in LegalBasis
                for level in LevelOfNeed
            }
        ),
        timescales=_timescales(files.timescales),
        agencies=MappingProxyType(
            {
                table.agency: AgencyEntry(table.agency, table.knows, table.source)
                for table in files.agencies.agency
            }
        ),
    )


def _indicator(group: str, table: IndicatorTable) -> Indicator:
    return Indicator(
        code=table.code,
        group=group,
        title=table.title,
        level=table.level_of_need,
        rag=table.rag,
        legal_basis=table.legal_basis,
        why=table.why,
        source=table.source,
        pathways=table.pathways,
        protective=table.protective,
        ask=table.ask,
        awaiting_sign_off=table.awaiting_sign_off,
    )


def _timescales(file: TimescalesFile) -> Timescales:
    return Timescales(
        office_hours=_office_hours(file.office_hours),
        decision=_timescale(file.decision),
        rag=MappingProxyType({rag: _timescale(file.rag.of(rag)) for rag in Rag}),
        strategy_discussion=_timescale(file.strategy_discussion),
        strategy_discussion_high_risk=_timescale(file.strategy_discussion_high_risk),
        section_47_enquiry=_timescale(file.section_47_enquiry),
        child_protection_conference=_timescale(file.child_protection_conference),
        assessment=_timescale(file.assessment),
        return_home_interview=_timescale(file.return_home_interview),
        team_responses=MappingProxyType(
            {
                (pathway, rag): _timescale(table.of(rag))
                for pathway, table in file.team_response.items()
                for rag in Rag
            }
        ),
    )


def _timescale(table: TimescaleTable) -> Timescale:
    return Timescale(
        amount=table.amount,
        unit=table.unit,
        source=table.source,
        statutory=table.statutory,
        may_pause=table.may_pause,
        awaiting_sign_off=table.awaiting_sign_off,
    )


def _office_hours(table: OfficeHoursTable) -> OfficeHours:
    return OfficeHours(
        MappingProxyType(
            {
                weekday: (opening.opens, opening.closes)
                for weekday, opening in enumerate(table.week)
                if opening is not None
            }
        )
    )
