"""The files of an edition: which there are, what shape each has, and a digest over what they say."""

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from mash_policy.schema import (
    AgenciesFile,
    EditionTable,
    IndicatorsFile,
    PathwaysFile,
    QuestionsFile,
    TimescalesFile,
)

EDITIONS = Path(__file__).parent / "editions"

SHAPES: Mapping[str, type[BaseModel]] = {
    "edition.toml": EditionTable,
    "questions.toml": QuestionsFile,
    "pathways.toml": PathwaysFile,
    "timescales.toml": TimescalesFile,
    "agencies.toml": AgenciesFile,
}


@dataclass(frozen=True, slots=True)
class EditionFiles:
    """What an edition's files hold, with their shape checked."""

    edition: EditionTable
    indicators: Mapping[str, IndicatorsFile]
    """By group, which is the name of the file."""
    questions: QuestionsFile
    pathways: PathwaysFile
    timescales: TimescalesFile
    agencies: AgenciesFile
    digest: str


def editions(root: Path = EDITIONS) -> tuple[str, ...]:
    """The ids of all editions, which are their effective dates, oldest first."""
    return tuple(sorted(folder.name for folder in root.iterdir() if folder.is_dir() and is_date(folder.name)))


def file_names(folder: Path) -> tuple[str, ...]:
    """Every policy file in an edition's folder, as it is called from there."""
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.toml")))


def shape_of(name: str) -> type[BaseModel] | None:
    """The shape a file must have; None when no such file belongs in an edition."""
    return IndicatorsFile if name.startswith("indicators/") else SHAPES.get(name)


def read(path: Path) -> dict[str, Any]:
    """Raises tomllib.TOMLDecodeError."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def read_folder(folder: Path) -> EditionFiles:
    """Raises TOMLDecodeError, pydantic.ValidationError, or KeyError for a file that is missing.

    `mash_policy.check` puts each into a sentence with file and line.
    """
    raw = {name: read(folder / name) for name in file_names(folder)}
    return EditionFiles(
        edition=EditionTable.model_validate(raw["edition.toml"]),
        indicators={
            Path(name).stem: IndicatorsFile.model_validate(content)
            for name, content in raw.items()
            if name.startswith("indicators/")
        },
        questions=QuestionsFile.model_validate(raw["questions.toml"]),
        pathways=PathwaysFile.model_validate(raw["pathways.toml"]),
        timescales=TimescalesFile.model_validate(raw["timescales.toml"]),
        agencies=AgenciesFile.model_validate(raw["agencies.toml"]),
        digest=_digest(raw),
    )


def codes_given_twice(files: EditionFiles) -> Iterator[tuple[str, str]]:
    """File and code of everything that one edition says twice: which of the two counts would be chance."""
    groups = {
        table.code: f"indicators/{group}.toml"
        for group, file in files.indicators.items()
        for table in file.indicator
    }
    indicators = Counter(table.code for file in files.indicators.values() for table in file.indicator)
    questions = Counter(table.code for table in files.questions.question)
    agencies = Counter(table.agency.value for table in files.agencies.agency)
    yield from ((groups[code], code) for code, times in indicators.items() if times > 1)
    yield from (("questions.toml", code) for code, times in questions.items() if times > 1)
    yield from (("agencies.toml", code) for code, times in agencies.items() if times > 1)


def is_date(name: str) -> bool:
    """Whether something is called by a date, as editions and rules are."""
    try:
        return date.fromisoformat(name).isoformat() == name
    except ValueError:
        return False


def _digest(raw: Mapping[str, Any]) -> str:
    """Over what the files say, not how they are laid out: a comment or a blank line changes nothing."""
    canonical = json.dumps(raw, sort_keys=True, ensure_ascii=False, default=lambda value: value.isoformat())
    return hashlib.sha256(canonical.encode()).hexdigest()
