"""All figures of one period together."""

from dataclasses import dataclass
from datetime import datetime

from mash_assurance.domain.figures import Breakdown, Measure, Share, Spread
from mash_assurance.domain.measures.agencies import (
    agency_answers,
    agency_answers_in_time,
    checks_in_time,
)
from mash_assurance.domain.measures.contacts import (
    acknowledged_in_time,
    consent,
    consent_settled,
    contacts_by_source,
    lived_experience_recorded,
    records_erased,
    repeat_contacts,
    voice_recorded,
)
from mash_assurance.domain.measures.decisions import (
    advice_on_pattern_confirmed,
    agreement,
    audit_grades,
    decided_in_time,
    decided_provisionally,
    decisions_by_pathway,
    every_reason_recorded,
    patterns_found,
    steps_down_confirmed,
    time_to_decision,
    waiting_by_rag,
)
from mash_assurance.domain.measures.discussions import (
    differences_by_stage,
    differences_in_time,
    strategy_discussion_requested,
    strategy_discussions_in_time,
)
from mash_assurance.domain.measures.teams import (
    cases_closed,
    open_cases_passed_on,
    team_answers,
    time_to_acceptance,
)
from mash_assurance.domain.tallies import Tallies


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one period, from one reading of the records."""

    as_of: datetime
    contacts: int
    children: int
    decided: int
    waiting: int
    overdue: int
    returned_by_team: int
    strategy_discussions: int
    without_contact: int
    breakdowns: tuple[Breakdown, ...]
    shares: tuple[Share, ...]
    spreads: tuple[Spread, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        figures: tuple[Breakdown | Share | Spread, ...] = (*self.breakdowns, *self.shares, *self.spreads)
        return tuple(figure.measure for figure in figures)

    def breakdown(self, measure: Measure) -> Breakdown:
        return next(figure for figure in self.breakdowns if figure.measure is measure)

    def share(self, measure: Measure) -> Share:
        return next(figure for figure in self.shares if figure.measure is measure)

    def spread(self, measure: Measure) -> Spread:
        return next(figure for figure in self.spreads if figure.measure is measure)


def figures(tallies: Tallies) -> Figures:
    """Every figure there is; with no contacts they are all there and all empty."""
    return Figures(
        as_of=tallies.as_of,
        contacts=tallies.contacts,
        children=tallies.children,
        decided=tallies.decided,
        waiting=sum(waiting.children for waiting in tallies.waiting.values()),
        overdue=sum(waiting.overdue for waiting in tallies.waiting.values()),
        returned_by_team=tallies.returned_by_team,
        strategy_discussions=tallies.strategy_discussions,
        without_contact=tallies.without_contact,
        breakdowns=(
            contacts_by_source(tallies),
            consent(tallies),
            waiting_by_rag(tallies),
            decisions_by_pathway(tallies),
            agreement(tallies),
            team_answers(tallies),
            cases_closed(tallies),
            agency_answers(tallies),
            agency_answers_in_time(tallies),
            differences_by_stage(tallies),
            audit_grades(tallies),
        ),
        shares=(
            voice_recorded(tallies),
            lived_experience_recorded(tallies),
            consent_settled(tallies),
            every_reason_recorded(tallies),
            decided_in_time(tallies),
            acknowledged_in_time(tallies),
            decided_provisionally(tallies),
            steps_down_confirmed(tallies),
            strategy_discussion_requested(tallies),
            strategy_discussions_in_time(tallies),
            differences_in_time(tallies),
            repeat_contacts(tallies),
            patterns_found(tallies),
            advice_on_pattern_confirmed(tallies),
            open_cases_passed_on(tallies),
            checks_in_time(tallies),
            records_erased(tallies),
        ),
        spreads=(time_to_decision(tallies), time_to_acceptance(tallies)),
    )
