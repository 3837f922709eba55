"""The inbox is forgotten only when no topic can bring an event again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from mash_contracts.topics import all_topics
from mash_platform.clock import MovableClock
from mash_platform.database import open_database
from mash_platform.delivery import pruning
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import RandomIdentifiers
from tests.streams.tally import metadata

CLOCK_STARTS = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(CLOCK_STARTS)


@pytest.fixture
def delivery(database_url: str, clock: MovableClock) -> Iterator[Delivery]:
    engine = open_database(database_url)
    opened = Delivery.over(
        service="tally", engine=engine, metadata=metadata, clock=clock, identifiers=RandomIdentifiers()
    )
    metadata.create_all(engine)
    yield opened
    engine.dispose()


def handle(delivery: Delivery, *events: str) -> set[str]:
    with delivery.transaction() as transaction:
        return transaction.first_times([(event, "mash.contacts") for event in events])


def test_an_event_is_remembered_for_longer_than_any_topic_that_is_read_keeps_it() -> None:
    kept = [topic.retention_days for topic in all_topics().values() if topic.events]
    assert pruning.kept_for() > timedelta(days=max(kept))


def test_what_a_topic_may_bring_again_is_not_forgotten(delivery: Delivery, clock: MovableClock) -> None:
    handle(delivery, "long-ago")
    clock.move(timedelta(days=1))
    handle(delivery, "a-day-later")
    clock.move(pruning.kept_for() - timedelta(hours=1))

    assert pruning.prune_inbox(delivery) == 1
    assert pruning.prune_inbox(delivery) == 0

    assert handle(delivery, "long-ago", "a-day-later") == {"long-ago"}


def test_a_long_inbox_is_forgotten_some_at_a_time(
    delivery: Delivery, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle(delivery, *(f"event-{number}" for number in range(25)))
    clock.move(pruning.kept_for() + timedelta(seconds=1))
    monkeypatch.setattr(pruning, "PRUNED_AT_ONCE", 10)

    assert [pruning.prune_inbox(delivery) for _ in range(4)] == [10, 10, 5, 0]
