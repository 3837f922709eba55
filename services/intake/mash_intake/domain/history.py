"""Earlier contacts about the same child."""

from collections import defaultdict
from datetime import timedelta

from mash_intake.domain.identity import CertainKeys, Identity

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
        self._contacts: defaultdict[Identity, set[str]] = defaultdict(set)

    def add(self, keys: CertainKeys, contact_reference: str) -> None:
        for key in keys.each():
            self._contacts[key].add(contact_reference)

    def about(self, keys: CertainKeys) -> frozenset[str] | None:
        """None where nothing certain is known of the child: not found is then not the same as none."""
        identities = tuple(keys.each())
        if not identities:
            return None
        return frozenset().union(*(self._contacts.get(key, ()) for key in identities))

    def count(self, keys: CertainKeys) -> int | None:
        """How many contacts there were about the child; None where nothing certain is known of them."""
        contacts = self.about(keys)
        return None if contacts is None else len(contacts)
