"""Enumerations whose members carry the words that people read."""

from enum import StrEnum
from functools import cached_property
from typing import Self


class Labelled(StrEnum):
    """A closed set of codes, each with its label. The code travels; the label is shown."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        # Looking a code up, as in Channel("form"), never comes here; the default is for type checkers.
        if not label:
            raise TypeError(f"{code} was declared without its label")
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


class Ranked(Labelled):
    """A labelled set declared from least to most serious, compared by that order."""

    @cached_property
    def rank(self) -> int:
        return list(type(self)).index(self)

    def __lt__(self, other: object) -> bool:
        return self.rank < self._same_kind(other).rank

    def __le__(self, other: object) -> bool:
        return self.rank <= self._same_kind(other).rank

    def __gt__(self, other: object) -> bool:
        return self.rank > self._same_kind(other).rank

    def __ge__(self, other: object) -> bool:
        return self.rank >= self._same_kind(other).rank

    def _same_kind(self, other: object) -> "Ranked":
        if not isinstance(other, type(self)):
            raise TypeError(f"{type(self).__name__} cannot be compared with {type(other).__name__}")
        return other
