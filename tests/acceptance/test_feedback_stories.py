"""The loop that closes: a referrer who disagrees is heard, stage by stage."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mash_contracts.events import (
    OutcomeChallenged,
    ProfessionalDifferenceOverdue,
    ProfessionalDifferenceRaised,
)
from mash_contracts.national_codes import ReferralSource
from mash_contracts.vocabulary import Agency, DifferenceGround, DifferenceStage
from mash_platform.clock import MovableClock
from mash_platform.identifiers import RandomIdentifiers
from mash_triage.service import handlers, open_delivery
from mash_triage.settings import Settings
from mash_triage.store import professional_differences
from mash_triage.store.records import Record
from tests.builders.triage import a_contact_received
from tests.builders.triage_desk import Desk, following

WEDNESDAY_MORNING = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(WEDNESDAY_MORNING)


@pytest.fixture
def desk(tmp_path: Path, clock: MovableClock) -> Iterator[Desk]:
    delivery = open_delivery(Settings(data=tmp_path), clock, RandomIdentifiers())
    yield Desk(delivery, handlers(clock))
    delivery.engine.dispose()


def a_decided_child(desk: Desk, source: ReferralSource = ReferralSource.SCHOOL) -> Record:
    record = desk.receives(a_contact_received(received_at=WEDNESDAY_MORNING, referral_source=source))
    return desk.decides(record, following(record))


def challenged(record: Record, number: int = 1) -> OutcomeChallenged:
    return OutcomeChallenged(
        reference=record.reference,
        contact_reference=record.contact_reference,
        challenge=number,
        ground=DifferenceGround.THRESHOLD,
        challenged_at=WEDNESDAY_MORNING + timedelta(hours=3),
    )


def test_a_schools_challenge_begins_stage_one_for_education(desk: Desk) -> None:
    child = a_decided_child(desk)

    desk.takes("mash.contacts", challenged(child))

    (raised,) = desk.said(ProfessionalDifferenceRaised)
    assert (raised.reference, raised.agency) == (child.reference, Agency.EDUCATION)
    with desk.delivery.reading() as session:
        (difference,) = professional_differences.differences_of(session, child.reference)
    assert difference.stage is DifferenceStage.ONE
    assert child.contact_reference in difference.words


def test_a_challenge_that_nobody_answers_is_overdue_after_its_working_day(
    desk: Desk, clock: MovableClock
) -> None:
    desk.takes("mash.contacts", challenged(a_decided_child(desk)))
    clock.move(timedelta(days=2))
    with desk.delivery.transaction() as transaction:
        assert desk.handlers.differences.look_at_the_clock(transaction) == 1
    assert len(desk.said(ProfessionalDifferenceOverdue)) == 1


def test_a_challenge_changes_nothing_that_is_done_for_the_child(desk: Desk) -> None:
    child = a_decided_child(desk)
    desk.takes("mash.contacts", challenged(child))
    assert desk.record(child.reference).state is child.state


def test_a_second_challenge_is_a_second_difference(desk: Desk) -> None:
    child = a_decided_child(desk, ReferralSource.POLICE)
    desk.takes("mash.contacts", challenged(child), challenged(child, 2))
    assert [one.difference for one in desk.said(ProfessionalDifferenceRaised)] == [1, 2]
