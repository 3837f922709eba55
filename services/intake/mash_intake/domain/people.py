"""Which child a new record is about, as far as that is certain; everything else is for a person to say."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mash_intake.domain.identity import CertainKeys, Identity


class Question(StrEnum):
    """Whether somebody still has to say who the child of a record is."""

    NOT_INDEXED = "not-indexed"
    """Kept by an earlier version: cannot be found by likeness yet."""
    TO_LOOK = "to-look"
    LIKELY = "likely"
    POSSIBLE = "possible"
    NONE = "none"
    """No child is known who could be this one, except for certain."""
    ANSWERED = "answered"


OPEN_QUESTIONS = (Question.LIKELY, Question.POSSIBLE)


@dataclass(frozen=True, slots=True, repr=False)
class KnownRecord:
    """An earlier record that shares a certain key with a new one."""

    keys: CertainKeys
    contact_reference: str
    received_at: datetime
    person: str
    household: str


class KnownRecords:
    """Earlier records by each of their certain keys."""

    def __init__(self) -> None:
        self._by_key: defaultdict[Identity, list[KnownRecord]] = defaultdict(list)

    def add(self, record: KnownRecord) -> None:
        for key in record.keys.each():
            self._by_key[key].append(record)

    def sharing(self, key: Identity) -> Collection[KnownRecord]:
        return self._by_key.get(key, ())


def certainly(keys: CertainKeys, known: KnownRecords) -> KnownRecord | None:
    """The newest record of the one child who has these keys; None when nobody has, or more than one child.

    A key that leads to two children says that a person has told them apart, or that a number was mistaken:
    then nobody is certain, and a person is asked.
    """
    for key in keys.each():
        found = [record for record in known.sharing(key) if not keys.contradict(record.keys)]
        if found:
            newest = max(found, key=lambda record: record.received_at)
            return newest if all(record.person == newest.person for record in found) else None
    return None
