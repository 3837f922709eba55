"""Whoever asks: a member of staff, a referrer with an account, or a partner system."""

from dataclasses import dataclass

from mash_contracts.vocabulary import Agency, Pathway, Role

SYSTEM = "service:"
"""How the account ids of partner systems begin."""


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in person or system. `name` is what colleagues see; a record keeps `account_id` beside it."""

    account_id: str
    name: str
    roles: frozenset[Role]
    team: Pathway | None = None
    agency: Agency | None = None
    """For a member of a partner agency: the one that they answer for."""

    @property
    def is_system(self) -> bool:
        return self.account_id.startswith(SYSTEM)

    def may(self, *roles: Role) -> bool:
        """Whether the person has at least one of `roles`."""
        return not self.roles.isdisjoint(roles)
