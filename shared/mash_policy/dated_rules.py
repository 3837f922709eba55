"""Rules with a date of their own beside the editions: which there are, and whether they may be used.

The rules of a day are the latest whose date has come. Rules that cannot be read, have a fault, or were
changed after they came into force, are not loaded.
"""

import hashlib
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError

from mash_policy.files import is_date, read
from mash_policy.load import NoEdition, RefusedEdition
from mash_policy.lock import LOCK, locked_digests


class Dated(Protocol):
    """What all such rules have."""

    @property
    def id(self) -> str: ...

    @property
    def effective_from(self) -> date: ...

    @property
    def digest(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Fault:
    """What makes rules unfit for use, and where to look for it."""

    sentence: str
    entry: str = ""
    """The table, or the table and what it is about, such as `ask police`."""
    field: str = ""
    part: str = ""
    """Which of its files, where there is more than one."""


Rules = TypeVar("Rules", bound=Dated)

ONE_FILE = ""
"""The part of rules that are one file."""


@dataclass(frozen=True)
class RuleFamily(Generic[Rules]):
    """Rules of one kind, of every date."""

    code: str
    called: str
    """In a sentence: "rules for agency checks"."""
    root: Path
    shapes: Mapping[str, TypeAdapter[Any]]
    """By part, the shape of each file; ONE_FILE alone where a date is one file and not a folder."""
    build: Callable[[str, Mapping[str, Any], str], Rules]
    """From id, shaped parts and digest."""
    faults: Callable[[Rules], Iterator[Fault]]
    _loaded: dict[tuple[str, Path], Rules] = field(default_factory=dict, compare=False, repr=False)
    _of_days: dict[tuple[date, Path], Rules | None] = field(default_factory=dict, compare=False, repr=False)

    def ids(self, root: Path | None = None) -> tuple[str, ...]:
        """The ids of all rules, which are their dates, oldest first."""
        return tuple(name for name in self.names(root) if is_date(name))

    def names(self, root: Path | None = None) -> tuple[str, ...]:
        """What stands where rules do, also when it is not called by a date."""
        folder = root or self.root
        if ONE_FILE in self.shapes:
            return tuple(sorted(path.stem for path in folder.glob("*.toml") if path.name != LOCK))
        return tuple(sorted(path.name for path in folder.iterdir() if path.is_dir()))

    def file(self, rules: str, part: str = ONE_FILE) -> str:
        """A file of these rules, from the folder of the family."""
        return f"{rules}/{part}.toml" if part else f"{rules}.toml"

    def load(self, rules: str, root: Path | None = None) -> Rules:
        """The rules of that date, read once a process. Raises NoEdition or RefusedEdition."""
        folder = root or self.root
        known = self._loaded.get((rules, folder))
        if known is not None:
            return known
        if rules not in self.ids(folder):
            raise NoEdition(f"there are no {self.called} of {rules}")
        loaded = self.unchecked(rules, folder)
        faults = [fault.sentence for fault in self.every_fault(loaded)]
        if locked_digests(folder).get(rules, loaded.digest) != loaded.digest:
            faults.append("they were changed after they came into force")
        if faults:
            raise RefusedEdition(rules, *faults)
        self._loaded[rules, folder] = loaded
        return loaded

    def unchecked(self, rules: str, root: Path | None = None) -> Rules:
        """What they say, fit for use or not. Raises RefusedEdition when a file cannot be read."""
        folder = root or self.root
        raw: dict[str, Any] = {}
        shaped: dict[str, Any] = {}
        for part, shape in self.shapes.items():
            file = self.file(rules, part)
            try:
                raw[part] = read(folder / file)
                shaped[part] = shape.validate_python(raw[part])
            except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
                raise RefusedEdition(rules, f"its {self.called} cannot be read: {file}") from error
        return self.build(rules, shaped, _digest(raw.get(ONE_FILE, raw)))

    def every_fault(self, rules: Rules) -> Iterator[Fault]:
        """What each kind of rules must not say, and that they are called by their date."""
        if rules.id != rules.effective_from.isoformat():
            sentence = f"they are called {rules.id}, but take effect on {rules.effective_from}"
            part = ONE_FILE if ONE_FILE in self.shapes else "edition"
            yield Fault(sentence, field="effective_from", part=part)
        yield from self.faults(rules)

    def on(self, day: date, root: Path | None = None) -> Rules | None:
        """The rules that apply on that day in London; None before there were any. Raises RefusedEdition.

        Looked up once a day and process.
        """
        place = day, root or self.root
        if place not in self._of_days:
            begun = [rules for rules in self.ids(root) if date.fromisoformat(rules) <= day]
            self._of_days[place] = self.load(begun[-1], root) if begun else None
        return self._of_days[place]

    def in_force(self, day: date, root: Path | None = None) -> Rules:
        """The same where there have to be some. Raises NoEdition, and RefusedEdition."""
        rules = self.on(day, root)
        if rules is None:
            raise NoEdition(f"no {self.called} were in force on {day.isoformat()}")
        return rules


def _digest(raw: Mapping[str, object]) -> str:
    """Over what the files say, not how they are laid out."""
    canonical = json.dumps(raw, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
