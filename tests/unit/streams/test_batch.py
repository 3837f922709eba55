"""Many messages in one transaction: each takes effect once, or is set aside, or nothing happened at all."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DataError

from mash_contracts.envelope import Envelope
from mash_contracts.events import ReferralAccepted
from mash_contracts.topics import all_topics
from mash_platform.delivery import set_aside_orders
from mash_platform.delivery.received import Received
from mash_platform.delivery.transaction import Delivery, Transaction, headers_from_text
from mash_platform.errors import InvalidMessage, Unavailable
from mash_platform.streams import batch
from mash_platform.streams.batch import Outcome
from mash_platform.streams.brake import Brake
from mash_platform.streams.subscription import BrakeLimits, Subscription
from tests.builders.streams import a_record, a_referral_accepted, enveloped, with_header
from tests.streams.tally import Tally, TallySettings, effects

Handler = Callable[[Transaction, Envelope[Any]], None]


def tallying(handler: Handler | None = None, **limits: Any) -> Subscription:
    return Subscription(
        topics=(all_topics()["mash.routing"],),
        handlers={ReferralAccepted: handler or Tally(TallySettings()).accepted},
        brake=BrakeLimits(**limits),
    )


def a_case(case_id: str, offset: int = 0, **given: Any) -> Received:
    return a_record(enveloped(a_referral_accepted(case_id=case_id)), offset=offset, **given)


def cases_in(delivery: Delivery) -> list[str]:
    with delivery.reading() as session:
        return list(session.execute(select(effects.c.case_id).order_by(effects.c.number)).scalars())


def outbox_of(delivery: Delivery) -> list[Any]:
    with delivery.reading() as session:
        return list(session.execute(select(delivery.outbox).order_by(delivery.outbox.c.sequence)))


def run(delivery: Delivery, subscription: Subscription, *messages: Received) -> batch.Result:
    return batch.handle(delivery, subscription, messages, Brake(subscription.brake))


def fails_on(case_id: str, failure: Exception) -> Handler:
    """Does the whole work for every case, and then fails for this one."""

    def handler(transaction: Transaction, envelope: Envelope[Any]) -> None:
        Tally(TallySettings()).accepted(transaction, envelope)
        if envelope.data.case_id == case_id:
            raise failure

    return handler


def test_each_message_takes_effect_in_order(delivery: Delivery) -> None:
    result = run(delivery, tallying(), a_case("a"), a_case("b", 1), a_case("c", 2))
    assert cases_in(delivery) == ["a", "b", "c"]
    assert len(result.messages) == 3
    assert result.outcomes == {("mash.routing", Outcome.HANDLED): 3}


def test_what_a_handler_says_follows_from_what_it_handled(delivery: Delivery) -> None:
    first = enveloped(a_referral_accepted())
    run(delivery, tallying(), a_record(first))
    (said,) = outbox_of(delivery)
    headers = dict(headers_from_text(said.headers))
    assert headers["ce_causationid"].decode() == first.event_id
    assert headers["ce_correlationid"].decode() == first.correlation_id


def test_a_message_that_comes_twice_takes_effect_once(delivery: Delivery) -> None:
    message = a_case("a")
    result = run(delivery, tallying(), message, message)
    run(delivery, tallying(), message)
    assert cases_in(delivery) == ["a"]
    assert len(outbox_of(delivery)) == 1
    assert result.outcomes[("mash.routing", Outcome.DUPLICATE)] == 1


def test_a_known_event_that_the_service_does_not_ask_for_is_passed_over_unread(delivery: Delivery) -> None:
    headers = with_header(a_record().headers, "ce_type", b"referral.declined")
    result = run(delivery, tallying(), a_record(headers=headers, value=b"{"))
    assert result.outcomes == {("mash.routing", Outcome.PASSED_OVER): 1}
    assert outbox_of(delivery) == []


def test_a_message_that_cannot_be_read_goes_to_quarantine_as_it_was(delivery: Delivery) -> None:
    broken = a_record(
        value=b"\xff{",
        key=b"\x00k",
        headers=(*a_record().headers, ("odd", b"\xfe\xff")),
        offset=41,
        partition=2,
    )
    result = run(delivery, tallying(), a_case("a"), broken, a_case("b"))
    assert cases_in(delivery) == ["a", "b"]
    (aside,) = [row for row in outbox_of(delivery) if row.topic == "mash.quarantine.routing"]
    headers = dict(headers_from_text(aside.headers))
    assert (aside.key, aside.value, headers["odd"]) == (b"\x00k", b"\xff{", b"\xfe\xff")
    assert headers["quarantine_reason"] == b"malformed-json"
    assert headers["quarantine_topic"] == b"mash.routing"
    assert (headers["quarantine_partition"], headers["quarantine_offset"]) == (b"2", b"41")
    assert headers["quarantine_service"] == b"tally"
    assert headers["quarantine_codeversion"]
    assert result.reasons == {("mash.routing", "malformed-json"): 1}


def test_a_message_that_is_read_again_is_set_aside_once(delivery: Delivery) -> None:
    broken = a_record(value=b"{")
    run(delivery, tallying(), broken)
    result = run(delivery, tallying(), broken)
    assert len(outbox_of(delivery)) == 1
    assert result.outcomes == {("mash.routing", Outcome.DUPLICATE): 1}


def test_another_message_in_the_same_place_is_set_aside_too(delivery: Delivery) -> None:
    """The topic was made anew, and counts its offsets from nought again."""
    run(delivery, tallying(), a_record(value=b"{", offset=0, timestamp_ms=1))
    run(delivery, tallying(), a_record(value=b"{", offset=0, timestamp_ms=2))
    assert len(outbox_of(delivery)) == 2


def test_a_message_without_key_and_value_is_kept_too(delivery: Delivery) -> None:
    run(delivery, tallying(), a_record(key=None, value=None))
    (aside,) = outbox_of(delivery)
    assert dict(headers_from_text(aside.headers))["quarantine_reason"] == b"empty-value"


def test_a_handler_that_gives_up_on_a_message_leaves_nothing_of_it_behind(delivery: Delivery) -> None:
    handler = fails_on("b", InvalidMessage("not-for-us", "the case is not one of ours"))
    result = run(delivery, tallying(handler), a_case("a"), a_case("b"), a_case("c"))
    assert cases_in(delivery) == ["a", "c"]
    assert [row.topic for row in outbox_of(delivery)] == [
        "mash.triage",
        "mash.quarantine.routing",
        "mash.triage",
    ]
    assert result.reasons == {("mash.routing", "not-for-us"): 1}


def test_a_message_that_was_set_aside_takes_effect_when_it_is_sent_again(delivery: Delivery) -> None:
    message = a_case("b")
    run(delivery, tallying(fails_on("b", InvalidMessage("not-for-us", "not ours"))), message)
    run(delivery, tallying(), message)
    assert cases_in(delivery) == ["b"]


@pytest.mark.parametrize("failure", [Unavailable("the other service is down"), LookupError("unforeseen")])
def test_when_a_handler_fails_nothing_of_the_whole_batch_has_happened(
    delivery: Delivery, failure: Exception
) -> None:
    with pytest.raises(type(failure)):
        run(delivery, tallying(fails_on("c", failure)), a_case("a"), a_record(value=b"{"), a_case("c"))
    assert cases_in(delivery) == []
    assert outbox_of(delivery) == []


def test_the_brake_stops_the_batch_at_the_message_that_pulled_it(delivery: Delivery) -> None:
    broken = [a_record(value=b"{", offset=offset) for offset in range(5)]
    result = run(delivery, tallying(in_a_row=3), *broken)
    assert result.brake.pulled
    assert [message.offset for message in result.messages] == [0, 1, 2]
    assert len(outbox_of(delivery)) == 3


def test_a_batch_that_failed_does_not_count_for_the_brake(delivery: Delivery) -> None:
    subscription = tallying(fails_on("c", Unavailable("down")), in_a_row=2)
    brake = Brake(subscription.brake)
    for _ in range(3):
        with pytest.raises(Unavailable):
            batch.handle(delivery, subscription, [a_record(value=b"{"), a_case("c")], brake)
    assert not brake.pulled
    assert not batch.handle(delivery, subscription, [a_record(value=b"{")], brake).brake.pulled


def test_a_record_shows_where_it_was_and_not_what_it_holds() -> None:
    assert repr(a_record(value=b"Canary Carmichael", offset=7)) == "<record mash.routing/0/7>"


def test_a_message_that_was_ordered_aside_goes_there_untouched_and_those_around_it_are_handled(
    delivery: Delivery,
) -> None:
    poisoned = a_case("b", 1)
    assert set_aside_orders.order(delivery, poisoned)
    assert not set_aside_orders.order(delivery, poisoned), "repeating it changes nothing"
    subscription = tallying(fails_on("b", LookupError("the machine has a fault")))

    def run_as_a_worker_that_starts(*messages: Received) -> batch.Result:
        brake = Brake(subscription.brake)
        return batch.handle(delivery, subscription, messages, brake, set_aside_orders.ordered(delivery))

    result = run_as_a_worker_that_starts(a_case("a", 0), poisoned, a_case("c", 2))

    assert cases_in(delivery) == ["a", "c"]
    assert result.outcomes["mash.routing", Outcome.QUARANTINED] == 1
    assert dict(result.reasons) == {("mash.routing", "set-aside-by-hand"): 1}
    with pytest.raises(LookupError):
        run_as_a_worker_that_starts(replace(poisoned, offset=9))


@pytest.mark.parametrize(
    "refusal",
    [OverflowError("date value out of range"), DataError("insert", None, ValueError("out of range"))],
    ids=["calendar", "column"],
)
def test_a_message_with_a_value_beyond_any_calendar_or_column_is_set_aside(
    delivery: Delivery, refusal: Exception
) -> None:
    result = run(delivery, tallying(fails_on("b", refusal)), a_case("a", 0), a_case("b", 1), a_case("c", 2))
    assert cases_in(delivery) == ["a", "c"]
    assert dict(result.reasons) == {("mash.routing", "value-out-of-range"): 1}
