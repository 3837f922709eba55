"""A service's worker from outside: what it does, what it says of itself, how it stops and comes back."""

import time

from mash_contracts.envelope import Envelope, EventData
from tests.broker_process import BrokerProcess, wait_until
from tests.builders.streams import a_referral_accepted, enveloped
from tests.streams.processes import TallyWorker, committed, records, send
from tests.streams.tally import Trouble


def cases(*names: str) -> list[Envelope[EventData]]:
    """One accepted case each, of one child each."""
    return [
        enveloped(a_referral_accepted(f"4K7Q-{number:04d}-1", case_id=name))
        for number, name in enumerate(names)
    ]


def test_an_event_takes_effect_what_follows_is_said_and_the_worker_stops_cleanly(
    broker: BrokerProcess, worker: TallyWorker
) -> None:
    worker.start()
    send(broker.address, *cases("a", "b"))
    worker.wait_for_cases(["a", "b"])
    said = records(broker.address, "mash.triage")
    assert {dict(record.headers)["ce_type"] for record in said} == {b"strategy-discussion.requested"}
    assert len(said) == 2
    assert worker.health()["healthy"]
    assert worker.metric('mash_messages_total{outcome="handled",service="tally"') == 2
    assert worker.stop() == 0
    assert sum(committed(broker.address, "mash-tally").values()) == 2
    assert "ERROR" not in worker.log()


def test_an_event_that_was_handled_but_not_acknowledged_takes_effect_once(
    broker: BrokerProcess, worker: TallyWorker
) -> None:
    """kill -9 after the database has committed and before the offset has."""
    worker.start(Trouble.DIE_AFTER_COMMIT, case="b")
    send(broker.address, *cases("a", "b"))
    assert worker.wait_for_exit() == -9
    assert "b" in worker.cases()
    assert sum(committed(broker.address, "mash-tally").values()) < 2
    worker.start()
    worker.wait_for_cases(["a", "b"])
    wait_until(
        lambda: sum(committed(broker.address, "mash-tally").values()) == 2, seconds=10, what="both committed"
    )
    assert sorted(worker.cases()) == ["a", "b"]


def test_an_event_whose_handler_died_half_way_is_handled_after_the_restart(
    broker: BrokerProcess, worker: TallyWorker
) -> None:
    worker.start(Trouble.DIE_BEFORE_COMMIT, case="b")
    send(broker.address, *cases("a", "b"))
    worker.wait_for_exit()
    assert "b" not in worker.cases()
    worker.start()
    worker.wait_for_cases(["a", "b"])
    assert sorted(worker.cases()) == ["a", "b"]


def test_events_that_come_again_take_effect_once(broker: BrokerProcess, worker: TallyWorker) -> None:
    worker.start()
    events = cases("a", "b", "c")
    send(broker.address, *events, *events)
    send(broker.address, *events, *cases("last"))
    worker.wait_for_cases(["a", "b", "c", "last"])
    wait_until(
        lambda: sum(committed(broker.address, "mash-tally").values()) == 10, seconds=10, what="all committed"
    )
    assert sorted(worker.cases()) == ["a", "b", "c", "last"]
    assert worker.metric('mash_messages_total{outcome="duplicate"') == 6


def test_a_worker_that_starts_before_the_broker_waits_for_it(
    broker: BrokerProcess, worker: TallyWorker
) -> None:
    broker.stop()
    worker.start()
    wait_until(lambda: "waiting for the broker" in _log(worker), seconds=20, what="the worker says it waits")
    assert worker.health()["status"] == "starting"
    broker.start()
    send(broker.address, *cases("a"))
    worker.wait_for_cases(["a"])


def test_a_worker_that_waits_for_its_broker_can_be_stopped(
    broker: BrokerProcess, worker: TallyWorker
) -> None:
    broker.stop()
    worker.start()
    wait_until(lambda: "waiting for the broker" in _log(worker), seconds=20, what="the worker says it waits")
    assert worker.stop() == 0


def test_a_handler_that_hangs_is_noticed_and_the_process_ends_itself(
    broker: BrokerProcess, worker: TallyWorker
) -> None:
    worker.start(Trouble.HANG, case="b", patience=5)
    send(broker.address, *cases("a", "b"))
    assert worker.wait_for_exit() == 70
    assert (worker.data / "hanging").exists()
    assert "b" not in worker.cases()
    worker.start()
    worker.wait_for_cases(["a", "b"])
    assert sorted(worker.cases()) == ["a", "b"]


def test_a_consumer_that_stalls_is_dead_to_whoever_asks_although_it_still_answers(
    broker: BrokerProcess, worker: TallyWorker
) -> None:
    worker.start(Trouble.HANG, case="b", patience=12)
    send(broker.address, *cases("a"), partition=0)
    worker.wait_for_cases(["a"])
    assert not worker.is_dead()
    assert worker.metric('mash_last_event_timestamp_seconds{service="tally"}') > time.time() - 60
    send(broker.address, *cases("b"), partition=0)
    wait_until(worker.is_dead, seconds=40, what="/live says so")
    told = worker.health()
    assert (told["healthy"], told["alive"], told["status"], told["behind"]) == (False, False, "stalled", 1)
    assert told["seconds_since_last_event"] > 6
    assert told["at_hand"] == ["mash.routing/0/1"]
    assert worker.wait_for_exit() == 70
    assert "at hand: mash.routing/0/1" in _log(worker)


def test_one_partition_that_is_dropped_on_its_way_is_dead_although_the_others_get_on(
    broker: BrokerProcess, worker: TallyWorker
) -> None:
    """What Faust drops between client and agent is handled by nobody until the process starts again."""
    worker.start(Trouble.DROP_PARTITION, patience=8)
    send(broker.address, *cases("a"), partition=1)
    worker.wait_for_cases(["a"])
    send(broker.address, *cases("dropped"), partition=0)

    def others_get_on_and_it_is_dead() -> bool:
        send(broker.address, *cases(f"other {len(worker.cases())}"), partition=1)
        return worker.is_dead()

    wait_until(others_get_on_and_it_is_dead, seconds=40, what="/live says so")
    told = worker.health()
    assert (told["status"], told["stalled"]) == ("stalled", ["mash.routing/0"])
    assert "dropped" not in worker.cases()
    assert len(worker.cases()) > 5
    assert worker.wait_for_exit() == 70
    worker.start()
    worker.wait_for_cases(["dropped"])


def test_a_worker_whose_broker_is_away_is_alive_because_a_restart_would_not_help(
    broker: BrokerProcess, worker: TallyWorker
) -> None:
    worker.start(patience=4)
    send(broker.address, *cases("a"))
    worker.wait_for_cases(["a"])
    broker.stop()
    wait_until(lambda: "does not say how far we are" in _log(worker), seconds=30, what="the broker is missed")
    assert not worker.is_dead()
    assert worker.health()["alive"]
    broker.start()
    send(broker.address, *cases("b"))
    worker.wait_for_cases(["a", "b"])


def test_a_worker_that_hangs_in_a_handler_still_ends_when_told_to(
    broker: BrokerProcess, worker: TallyWorker
) -> None:
    worker.start(Trouble.HANG)
    send(broker.address, *cases("a"))
    wait_until((worker.data / "hanging").exists, seconds=30, what="the message is in hand")
    assert worker.stop() == 70
    assert worker.cases() == []


def test_an_unknown_failure_ends_the_process_and_its_log_names_nobody(
    broker: BrokerProcess, worker: TallyWorker
) -> None:
    worker.start(Trouble.RAISE, case="b")
    send(broker.address, *cases("a", "b"))
    assert worker.wait_for_exit() == 70
    assert "LookupError" in worker.log()
    assert "Canary" not in worker.log()
    worker.start()
    worker.wait_for_cases(["a", "b"])
    assert sorted(worker.cases()) == ["a", "b"]


def _log(worker: TallyWorker) -> str:
    return worker.log() if worker.log_file.exists() else ""
