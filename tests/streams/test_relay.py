"""From the outbox to the log: nothing is marked unacknowledged, and for one child nothing overtakes."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from mash_contracts.events import ReferralAccepted
from mash_platform.clock import MovableClock
from mash_platform.delivery.relay import AT_ONCE, KEPT, Relay
from mash_platform.delivery.transaction import Delivery
from tests.broker_process import BrokerProcess, wait_until
from tests.builders.streams import a_referral_accepted
from tests.streams.processes import records
from tests.streams.tally import open_delivery


@pytest.fixture
def delivery(tmp_path: Path) -> Delivery:
    return open_delivery(tmp_path)


@contextmanager
def relaying(delivery: Delivery, broker: BrokerProcess) -> Iterator[Relay]:
    relay = Relay(delivery, broker.address)
    relay.start()
    try:
        yield relay
    finally:
        assert relay.stop(timeout=30)


def publish(delivery: Delivery, *cases: str, child: str = "4K7Q-9XWD-1") -> None:
    with delivery.transaction() as transaction:
        for case in cases:
            transaction.publish(a_referral_accepted(child, case_id=case))


def unpublished(delivery: Delivery) -> int:
    with delivery.reading() as session:
        return delivery.unpublished(session)


def wait_until_published(delivery: Delivery, *, seconds: float = 40.0) -> None:
    wait_until(lambda: unpublished(delivery) == 0, seconds=seconds, what="an empty outbox")


def cases_on_the_log(broker: BrokerProcess) -> list[str]:
    return [
        ReferralAccepted.model_validate_json(r.value).case_id for r in records(broker.address, "mash.routing")
    ]


def test_what_is_written_is_on_the_log_as_it_was_written(broker: BrokerProcess, delivery: Delivery) -> None:
    odd_headers = [("odd", bytes(range(256)))]
    with delivery.transaction() as transaction:
        envelope = transaction.publish(a_referral_accepted())
        transaction.send(
            "odd",
            "mash.quarantine.routing",
            key=None,
            value=b"\xff\x00",
            headers=[("odd", bytes(range(256)))],
        )
    with relaying(delivery, broker):
        wait_until_published(delivery)
    (event,) = records(broker.address, "mash.routing")
    assert (event.key, event.value, event.headers) == (b"4K7Q-9XWD-1", envelope.value(), envelope.headers())
    (odd,) = records(broker.address, "mash.quarantine.routing")
    assert (odd.key, odd.value, odd.headers) == (None, b"\xff\x00", odd_headers)


def test_what_is_rolled_back_is_never_said(broker: BrokerProcess, delivery: Delivery) -> None:
    with suppress(LookupError), delivery.transaction() as transaction:
        transaction.publish(a_referral_accepted(case_id="undone"))
        raise LookupError
    publish(delivery, "done")
    with relaying(delivery, broker):
        wait_until_published(delivery)
    assert cases_on_the_log(broker) == ["done"]


def test_while_the_broker_is_unreachable_everything_stays_in_the_outbox(
    broker: BrokerProcess, delivery: Delivery
) -> None:
    """The counterpart of a send that nobody awaits, which is lost with a line in a log."""
    broker.kill()
    publish(delivery, "a", "b")
    with relaying(delivery, broker) as relay:
        wait_until(lambda: relay.fault == "broker", seconds=30, what="the relay says what it waits for")
        assert unpublished(delivery) == 2
        broker.start()
        wait_until_published(delivery)
        wait_until(lambda: relay.fault is None, seconds=5, what="no fault any more")
    assert cases_on_the_log(broker) == ["a", "b"]


@pytest.mark.parametrize("size", [3_000_000, 1_500_000], ids=["before it is sent", "by the broker"])
def test_an_event_that_is_refused_stays_and_holds_up_only_its_own_child(
    broker: BrokerProcess, delivery: Delivery, size: int
) -> None:
    """Also children whose events go to the same partition, now and later."""
    others = [f"7XRM-2KFC-{number}" for number in range(1, 13)]
    with delivery.transaction() as transaction:
        transaction.send("large", "mash.routing", key=b"4K7Q-9XWD-1", value=b"x" * size, headers=[])
    publish(delivery, "same child")
    for child in others:
        publish(delivery, f"{child} now", child=child)
    with relaying(delivery, broker) as relay:
        wait_until(lambda: unpublished(delivery) == 2, seconds=20, what="the other children are published")
        assert relay.refused == 1
        for child in others:
            publish(delivery, f"{child} later", child=child)
        wait_until(lambda: unpublished(delivery) == 2, seconds=5, what="the next are not held up")
    assert set(cases_on_the_log(broker)) == {
        f"{child} {when}" for child in others for when in ("now", "later")
    }


def test_however_much_is_held_back_the_other_children_go_on(
    broker: BrokerProcess, delivery: Delivery
) -> None:
    with delivery.transaction() as transaction:
        transaction.send("large", "mash.routing", key=b"4K7Q-9XWD-1", value=b"x" * 3_000_000, headers=[])
        for number in range(AT_ONCE):
            transaction.send(f"after-{number}", "mash.routing", key=b"4K7Q-9XWD-1", value=b"{}", headers=[])
    publish(delivery, "other child", child="4K7Q-9XWD-2")
    with relaying(delivery, broker):
        wait_until(
            lambda: unpublished(delivery) == AT_ONCE + 1, seconds=20, what="the other child is published"
        )
    assert cases_on_the_log(broker) == ["other child"]


def test_for_one_child_the_order_is_kept_over_restarts_of_broker_and_relay(
    broker: BrokerProcess, delivery: Delivery
) -> None:
    """Three children, 300 events, the broker killed under the relay, and another relay after it."""
    children = [f"4K7Q-9XWD-{number}" for number in (1, 2, 3)]
    for number in range(100):
        for child in children:
            publish(delivery, f"{number}", child=child)
    with relaying(delivery, broker):
        wait_until(lambda: unpublished(delivery) <= 200, seconds=40, what="some are published")
        broker.kill()
        broker.start()
        wait_until(lambda: unpublished(delivery) <= 100, seconds=40, what="more are published")
    with relaying(delivery, broker):
        wait_until_published(delivery)
    for child in children:
        first_seen = list(
            dict.fromkeys(
                int(ReferralAccepted.model_validate_json(record.value).case_id)
                for record in records(broker.address, "mash.routing")
                if record.key == child.encode()
            )
        )
        assert first_seen == list(range(100))


def test_two_relays_of_one_service_take_turns(broker: BrokerProcess, delivery: Delivery) -> None:
    with relaying(delivery, broker) as first:
        publish(delivery, "1")
        wait_until_published(delivery)
        with relaying(delivery, broker):
            for number in range(2, 50):
                publish(delivery, str(number))
            wait_until_published(delivery)
            assert first.stop()
            publish(delivery, "50")
            wait_until_published(delivery)
    assert sorted(map(int, cases_on_the_log(broker))) == list(range(1, 51))


def test_what_was_published_long_ago_leaves_the_outbox(broker: BrokerProcess, delivery: Delivery) -> None:
    clock = MovableClock(datetime(2026, 3, 4, 12, 0, tzinfo=UTC))
    delivery = Delivery(
        "tally", delivery.engine, delivery.outbox, delivery.inbox, clock, delivery.identifiers
    )
    publish(delivery, "old")
    with relaying(delivery, broker):
        wait_until_published(delivery)
    clock.move(KEPT * 2)
    publish(delivery, "waits")
    relay = Relay(delivery, broker.address)
    assert relay.prune() == 1
    with delivery.reading() as session:
        assert session.execute(select(func.count()).select_from(delivery.outbox)).scalar_one() == 1
