"""Deciding about brothers and sisters in one go: one decision a record, and all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mash_platform.delivery.transaction import Transaction
from mash_platform.errors import Conflict, FieldError, Rejected
from mash_triage.domain.decision import Choice, Professional
from mash_triage.handlers.records import Handlers
from mash_triage.store.records import Record


@dataclass(frozen=True, slots=True)
class ChoiceFor:
    """What somebody chose for one child, and which version of the record they saw."""

    reference: str
    choice: Choice
    seen_version: int


class NotTogether(Exception):
    """At least one of the decisions cannot stand as it is, so none of them was taken."""

    def __init__(
        self, errors: Mapping[str, tuple[FieldError, ...]], conflicts: Mapping[str, Conflict]
    ) -> None:
        super().__init__(f"{len(errors)} not complete, {len(conflicts)} changed meanwhile")
        self.errors = errors
        """By record: what is missing."""
        self.conflicts = conflicts
        """By record: what somebody else did first."""


def decide_together(
    handlers: Handlers, transaction: Transaction, choices: Sequence[ChoiceFor], person: Professional
) -> tuple[Record, ...]:
    """Takes one decision a record, under the rules of a single one. Blocks until nobody changes any of them.

    Brothers and sisters are weighed together: what somebody else decided on one of them meanwhile may change
    what is right for the others. So nothing is recorded then, and whoever decides looks again.
    Raises NotTogether, whose owner must not commit, and NotFound.
    """
    transaction.handling([one.reference for one in choices])
    decided: list[Record] = []
    errors: dict[str, tuple[FieldError, ...]] = {}
    conflicts: dict[str, Conflict] = {}
    for one in choices:
        try:
            decided.append(
                handlers.decide(transaction, one.reference, one.choice, person, seen_version=one.seen_version)
            )
        except Rejected as rejected:
            errors[one.reference] = rejected.errors
        except Conflict as conflict:
            conflicts[one.reference] = conflict
    if errors or conflicts:
        raise NotTogether(errors, conflicts)
    return tuple(decided)
