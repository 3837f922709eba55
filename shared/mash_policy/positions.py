"""Which line of a policy file says a thing, so that a problem can be shown where it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_HEADER = re.compile(r"\s*\[{1,2}([^\[\]]+)\]{1,2}")
_KEY = re.compile(r"\s*([\w-]+)\s*=\s*(.*)")


@dataclass(slots=True)
class Table:
    """One table of a file: its name, which of that name it is, where it begins and where its keys are."""

    name: str
    number: int
    line: int
    keys: dict[str, int] = field(default_factory=dict)
    identity: str = ""
    """The code it carries, when it carries one."""


def tables(text: str) -> list[Table]:
    """The tables in order; the first, without a name, holds what stands above any header."""
    found = [Table("", 0, 1)]
    seen: dict[str, int] = {}
    for line, content in enumerate(text.splitlines(), start=1):
        if header := _HEADER.fullmatch(content.split("#")[0].rstrip()):
            name = header[1].strip()
            found.append(Table(name, seen.get(name, 0), line))
            seen[name] = seen.get(name, 0) + 1
        elif key := _KEY.match(content):
            found[-1].keys.setdefault(key[1], line)
            if key[1] in ("code", "agency", "number", "name"):
                found[-1].identity = key[2].split("#")[0].strip().strip("\"'")
    return found


def line_of_entry(text: str, entry: str, key: str) -> int:
    """The line of `key` in the table of that name, of that code, or of both (`ask police`); 1 for none."""
    for table in tables(text):
        if entry in (table.name, table.identity, f"{table.name} {table.identity}"):
            return table.keys.get(key, table.line)
    return 1


def line_of_location(text: str, location: Sequence[str | int]) -> int:
    """The line for a path such as ("indicator", 3, "level") or ("rag", "red", "amount")."""
    best = 1
    for table in tables(text):
        path: list[str | int] = [*table.name.split(".")] if table.name else []
        if path and len(location) > len(path) and isinstance(location[len(path)], int):
            path.append(table.number)
        if list(location[: len(path)]) == path:
            key = location[len(path)] if len(location) > len(path) else ""
            best = max(best, table.keys.get(str(key), table.line))
    return best
