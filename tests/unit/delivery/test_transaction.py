"""State, inbox mark and outbox in one transaction, on each database the product runs on."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from sqlalchemy import select

from mash_platform.clock import SystemClock
from mash_platform.database import open_database
from mash_platform.delivery.transaction import Delivery, headers_from_text
from mash_platform.identifiers import RandomIdentifiers
from tests.builders.streams import a_referral_accepted
from tests.streams.tally import metadata


@pytest.fixture
def delivery(database_url: str) -> Iterator[Delivery]:
    engine = open_database(database_url)
    opened = Delivery.over(
        service="tally",
        engine=engine,
        metadata=metadata,
        clock=SystemClock(),
        identifiers=RandomIdentifiers(),
    )
    metadata.create_all(engine)
    yield opened
    engine.dispose()


def test_an_event_is_handled_the_first_time_only(delivery: Delivery) -> None:
    with delivery.transaction() as transaction:
        assert transaction.first_time("event-1", "mash.contacts")
        assert not transaction.first_time("event-1", "mash.contacts")
    with delivery.transaction() as transaction:
        assert not transaction.first_time("event-1", "mash.contacts")
        assert transaction.first_time("event-2", "mash.contacts")


def test_what_was_rolled_back_was_not_handled(delivery: Delivery) -> None:
    with suppress(LookupError), delivery.transaction() as transaction:
        assert transaction.first_time("event-1", "mash.contacts")
        raise LookupError
    with delivery.transaction() as transaction:
        assert transaction.first_time("event-1", "mash.contacts")


def test_what_is_said_waits_in_the_outbox_as_it_will_be_published(delivery: Delivery) -> None:
    with delivery.transaction() as transaction:
        said = transaction.publish(a_referral_accepted("4K7Q-9XWD-1"))
    with delivery.reading() as session:
        assert delivery.unpublished(session) == 1
        row = session.execute(select(delivery.outbox)).one()
    assert (row.topic, row.key, row.value) == ("mash.routing", b"4K7Q-9XWD-1", said.value())
    assert headers_from_text(row.headers) == said.headers()
    assert row.published_at is None


def test_what_follows_from_an_event_carries_its_correlation(delivery: Delivery) -> None:
    with delivery.transaction() as transaction:
        first = transaction.publish(a_referral_accepted())
        then = transaction.caused_by(first).publish(a_referral_accepted())
    assert (first.correlation_id, first.causation_id) == (first.event_id, None)
    assert (then.correlation_id, then.causation_id) == (first.event_id, first.event_id)


def test_nothing_that_is_rolled_back_is_said(delivery: Delivery) -> None:
    with suppress(LookupError), delivery.transaction() as transaction:
        transaction.publish(a_referral_accepted())
        raise LookupError
    with delivery.reading() as session:
        assert delivery.unpublished(session) == 0
