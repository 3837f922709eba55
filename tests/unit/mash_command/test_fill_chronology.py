"""Children who were known before there was a chronology get theirs, once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from mash_command.chronology_filling import Filling
from mash_contracts.events import ReferralAccepted, ReferralAllocated, ThresholdDecided
from mash_contracts.vocabulary import LevelOfNeed, Pathway, Severity
from mash_platform.clock import MovableClock
from mash_platform.identifiers import RandomIdentifiers
from mash_triage.domain.chronology import Entry
from mash_triage.service import handlers, open_delivery
from mash_triage.settings import Settings
from mash_triage.store.chronology import entries_of
from mash_triage.store.chronology_tables import entries
from mash_triage.store.records import Record
from tests.builders.routing import RoutingRoom, a_team_member
from tests.builders.triage import a_choice, a_concern, a_contact_received
from tests.builders.triage_desk import MARY, Desk

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CIN = Pathway.CHILD_IN_NEED


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
    return a_contact_received(
        **{
            "concerns": (a_concern(severity=Severity.LOW),),
            "received_at": MONDAY - timedelta(days=days_ago),
            "person": "PER-4K7Q-9XWD",
            "household": "HSE-4K7Q-9XWD",
            **given,
        }
    )


def known_for_long(desk: Desk, teams: RoutingRoom) -> tuple[Record, ...]:
    """A child with a social worker, a decision that waits for a second person, and a new worry."""
    first = desk.decides(desk.receives(a_worry(200)), a_choice(pathways=(CIN,)), person=MARY)
    teams.receives(desk.said(ThresholdDecided)[-1])
    worker = a_team_member(CIN)
    case = teams.case(first.reference, CIN)
    with teams.delivery.transaction() as transaction:
        teams.answers.accept(transaction, worker, case.case_id)
        teams.answers.allocate(transaction, worker, case.case_id, worker=worker)
    answered = [data for topic, data, _ in teams.said() if topic == "mash.routing"]
    desk.takes("mash.routing", ReferralAccepted(**answered[0]), ReferralAllocated(**answered[1]))
    advice = a_choice(level=LevelOfNeed.UNIVERSAL, pathways=(Pathway.ADVICE,))
    second = desk.decides(desk.receives(a_worry(100)), advice)
    return first, second, desk.receives(a_worry())


def kept(desk: Desk, known: tuple[Record, ...]) -> set[Entry]:
    with desk.delivery.reading() as session:
        return set(entries_of(session, [record.reference for record in known]))


def forget(desk: Desk) -> None:
    """As it was before there was a chronology."""
    with desk.delivery.transaction() as transaction:
        transaction.session.execute(delete(entries))


def filled(desk: Desk, teams: RoutingRoom) -> int:
    return Filling(desk.delivery, teams.delivery).run(lambda _: None)


def test_what_is_filled_in_is_what_would_have_been_kept(desk: Desk, teams: RoutingRoom) -> None:
    known = known_for_long(desk, teams)
    before = kept(desk, known)
    forget(desk)

    assert filled(desk, teams) == len(before) == 6
    assert kept(desk, known) == before


def test_a_second_time_adds_nothing(desk: Desk, teams: RoutingRoom) -> None:
    known = known_for_long(desk, teams)
    before = kept(desk, known)

    assert filled(desk, teams) == 0
    assert kept(desk, known) == before


def test_a_child_who_waits_is_assessed_with_what_went_before(desk: Desk, teams: RoutingRoom) -> None:
    known_for_long(desk, teams)
    forget(desk)
    waiting = desk.receives(a_worry())
    assert not waiting.assessment.picture.open_with

    filled(desk, teams)

    after = desk.record(waiting.reference)
    assert after.assessment.picture.open_with == (CIN,)
    assert "third-contact-about-the-family" in {one.code for one in after.patterns}


def test_progress_ends_at_what_was_announced(desk: Desk, teams: RoutingRoom) -> None:
    known_for_long(desk, teams)
    told: list[int] = []
    filling = Filling(desk.delivery, teams.delivery)

    filling.run(told.append)

    assert sum(told) == filling.count() == 6
