"""How it stands with what agencies said about one child: what the record and its pages show."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from mash_contracts.vocabulary import Agency
from mash_policy.model import Timescales
from mash_policy.oversight_model import OversightRules
from mash_triage.domain.discussions import Discussion, without
from mash_triage.domain.professional_differences import Difference
from mash_triage.domain.strategy_discussions import (
    EnquiryClocks,
    StrategyRequest,
    enquiry_clocks,
    still_to_hold,
)
from mash_triage.store import discussions, professional_differences, strategy_requests


@dataclass(frozen=True)
class Discussing:
    """Every discussion of a child, the strategy discussions asked for, and every professional difference."""

    discussions: tuple[Discussion, ...]
    requests: tuple[StrategyRequest, ...]
    differences: tuple[Difference, ...]
    rules: OversightRules
    enquiry: EnquiryClocks | None
    held_on: dict[int, int]
    """By the number of a discussion: the strategy discussion that it was asked for as."""

    @property
    def due(self) -> StrategyRequest | None:
        """The strategy discussion that is still to be held."""
        return still_to_hold(self.requests)

    @property
    def held_without_quorum(self) -> Discussion | None:
        """The latest that was held for the one still due, and decided nothing: somebody was missing."""
        held = (
            one
            for one in reversed(self.discussions)
            if self.due and self.held_on.get(one.number) == self.due.number and self.missing_from(one)
        )
        return next(held, None)

    @property
    def open_differences(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if one.is_open)

    def missing_from(self, discussion: Discussion) -> tuple[Agency, ...]:
        """Who was missing from a strategy discussion; nobody is ever missing from another."""
        return without(discussion.given.agencies, self.rules.quorum) if discussion.is_strategy else ()

    def discussion(self, number: int) -> Discussion | None:
        return next((one for one in self.discussions if one.number == number), None)

    def difference(self, number: int) -> Difference | None:
        return next((one for one in self.differences if one.number == number), None)


def discussing_of(
    session: Session, reference: str, rules: OversightRules, timescales: Timescales
) -> Discussing:
    held = discussions.discussions_of(session, reference)
    return Discussing(
        discussions=held,
        requests=strategy_requests.requests_of(session, reference),
        differences=professional_differences.differences_of(session, reference),
        rules=rules,
        enquiry=enquiry_clocks(held, rules.quorum, timescales),
        held_on=discussions.held_on(session, reference),
    )
