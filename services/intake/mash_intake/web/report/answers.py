"""What has been answered so far, exactly as typed: right or wrong, so that nobody types anything twice."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mash_intake.handlers.accept import PUBLIC_FORM

Value = str | list[str]


@dataclass(frozen=True, slots=True)
class Group:
    """Children or adults: a number of items, each asked about in turn."""

    name: str
    one: str
    """What an item is called, as in "Remove this child"."""
    at_least: int
    at_most: int = 20


CHILDREN = Group("children", "child", at_least=1)
ADULTS = Group("adults", "person", at_least=0)


@dataclass(slots=True, repr=False)
class Answers:
    """The content of a draft.

    A value is found by its question's path, in which `[]` stands for the number of the child or adult.
    """

    values: dict[str, Value] = field(default_factory=dict)
    items: dict[str, list[int]] = field(default_factory=lambda: {CHILDREN.name: [1], ADULTS.name: []})
    """The numbers of the children and adults told of."""
    seen: list[str] = field(default_factory=list)
    """Addresses of the pages that were answered or passed over."""
    by_staff: bool = False
    """A member of staff writes down what a caller says."""
    shown_known: list[str] = field(default_factory=list)
    """Children the hub knows whom the writer of a call was shown: each is in the audit trail once."""
    submitted_by: str = PUBLIC_FORM
    """Who began the form; it stays theirs, so that sending it twice is noticed in any case."""
    imported: str = ""
    """The hash of the document that these answers come from."""
    beside: list[list[str]] = field(default_factory=list)
    """What that document says and no answer holds: where it stands, and the words."""

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> "Answers":
        """A draft that was begun with an older release goes on with what both releases know."""
        known = {each.name for each in dataclasses.fields(cls)}
        return cls(**{name: part for name, part in stored.items() if name in known})

    def stored(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    def text(self, path: str, item: int = 0) -> str:
        value = self.values.get(_numbered(path, item), "")
        return value if isinstance(value, str) else ""

    def chosen(self, path: str, item: int = 0) -> list[str]:
        value = self.values.get(_numbered(path, item), [])
        return value if isinstance(value, list) else []

    def of(self, group: Group) -> list[int]:
        return self.items[group.name]

    def add(self, group: Group) -> int:
        number = max(self.of(group), default=0) + 1
        self.items[group.name] = [*self.of(group), number]
        return number

    def remove(self, group: Group, number: int) -> None:
        """Forgets a child or adult with everything said about them. Repeatable."""
        if len(self.of(group)) <= group.at_least or number not in self.of(group):
            return
        self.items[group.name] = [each for each in self.of(group) if each != number]
        gone = f"{group.name}[{number}]."
        self.values = {path: value for path, value in self.values.items() if not path.startswith(gone)}
        self.seen = [page for page in self.seen if not page.startswith(f"{group.name}/{number}/")]

    def mark_seen(self, page: str) -> None:
        if page not in self.seen:
            self.seen.append(page)


def _numbered(path: str, item: int) -> str:
    return path.replace("[]", f"[{item}]")
