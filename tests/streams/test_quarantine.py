"""Messages that cannot be read: set aside with the reason, the rest goes on, and they go through later."""

import pytest

from mash_platform.clock import SystemClock
from mash_platform.delivery import set_aside_orders
from mash_platform.delivery.log_reading import record_at
from mash_platform.delivery.quarantine import list_quarantined, redrive, show_quarantined
from mash_platform.errors import NotFound, Unavailable
from tests.broker_process import BrokerProcess, wait_until
from tests.builders.assurance import a_threshold_decided
from tests.builders.streams import a_record, a_referral_accepted, enveloped, with_header
from tests.streams.processes import TallyWorker, records, send, send_bytes
from tests.streams.tally import Trouble, open_delivery


def wait_for_quarantined(broker: BrokerProcess, count: int) -> None:
    wait_until(
        lambda: len(list_quarantined(broker.address)) == count, seconds=40, what=f"{count} in quarantine"
    )


def test_poison_of_every_kind_is_set_aside_and_the_next_child_gets_through(
    broker: BrokerProcess, worker: TallyWorker
) -> None:
    good = a_record()
    send_bytes(broker.address, b"\xff\xfe not JSON", good.headers)
    send_bytes(broker.address, b"", good.headers)
    send_bytes(broker.address, b'{"reference": "4K7Q-9XWD-1"}', good.headers)
    send_bytes(broker.address, good.value or b"", [])
    send_bytes(broker.address, good.value or b"", with_header(good.headers, "ce_type", b"referral.mislaid"))
    send_bytes(broker.address, good.value or b"", with_header(good.headers, "ce_eventversion", b"99"))
    send_bytes(broker.address, b"x" * 1_000_000, good.headers)
    worker.start()
    send(broker.address, enveloped(a_referral_accepted(case_id="after the poison")))
    worker.wait_for_cases(["after the poison"])
    wait_for_quarantined(broker, 7)
    found = list_quarantined(broker.address)
    assert sorted(message.reason for message in found) == [
        "empty-value",
        "malformed-json",
        "malformed-json",
        "missing-attribute",
        "missing-field",
        "unknown-type",
        "unknown-version",
    ]
    assert {(m.origin_topic, m.origin_partition, m.service) for m in found} == {("mash.routing", 0, "tally")}
    assert sorted(message.origin_offset for message in found) == list(range(7))
    assert worker.metric('mash_quarantined_total{reason="unknown-version"') == 1


def test_a_message_goes_through_after_the_fault_is_mended(broker: BrokerProcess, worker: TallyWorker) -> None:
    worker.start(Trouble.SET_ASIDE, case="b")
    event = enveloped(a_referral_accepted("4K7Q-9XWD-2", case_id="b"))
    send(broker.address, event)
    wait_for_quarantined(broker, 1)
    worker.stop()
    worker.start()
    (aside,) = list_quarantined(broker.address)
    assert (aside.reason, aside.reference, aside.event_type) == (
        "not-for-us",
        "4K7Q-9XWD-2",
        "referral.accepted",
    )
    assert redrive(broker.address, [aside.identity], SystemClock()) == (aside.identity,)
    worker.wait_for_cases(["b"])
    assert list_quarantined(broker.address) == ()
    (sent_on,) = list_quarantined(broker.address, also_sent_on=True)
    assert sent_on.sent_on_at is not None
    again = records(broker.address, "mash.routing")[-1]
    assert again.value == event.value()
    assert [header for header in again.headers if header[0] != "redriven_from"] == event.headers()


def test_sending_on_twice_takes_effect_once(broker: BrokerProcess, worker: TallyWorker) -> None:
    worker.start(Trouble.SET_ASIDE, case="b")
    send(broker.address, enveloped(a_referral_accepted(case_id="b")))
    wait_for_quarantined(broker, 1)
    worker.stop()
    (aside,) = list_quarantined(broker.address)
    assert redrive(broker.address, [aside.identity, aside.identity], SystemClock()) == (aside.identity,)
    assert redrive(broker.address, [aside.identity], SystemClock()) == ()
    assert redrive(broker.address, [aside.identity], SystemClock(), again=True) == (aside.identity,)
    worker.start()
    send(broker.address, enveloped(a_referral_accepted("4K7Q-9XWD-3", case_id="last")))
    worker.wait_for_cases(["b", "last"])
    wait_until(
        lambda: worker.metric('mash_messages_total{outcome="duplicate"') >= 1, seconds=10, what="a duplicate"
    )
    assert sorted(worker.cases()) == ["b", "last"]


def test_what_is_shown_is_what_came_and_only_on_request(broker: BrokerProcess, worker: TallyWorker) -> None:
    worker.start()
    send_bytes(broker.address, b"Canary Carmichael", [("odd", b"\xff")], key=b"Canary Carmichael")
    wait_for_quarantined(broker, 1)
    (aside,) = list_quarantined(broker.address)
    assert "Canary" not in repr(aside)
    described, content = show_quarantined(broker.address, aside.identity)
    assert described == aside
    assert (content.key, content.value) == (b"Canary Carmichael", b"Canary Carmichael")
    assert content.headers == (("odd", b"\xff"),)
    assert "Canary" not in repr(content)
    with pytest.raises(NotFound):
        show_quarantined(broker.address, "no-such-message")
    with pytest.raises(NotFound):
        redrive(broker.address, [aside.identity, "no-such-message"], SystemClock())
    assert "Canary" not in worker.log()


def test_a_broker_that_is_down_is_not_taken_for_an_empty_quarantine(broker: BrokerProcess) -> None:
    assert list_quarantined(broker.address) == ()
    broker.stop()
    with pytest.raises(Unavailable):
        list_quarantined(broker.address)


def test_when_nearly_everything_is_set_aside_that_subscription_stops_and_says_so(
    broker: BrokerProcess, worker: TallyWorker
) -> None:
    worker.start(brake_in_a_row=3)
    for _ in range(5):
        send_bytes(broker.address, b"{", a_record().headers)
    worker.wait_for_status("braked")
    send(broker.address, enveloped(a_threshold_decided("4K7Q-9XWD-1")), topic="mash.triage")
    worker.wait_for_cases(["decided"])
    assert not worker.health()["healthy"]
    assert worker.metric("mash_consumer_braked{") == 1
    assert worker.process.poll() is None
    wait_for_quarantined(broker, 3)
    assert worker.stop() == 0
    worker.start()
    wait_for_quarantined(broker, 5)


@pytest.mark.parametrize("trouble", [Trouble.RAISE, Trouble.HANG, Trouble.DIE_BEFORE_COMMIT])
def test_a_message_that_ends_the_worker_each_time_is_set_aside_by_order_and_goes_through_when_mended(
    broker: BrokerProcess, worker: TallyWorker, trouble: Trouble
) -> None:
    events = [enveloped(a_referral_accepted(case_id=name)) for name in ("a", "b", "c")]
    send(broker.address, *events, partition=2)
    worker.start(trouble, case="b", patience=5)
    assert worker.wait_for_exit() != 0
    delivery = open_delivery(worker.data)
    assert set_aside_orders.order(delivery, record_at(broker.address, "mash.routing", 2, 1))
    delivery.engine.dispose()

    worker.start(trouble, case="b", patience=5)
    worker.wait_for_cases(["a", "c"])
    wait_for_quarantined(broker, 1)
    (aside,) = list_quarantined(broker.address)
    assert (aside.reason, aside.origin_offset) == ("set-aside-by-hand", 1)
    assert worker.stop() == 0

    worker.start()
    assert redrive(broker.address, [aside.identity], SystemClock()) == (aside.identity,)
    worker.wait_for_cases(["a", "b", "c"])
    assert sorted(worker.cases()) == ["a", "b", "c"]


def test_there_is_no_ordering_aside_what_is_not_on_the_log(broker: BrokerProcess) -> None:
    for partition, offset in ((0, 0), (99, 0)):
        with pytest.raises(NotFound):
            record_at(broker.address, "mash.routing", partition, offset)
