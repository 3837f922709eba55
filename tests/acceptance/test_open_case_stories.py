"""Stories of children who are open to a team: a new worry goes to their worker and is no new referral."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mash_contracts.events import (
    ReferralAccepted,
    ReferralAllocated,
    ReferralClosed,
    StrategyDiscussionRequested,
    ThresholdDecided,
)
from mash_contracts.national_codes import ClosureReason
from mash_contracts.vocabulary import Answer, DeclineReason, LevelOfNeed, Pathway, Purpose, Rag, Severity
from mash_platform.clock import MovableClock
from mash_platform.identifiers import RandomIdentifiers
from mash_triage.domain.record_state import RecordState
from mash_triage.service import handlers, open_delivery
from mash_triage.settings import Settings
from mash_triage.store.records import Record
from tests.builders.routing import RoutingRoom, a_team_member
from tests.builders.triage import a_choice, a_concern, a_contact_received, a_referral_declined
from tests.builders.triage_desk import MARY, Desk

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CIN = Pathway.CHILD_IN_NEED
OF_ONE_CHILD = {"person": "PER-4K7Q-9XWD", "household": "HSE-4K7Q-9XWD"}


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(MONDAY)


@pytest.fixture
def desk(tmp_path: Path, clock: MovableClock) -> Iterator[Desk]:
    delivery = open_delivery(Settings(data=tmp_path / "triage"), clock, RandomIdentifiers())
    yield Desk(delivery, handlers(clock))
    delivery.engine.dispose()


@pytest.fixture
def teams(tmp_path: Path, clock: MovableClock) -> Iterator[RoutingRoom]:
    room = RoutingRoom.at(tmp_path / "routing", clock)
    yield room
    room.delivery.engine.dispose()


def a_worry(days_ago: int = 0, **given: Any) -> Any:
    concern = a_concern(severity=Severity.LOW)
    received = MONDAY - timedelta(days=days_ago)
    return a_contact_received(**{"concerns": (concern,), "received_at": received, **OF_ONE_CHILD, **given})


def open_to_a_social_worker(desk: Desk) -> Record:
    """A child in need team took the child on 100 days ago, and a worker has the case."""
    record = desk.decides(desk.receives(a_worry(100)), a_choice(pathways=(CIN,)), person=MARY)
    case = {"reference": record.reference, "case_id": "case-1", "pathway": CIN, "purpose": Purpose.REFERRAL}
    desk.takes(
        "mash.routing",
        ReferralAccepted(**case, accepted_at=MONDAY - timedelta(days=99), accepted_by="cin:duty-2"),
        ReferralAllocated(
            **case, allocated_at=MONDAY - timedelta(days=98), allocated_by="cin:duty-2", worker="cin:1042"
        ),
    )
    return record


def closed(record: Record) -> ReferralClosed:
    return ReferralClosed(
        reference=record.reference,
        case_id="case-1",
        pathway=CIN,
        purpose=Purpose.REFERRAL,
        closed_at=MONDAY - timedelta(days=1),
        closed_by="cin:1042",
        reason=ClosureReason.SERVICES_CEASED,
    )


def test_a_new_worry_about_an_open_child_names_the_team_that_has_the_case(desk: Desk) -> None:
    open_to_a_social_worker(desk)

    record = desk.receives(a_worry())

    assert record.teams_with_the_child == (CIN,)
    assert "open-case-with-child-in-need" in record.assessment.recommendation.reasons
    assert record.recommended.level >= LevelOfNeed.CHILD_IN_NEED


def test_the_worker_who_has_the_case_is_told_whatever_is_decided(desk: Desk) -> None:
    open_to_a_social_worker(desk)

    decided = desk.decides(desk.receives(a_worry()))

    assert decided.decisions[-1].told == (CIN,)
    told = desk.said(ThresholdDecided)[-1]
    assert [(one.pathway, one.case_id) for one in told.open_cases] == [(CIN, "case-1")]


def test_a_team_that_takes_the_child_on_while_a_worry_waits_is_told_of_it(desk: Desk) -> None:
    waiting = desk.receives(a_worry())
    assert waiting.teams_with_the_child == ()

    open_to_a_social_worker(desk)

    known = desk.record(waiting.reference)
    assert "open-case-with-child-in-need" in known.assessment.recommendation.reasons
    assert known.recommended.level >= LevelOfNeed.CHILD_IN_NEED
    assert desk.decides(known).decisions[-1].told == (CIN,)


def test_a_team_that_ends_its_work_while_a_worry_waits_is_asked_to_take_the_child_on_again(
    desk: Desk, teams: RoutingRoom
) -> None:
    first = open_to_a_social_worker(desk)
    waiting = desk.receives(a_worry())
    desk.takes("mash.routing", closed(first))

    decided = desk.decides(waiting, a_choice(level=LevelOfNeed.CHILD_IN_NEED, pathways=(CIN,)), person=MARY)
    teams.receives(desk.said(ThresholdDecided)[-1])

    assert decided.decisions[-1].told == ()
    assert [case.purpose for case in teams.cases(waiting.reference)] == [Purpose.REFERRAL]


def test_at_the_team_it_is_new_information_and_no_second_referral(desk: Desk, teams: RoutingRoom) -> None:
    first = desk.decides(desk.receives(a_worry(100)), a_choice(pathways=(CIN,)), person=MARY)
    teams.receives(desk.said(ThresholdDecided)[-1])
    worker = a_team_member(CIN)
    held = teams.case(first.reference, CIN)
    with teams.delivery.transaction() as transaction:
        teams.answers.accept(transaction, worker, held.case_id)
        teams.answers.allocate(transaction, worker, held.case_id, worker=worker)
    answered = [data for topic, data, _ in teams.said() if topic == "mash.routing"]
    desk.takes("mash.routing", ReferralAccepted(**answered[0]), ReferralAllocated(**answered[1]))

    second = desk.decides(desk.receives(a_worry()))
    teams.receives(desk.said(ThresholdDecided)[-1])

    (told,) = teams.cases(second.reference)
    assert (told.purpose, told.open_case) == (Purpose.NEW_INFORMATION, held.case_id)
    assert told.worker == worker.account_id


def test_a_danger_to_an_open_child_still_asks_for_a_strategy_discussion_at_once(desk: Desk) -> None:
    open_to_a_social_worker(desk)

    record = desk.receives(a_worry(immediate_danger=Answer.YES))

    assert record.recommended.rag is Rag.RED
    assert [one.reference for one in desk.said(StrategyDiscussionRequested)] == [record.reference]


def test_after_the_case_was_closed_a_new_worry_is_a_new_referral(desk: Desk) -> None:
    record = open_to_a_social_worker(desk)
    desk.takes("mash.routing", closed(record))

    again = desk.receives(a_worry())

    assert again.teams_with_the_child == ()
    assert "open-case-with-child-in-need" not in again.assessment.recommendation.reasons


def test_advice_that_a_team_gave_is_no_open_case(desk: Desk) -> None:
    record = desk.decides(desk.receives(a_worry(100)), a_choice(pathways=(Pathway.ADVICE,)), person=MARY)
    accepted = ReferralAccepted(
        reference=record.reference,
        case_id="case-1",
        pathway=Pathway.ADVICE,
        purpose=Purpose.REFERRAL,
        accepted_at=MONDAY,
        accepted_by="advice:duty-1",
    )
    desk.takes("mash.routing", accepted)

    assert desk.receives(a_worry()).teams_with_the_child == ()


def test_a_team_that_has_no_such_case_is_not_told_a_second_time(desk: Desk) -> None:
    open_to_a_social_worker(desk)
    record = desk.decides(desk.receives(a_worry()))
    back = desk.gets_back(
        a_referral_declined(
            reference=record.reference,
            pathway=CIN,
            purpose=Purpose.NEW_INFORMATION,
            reason=DeclineReason.OUT_OF_AREA,
        )
    )

    assert back.state is RecordState.WAITING
    assert back.teams_with_the_child == ()


def test_a_brothers_open_case_is_not_this_childs(desk: Desk) -> None:
    open_to_a_social_worker(desk)

    assert desk.receives(a_worry(person="PER-7RDK-C3HM")).teams_with_the_child == ()
