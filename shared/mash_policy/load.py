"""Editions read from their files, checked for shape and safety, and made into plain values."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel

from mash_contracts.vocabulary import LegalBasis, LevelOfNeed, Rag
from mash_policy.model import (
    AgencyEntry,
    Indicator,
    OfficeHours,
    Policy,
    Question,
    Timescale,
    Timescales,
)
from mash_policy.schema import (
    AgenciesFile,
    EditionTable,
    IndicatorsFile,
    IndicatorTable,
    OfficeHoursTable,
    PathwaysFile,
    QuestionsFile,
    TimescalesFile,
    TimescaleTable,
)

EDITIONS = Path(__file__).parent / "editions"

File = TypeVar("File", bound=BaseModel)


class NoEdition(LookupError):
    """There is no such edition, or none was in force on that day."""


def editions(root: Path = EDITIONS) -> tuple[str, ...]:
    """The ids of all editions, which are their effective dates, oldest first."""
    return tuple(sorted(folder.name for folder in root.iterdir() if (folder / "edition.toml").is_file()))


@lru_cache(maxsize=32)
def load_edition(edition: str, root: Path = EDITIONS) -> Policy:
    """The edition of that id, read once. Raises NoEdition."""
    if edition not in editions(root):
        raise NoEdition(f"there is no policy edition {edition}")
    return build(edition, read_folder(root / edition))


def edition_in_force(on: date, root: Path = EDITIONS) -> Policy:
    """The edition that applied on that day in London: the latest whose date had come. Raises NoEdition."""
    in_force = [edition for edition in editions(root) if date.fromisoformat(edition) <= on]
    if not in_force:
        raise NoEdition(f"no policy edition was in force on {on.isoformat()}")
    return load_edition(in_force[-1], root)


@dataclass(frozen=True, slots=True)
class EditionFiles:
    """What an edition's files hold, with their shape checked."""

    edition: EditionTable
    indicators: Mapping[str, tuple[IndicatorTable, ...]]
    """By group, which is the name of the file."""
    questions: QuestionsFile
    pathways: PathwaysFile
    timescales: TimescalesFile
    agencies: AgenciesFile
    digest: str


def read_folder(folder: Path) -> EditionFiles:
    """Raises TOMLDecodeError or ValidationError, which `mash_policy.check` puts into sentences."""
    raw = {path.relative_to(folder).as_posix(): _parse(path) for path in sorted(folder.rglob("*.toml"))}
    return EditionFiles(
        edition=EditionTable.model_validate(raw["edition.toml"]),
        indicators={
            Path(name).stem: IndicatorsFile.model_validate(content).indicator
            for name, content in raw.items()
            if name.startswith("indicators/")
        },
        questions=QuestionsFile.model_validate(raw["questions.toml"]),
        pathways=PathwaysFile.model_validate(raw["pathways.toml"]),
        timescales=TimescalesFile.model_validate(raw["timescales.toml"]),
        agencies=AgenciesFile.model_validate(raw["agencies.toml"]),
        digest=_digest(raw),
    )


def build(edition: str, files: EditionFiles) -> Policy:
    """The plain values of an edition."""
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
                for group, tables in files.indicators.items()
                for table in tables
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


def _parse(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _digest(raw: Mapping[str, Any]) -> str:
    """Over what the files say, not how they are laid out: a comment or a blank line changes nothing."""
    canonical = json.dumps(raw, sort_keys=True, ensure_ascii=False, default=lambda value: value.isoformat())
    return hashlib.sha256(canonical.encode()).hexdigest()


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
