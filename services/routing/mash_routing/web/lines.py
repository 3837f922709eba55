"""One case as a list shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mash_contracts.details import RecordSummary
from mash_contracts.vocabulary import Pathway
from mash_routing.domain.case_state import CaseState
from mash_routing.store import Case
from mash_routing.web.reasons import reasons_in_words

_REASONS_SHOWN = 3


@dataclass(frozen=True)
class CaseLine:
    case: Case
    others: tuple[Pathway, ...]
    """The other teams that have the child."""
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
    teams: Mapping[str, tuple[Pathway, ...]],
    now: datetime,
    summaries: Mapping[str, RecordSummary] | None = None,
) -> tuple[CaseLine, ...]:
    """`teams` are those that have each child, by reference; see `store.teams_by_reference`."""
    return tuple(
        CaseLine(
            case,
            tuple(team for team in teams.get(case.reference, ()) if team is not case.pathway),
            is_overdue(case, now),
            (summaries or {}).get(case.reference),
        )
        for case in cases
    )


def is_overdue(case: Case, now: datetime) -> bool:
    """Nobody has answered, and the time for it has passed."""
    return case.state is CaseState.ROUTED and case.respond_by < now
