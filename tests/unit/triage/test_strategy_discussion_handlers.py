"""A strategy discussion at triage: asked for, brought forward, told of by the clock, held or not."""

from datetime import timedelta
from typing import Any

import pytest

from mash_contracts.events import (
    ContactReceived,
    DiscussionRecorded,
    ProfessionalDifferenceOverdue,
    StrategyDiscussionDueSoon,
    StrategyDiscussionOverdue,
    StrategyDiscussionRequested,
)
from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import Agency, LegalBasis, LevelOfNeed, Pathway, Rag
from mash_platform.clock import MovableClock
from mash_triage.domain.discussions import Discussion, DiscussionGiven
from mash_triage.domain.professional_differences import Subject
from mash_triage.domain.strategy_discussions import StrategyRequest, StrategyState
from mash_triage.service import clocks_of
from mash_triage.store import strategy_requests
from mash_triage.store.records import Record
from tests.builders.at_once import at_once
from tests.builders.discussions import THE_SCHOOL, a_view, differing, strategy_discussed
from tests.builders.triage import a_concern, a_contact_received
from tests.builders.triage_desk import AMIRA, Desk, following

pytestmark = pytest.mark.usefixtures("each_database")

NO_POLICE = (a_view(agency=Agency.SOCIAL_CARE, role="Social worker"), a_view())


def a_child_in_danger(**given: Any) -> ContactReceived:
    """A child told a teacher of sexual abuse."""
    told = a_concern(factor=AssessmentFactor.SEXUAL_ABUSE_BY_ADULT, signs=(Sign.DISCLOSURE_SEXUAL,))
    return a_contact_received(**{"concerns": (told,), **given})


def requests(desk: Desk, record: Record) -> tuple[StrategyRequest, ...]:
    with desk.delivery.reading() as session:
        return strategy_requests.requests_of(session, record.reference)


def looks_at_the_clock(desk: Desk) -> int:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.strategy.look_at_the_clock(transaction)


def holds(desk: Desk, record: Record, given: DiscussionGiven) -> Discussion:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.discussions.record(transaction, record.reference, given, AMIRA)


def more_is_known(desk: Desk, record: Record) -> None:
    """What is recommended for the child becomes red."""
    red = desk.receives(a_child_in_danger()).assessment.recommendation
    with desk.delivery.transaction() as transaction:
        desk.handlers.strategy.ask_for_recommended(
            transaction, record, red, started_at=desk.handlers.clock.now()
        )


def decides_section_47(desk: Desk, record: Record, **given: Any) -> Record:
    above = {
        "level": LevelOfNeed.SPECIALIST,
        "rag": Rag.AMBER,
        "legal_basis": LegalBasis.S47,
        "pathways": (Pathway.CHILD_PROTECTION,),
    }
    return desk.decides(record, following(record, **{**above, **given}))


def test_a_red_child_is_to_be_talked_about_the_same_day(desk: Desk) -> None:
    record = desk.receives(a_child_in_danger())

    (request,) = requests(desk, record)
    assert (request.state, request.high_risk) == (StrategyState.DUE, True)
    assert request.hold_by.date() <= record.received_at.date() + timedelta(days=1)
    (asked,) = desk.said(StrategyDiscussionRequested)
    assert (asked.hold_by, asked.decided_by) == (request.hold_by, None)


def test_the_clock_says_once_that_it_is_due_soon_and_once_that_it_is_overdue(
    desk: Desk, clock: MovableClock
) -> None:
    record = desk.receives(a_child_in_danger())
    (request,) = requests(desk, record)
    assert looks_at_the_clock(desk) == 0

    clock.move(request.due_soon_at - clock.now())
    assert [looks_at_the_clock(desk), looks_at_the_clock(desk)] == [1, 0]
    clock.move(request.hold_by - clock.now())
    assert [looks_at_the_clock(desk), looks_at_the_clock(desk)] == [1, 0]

    assert [one.hold_by for one in desk.said(StrategyDiscussionDueSoon)] == [request.hold_by]
    assert [one.hold_by for one in desk.said(StrategyDiscussionOverdue)] == [request.hold_by]


def test_held_by_all_three_the_clock_says_nothing_more(desk: Desk, clock: MovableClock) -> None:
    record = desk.receives(a_child_in_danger())

    holds(desk, record, strategy_discussed())

    clock.move(timedelta(days=30))
    assert looks_at_the_clock(desk) == 0
    assert [one.state for one in requests(desk, record)] == [StrategyState.HELD]


def test_held_without_the_police_it_stays_due_and_runs_late(desk: Desk, clock: MovableClock) -> None:
    record = desk.receives(a_child_in_danger())

    holds(desk, record, strategy_discussed(views=NO_POLICE, outcome=None))

    assert [one.state for one in requests(desk, record)] == [StrategyState.DUE]
    (said,) = desk.said(DiscussionRecorded)
    assert (said.quorate, said.without) == (False, (Agency.POLICE,))
    clock.move(timedelta(days=1))
    looks_at_the_clock(desk)
    assert len(desk.said(StrategyDiscussionOverdue)) == 1


def test_a_decision_for_section_47_asks_where_nobody_asked_before_and_has_two_working_days(
    desk: Desk,
) -> None:
    record = desk.receives(a_contact_received())
    assert requests(desk, record) == ()

    decides_section_47(desk, record)

    (request,) = requests(desk, record)
    assert (request.high_risk, request.decided_by) == (False, AMIRA.account_id)
    (asked,) = desk.said(StrategyDiscussionRequested)
    assert (asked.rag, asked.decided_by) == (Rag.AMBER, AMIRA.account_id)


def test_a_decision_as_recommended_asks_no_second_time_for_a_red_child(desk: Desk) -> None:
    record = desk.receives(a_child_in_danger())

    desk.decides(record)

    assert len(requests(desk, record)) == 1
    assert len(desk.said(StrategyDiscussionRequested)) == 1


def test_one_that_is_late_already_is_not_called_late_twice_when_the_risk_is_found_to_be_higher(
    desk: Desk, clock: MovableClock
) -> None:
    record = desk.receives(a_contact_received())
    decided = decides_section_47(desk, record)
    (request,) = requests(desk, record)
    clock.move(request.hold_by - clock.now())
    looks_at_the_clock(desk)

    more_is_known(desk, decided)
    looks_at_the_clock(desk)

    (request,) = requests(desk, record)
    assert request.high_risk
    late = [one for one in desk.said(StrategyDiscussionOverdue) if one.reference == record.reference]
    assert len(late) == 1


def test_a_higher_risk_brings_forward_what_is_still_to_be_held(desk: Desk, clock: MovableClock) -> None:
    record = desk.receives(a_contact_received())
    decided = decides_section_47(desk, record)
    (before,) = requests(desk, record)

    more_is_known(desk, decided)

    (after,) = requests(desk, record)
    assert after.hold_by < before.hold_by
    asked = [
        one.hold_by for one in desk.said(StrategyDiscussionRequested) if one.reference == record.reference
    ]
    assert asked == [before.hold_by, after.hold_by]
    clock.move(after.hold_by - clock.now())
    looks_at_the_clock(desk)
    assert after.hold_by in [
        one.hold_by for one in desk.said(StrategyDiscussionOverdue) if one.reference == record.reference
    ]


def test_the_worker_watches_every_clock_of_the_hub(desk: Desk, clock: MovableClock) -> None:
    record = desk.receives(a_child_in_danger())
    with desk.delivery.transaction() as transaction:
        desk.handlers.differences.raise_difference(
            transaction, record.reference, differing(subject=Subject.HANDLING), THE_SCHOOL
        )
    clock.move(timedelta(days=30))

    for look in clocks_of(desk.handlers).values():
        with desk.delivery.transaction() as transaction:
            look(transaction)

    said = {type(one) for one in desk.said()}
    assert {StrategyDiscussionOverdue, ProfessionalDifferenceOverdue} <= said


def test_two_workers_who_look_at_once_say_it_once(desk: Desk, clock: MovableClock) -> None:
    for number in range(6):
        record = desk.receives(a_child_in_danger(reference=f"4K7Q-9XW{number}-1"))
        with desk.delivery.transaction() as transaction:
            desk.handlers.differences.raise_difference(
                transaction, record.reference, differing(subject=Subject.HANDLING), THE_SCHOOL
            )
    clock.move(timedelta(days=30))

    def look() -> int:
        with desk.delivery.transaction() as transaction:
            strategy = desk.handlers.strategy.look_at_the_clock(transaction)
            return strategy + desk.handlers.differences.look_at_the_clock(transaction)

    assert sum(found for found in at_once(look, look, look) if isinstance(found, int)) == 12
    assert len(desk.said(StrategyDiscussionOverdue)) == 6
    assert len(desk.said(ProfessionalDifferenceOverdue)) == 6
