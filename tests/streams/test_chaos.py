"""Workers and broker killed at any moment: every event takes effect exactly once, in order for each child."""

import random
from collections import defaultdict
from typing import Any

from mash_contracts.events import StrategyDiscussionRequested
from tests.broker_process import BrokerProcess, wait_until
from tests.builders.streams import a_referral_accepted, enveloped
from tests.streams.processes import TallyWorker, records, send

CHILDREN = 40
EVENTS = 800


def names_of(child: int) -> list[str]:
    return [f"{child}-{number}" for number in range(EVENTS // CHILDREN)]


def test_through_kills_of_worker_and_broker_every_event_takes_effect_once_and_in_order(
    broker: BrokerProcess, worker: TallyWorker
) -> None:
    chance = random.Random(20260304)
    events = [
        enveloped(a_referral_accepted(f"4K7Q-{child:04d}-1", case_id=names_of(child)[number]))
        for number in range(EVENTS // CHILDREN)
        for child in range(CHILDREN)
    ]
    send(broker.address, *events)
    worker.start()
    for share in (0.1, 0.4, 0.7):
        until = int(share * EVENTS) + chance.randrange(60)
        wait_until(lambda: len(worker.cases()) >= until, seconds=60, what=f"{until} effects")  # noqa: B023
        worker.kill()
        if share > 0.1:
            broker.kill()
            broker.start()
        worker.start()
    worker.wait_for_cases([name for child in range(CHILDREN) for name in names_of(child)], seconds=90)
    effects = worker.cases()
    assert len(effects) == EVENTS
    by_child = defaultdict(list)
    for name in effects:
        by_child[int(name.partition("-")[0])].append(name)
    assert all(by_child[child] == names_of(child) for child in range(CHILDREN))
    said: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for record in records(broker.address, "mash.triage"):
        event = StrategyDiscussionRequested.model_validate_json(record.value)
        said[event.reference].setdefault(event.reasons[0])
    assert all(list(said[f"4K7Q-{child:04d}-1"]) == names_of(child) for child in range(CHILDREN))


def test_while_workers_come_and_go_every_event_takes_effect_once(
    broker: BrokerProcess, worker: TallyWorker
) -> None:
    """A second worker of the service joins in mid-stream, and the first one leaves."""
    second = TallyWorker(worker.data, broker.address, name="second")
    try:
        names = [f"case-{number}" for number in range(600)]
        events = [
            enveloped(a_referral_accepted(f"4K7Q-{number:04d}-1", case_id=name))
            for number, name in enumerate(names)
        ]
        worker.start()
        send(broker.address, *events[:200])
        wait_until(lambda: len(worker.cases()) >= 50, seconds=40, what="some effects")
        second.start()
        second.wait_for_status("working")
        send(broker.address, *events[200:400])
        wait_until(
            lambda: second.metric("mash_messages_total{") > 0,
            seconds=40,
            what="both at work",
        )
        assert worker.stop() == 0
        send(broker.address, *events[400:])
        worker.wait_for_cases(names)
        assert sorted(worker.cases()) == sorted(names)
        assert second.stop() == 0
    finally:
        second.end()
