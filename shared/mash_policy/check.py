"""Everything that is wrong with the editions, as file, line and a plain sentence.

Policy knows no service: the codes that rules can find, and the gaps they can name, are passed in, each with
the first edition that has to know it, and compared with every edition both ways.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mash_contracts.vocabulary import Agency
from mash_policy.files import (
    EDITIONS,
    SHAPES,
    EditionFiles,
    codes_given_twice,
    editions,
    file_names,
    read,
    read_folder,
    shape_of,
)
from mash_policy.floors import breaches
from mash_policy.load import build
from mash_policy.lock import LOCK, lock_line, locked_digests
from mash_policy.model import Policy, Since, known_by
from mash_policy.positions import line_of_entry, line_of_location


@dataclass(frozen=True, slots=True)
class Problem:
    """Where to look, from the folder of editions, and what is wrong there."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


def check_all(
    indicator_codes: Since, question_codes: Since, today: date, root: Path = EDITIONS
) -> tuple[Problem, ...]:
    """Every problem of every edition, and of the lock. `today` is the day in London."""
    misnamed = (
        Problem(folder.name, 1, "an edition's folder is called by its date, such as 2026-01-01")
        for folder in sorted(root.iterdir())
        if folder.is_dir() and folder.name not in editions(root)
    )
    found = (
        problem
        for edition in editions(root)
        for problem in check_edition(edition, indicator_codes, question_codes, root)
    )
    return (*misnamed, *found, *_succession_problems(root), *_lock_problems(today, root))


def check_edition(
    edition: str, indicator_codes: Since, question_codes: Since, root: Path = EDITIONS
) -> tuple[Problem, ...]:
    """Every problem of one edition: its shape first, and once that is right its safety and completeness.

    An edition need not know the rules that came after it, and still has a rule for all it says.
    """
    return _problems_in(root / edition, edition, indicator_codes, question_codes)


def check_draft(folder: Path, indicator_codes: Since, question_codes: Since) -> tuple[Problem, ...]:
    """Every problem of an edition in the making, whose folder may be called by any name."""
    return _problems_in(folder, None, indicator_codes, question_codes)


def _problems_in(
    folder: Path, edition: str | None, indicator_codes: Since, question_codes: Since
) -> tuple[Problem, ...]:
    misshapen = tuple(_shape_problems(folder.name, folder))
    if misshapen:
        return misshapen
    files = read_folder(folder)
    policy = build(edition or files.edition.effective_from.isoformat(), files)
    twice = (
        Problem(f"{folder.name}/{file}", _line(folder, file, code, "code"), f"{code} is there twice")
        for file, code in codes_given_twice(files)
    )
    unsafe = (
        Problem(
            f"{folder.name}/{breach.file}",
            _line(folder, breach.file, breach.entry, breach.field),
            breach.sentence,
        )
        for breach in breaches(policy)
    )
    without_rule = _without_rule(policy, folder, indicator_codes, question_codes)
    without_meaning = _without_meaning(policy, folder, indicator_codes, question_codes)
    return (*twice, *unsafe, *without_rule, *without_meaning)


def _shape_problems(edition: str, folder: Path) -> Iterator[Problem]:
    names = file_names(folder)
    for missing in sorted(set(SHAPES) - set(names)):
        yield Problem(f"{edition}/{missing}", 1, "this file is missing")
    if not any(name.startswith("indicators/") for name in names):
        yield Problem(f"{edition}/indicators", 1, "there are no indicators")
    for name in names:
        shape = shape_of(name)
        if shape is None:
            yield Problem(f"{edition}/{name}", 1, "no such file belongs in an edition")
            continue
        yield from problems_of_shape(f"{edition}/{name}", folder / name, shape.model_validate)


def problems_of_shape(name: str, path: Path, validate: Callable[[Any], object]) -> Iterator[Problem]:
    """What one file, called by this name, does not have as it must, in plain words."""
    try:
        validate(read(path))
    except tomllib.TOMLDecodeError as error:
        yield Problem(name, _toml_line(error), f"this is not TOML: {error}")
    except ValidationError as error:
        text = path.read_text(encoding="utf-8")
        for detail in error.errors():
            yield Problem(name, line_of_location(text, detail["loc"]), _sentence(detail))


def _toml_line(error: tomllib.TOMLDecodeError) -> int:
    at = re.search(r"line (\d+)", str(error))
    return int(at[1]) if at else 1


def _sentence(detail: Any) -> str:
    """One of pydantic's errors in plain words."""
    name = str(detail["loc"][-1]) if detail["loc"] else "this"
    match detail["type"]:
        case "missing":
            return f"{name} is missing"
        case "extra_forbidden":
            return f"there is no such entry as {name} here"
        case "enum":
            return f"{name} must be {detail['ctx']['expected']}, not {detail['input']!r}"
        case "string_pattern_mismatch":
            return f"{name} must be words in small letters joined by hyphens, not {detail['input']!r}"
        case _:
            return f"{name}: {detail['msg'].lower()}"


def _without_rule(
    policy: Policy, folder: Path, indicator_codes: Since, question_codes: Since
) -> Iterator[Problem]:
    """What the edition describes and nothing finds."""
    for code in sorted(policy.indicators.keys() - indicator_codes.keys()):
        file = f"indicators/{policy.indicators[code].group}.toml"
        sentence = f"{code} is described here, and there is no rule that finds it"
        yield Problem(f"{folder.name}/{file}", _line(folder, file, code, "code"), sentence)
    for code in sorted(policy.questions.keys() - question_codes.keys()):
        line = _line(folder, "questions.toml", code, "code")
        sentence = f"{code} has a question here, and there is no rule that notices it"
        yield Problem(f"{folder.name}/questions.toml", line, sentence)


def _without_meaning(
    policy: Policy, folder: Path, indicator_codes: Since, question_codes: Since
) -> Iterator[Problem]:
    """What can be found, missed or asked, and the edition does not describe."""
    for code in sorted(known_by(policy.id, indicator_codes) - policy.indicators.keys()):
        sentence = f"{code} can be found by a rule, and the edition does not say what it means"
        yield Problem(f"{folder.name}/indicators", 1, sentence)
    for code in sorted(known_by(policy.id, question_codes) - policy.questions.keys()):
        sentence = f"{code} can be missing from a picture, and the edition has no question for it"
        yield Problem(f"{folder.name}/questions.toml", 1, sentence)
    for agency in sorted(set(Agency) - {Agency.REFERRER} - policy.agencies.keys()):
        yield Problem(f"{folder.name}/agencies.toml", 1, f"{agency.label} is missing")


def _succession_problems(root: Path) -> Iterator[Problem]:
    """Each edition names the one before it, so that the policy of any day can be followed back."""
    for before, edition in zip((None, *editions(root)), editions(root), strict=False):
        files = _files_of(root / edition)
        if files is not None and files.edition.supersedes != before:
            name = f"{edition}/edition.toml"
            sentence = (
                f"supersedes must be {before}, the edition before this one"
                if before
                else "supersedes must be left out: there is no edition before this one"
            )
            yield Problem(name, _line(root / edition, "edition.toml", "", "supersedes"), sentence)


def _lock_problems(today: date, root: Path) -> Iterator[Problem]:
    files = {edition: _files_of(root / edition) for edition in editions(root)}
    digests = {edition: found.digest if found else None for edition, found in files.items()}
    return lock_problems(digests, today, root)


def lock_problems(digests: Mapping[str, str | None], today: date, root: Path) -> Iterator[Problem]:
    """Editions in force are locked, and what is locked is unchanged and still there.

    `digests` has every edition that is there, with None for one that cannot be read.
    """
    try:
        locked = locked_digests(root)
    except tomllib.TOMLDecodeError as error:
        yield Problem(LOCK, _toml_line(error), f"this is not TOML: {error}")
        return
    for edition in sorted(locked.keys() - digests.keys()):
        sentence = f"edition {edition} was in force, and it is gone"
        yield Problem(LOCK, _lock_line_number(root, edition), sentence)
    for edition, digest in digests.items():
        if digest is None:
            continue
        if locked.get(edition, digest) != digest:
            sentence = (
                f"edition {edition} was changed after it came into force; undo it and make a new edition"
            )
            yield Problem(LOCK, _lock_line_number(root, edition), sentence)
        if edition not in locked and edition <= today.isoformat():
            line = lock_line(edition, digest)
            yield Problem(LOCK, 1, f"edition {edition} is in force and not locked; add the line {line}")


def _lock_line_number(root: Path, edition: str) -> int:
    lines = (root / LOCK).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if edition in line)


def _files_of(folder: Path) -> EditionFiles | None:
    """None when the files cannot be read, which is reported as a problem of its own."""
    try:
        return read_folder(folder)
    except (tomllib.TOMLDecodeError, ValidationError, KeyError):
        return None


def _line(folder: Path, file: str, entry: str, key: str) -> int:
    path = folder / file
    return line_of_entry(path.read_text(encoding="utf-8"), entry, key) if path.is_file() else 1
