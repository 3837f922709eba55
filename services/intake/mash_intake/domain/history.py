"""Earlier contacts about the same child."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from mash_intake.domain.identity import CertainKeys

LOOK_BACK = timedelta(days=365)


def contacts_in_12_months(given: int | None, counted: int | None) -> int | None:
    """The higher of what the referrer knows and what the hub's own records show; None if neither is known.

    The referrer may know of contacts elsewhere, so a count here never lowers theirs.
    """
    known = [number for number in (given, counted) if number is not None]
    return max(known, default=None)


class EarlierContacts:
    """Which contacts were about a child, by each of what identifies a child for certain."""

    def __init__(self) -> None:
        self._contacts: defaultdict[tuple[object, ...], set[str]] = defaultdict(set)

    def add(self, keys: CertainKeys, contact_reference: str) -> None:
        for identity in _identities(keys):
            self._contacts[identity].add(contact_reference)

    def count(self, keys: CertainKeys) -> int | None:
        """None where nothing certain is known of the child: not found is then not the same as none."""
        if not keys.any_known:
            return None
        return len(set().union(*(self._contacts.get(identity, ()) for identity in _identities(keys))))


def _identities(keys: CertainKeys) -> Iterator[tuple[object, ...]]:
    if keys.nhs_number:
        yield "nhs", keys.nhs_number
    if keys.upn:
        yield "upn", keys.upn
    if keys.name and keys.date_of_birth:
        yield "name", keys.name, keys.date_of_birth
