"""One case as a list shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mash_contracts.details import RecordSummary
from mash_contracts.vocabulary import Pathway, Purpose
from mash_routing.domain.case_state import CaseState
from mash_routing.store import Case, Held, other_teams
from mash_routing.web.reasons import reasons_in_words

_REASONS_SHOWN = 3


@dataclass(frozen=True)
class CaseLine:
    case: Case
    others: tuple[Pathway, ...]
    """The other teams that have the child."""
    also_here: Purpose | None
    """What else this team is asked to do for the child."""
    overdue: bool
    summary: RecordSummary | None
    """None: not known for now."""

    @property
    def reasons(self) -> tuple[str, ...]:
        return self._worries[:_REASONS_SHOWN]

    @property
    def more_reasons(self) -> int:
        return len(self._worries[_REASONS_SHOWN:])

    @property
    def _worries(self) -> tuple[str, ...]:
        found = reasons_in_words(self.case.reasons, self.case.policy_edition)
        return tuple(reason.title for reason in found if not reason.protective)


def lines_of(
    cases: Sequence[Case],
    held: Mapping[str, Sequence[Held]],
    now: datetime,
    summaries: Mapping[str, RecordSummary] | None,
) -> tuple[CaseLine, ...]:
    """`held` is who has each child, by reference; `summaries` is None when they cannot be known for now."""
    return tuple(
        CaseLine(
            case=case,
            others=other_teams(held[case.reference], case.pathway),
            also_here=_also_here(case, held[case.reference]),
            overdue=is_overdue(case, now),
            summary=(summaries or {}).get(case.reference),
        )
        for case in cases
    )


def _also_here(case: Case, held: Sequence[Held]) -> Purpose | None:
    same_team = (one.purpose for one in held if one.team is case.pathway)
    return next((purpose for purpose in same_team if purpose is not case.purpose), None)


def is_overdue(case: Case, now: datetime) -> bool:
    """Nobody has answered, and the time for it has passed."""
    return case.state is CaseState.ROUTED and case.respond_by < now
