"""kill -9 in the middle of the work."""

import signal
from collections import Counter

import pytest

from mash_contracts.topics import all_topics
from tests.faults.conftest import World
from tests.faults.hub import SERVICES, WEB
from tests.streams.processes import records


@pytest.mark.parametrize("name", [*SERVICES, WEB])
def test_a_process_that_is_killed_loses_and_doubles_nobody(world: World, name: str) -> None:
    if name not in ("triage", "routing"):
        world.leave_to_the_long_form_on_kafka()
    with world.referrers.handing_in(world.contacts):
        for _ in range(world.times):
            world.wait_for_some()
            world.hub.kill(name)
            world.hub.start_process(name)
            world.hub.wait_until_working(name)
    world.everybody_is_where_they_belong()


def test_a_broker_that_is_killed_loses_and_doubles_nobody(world: World) -> None:
    with world.referrers.handing_in(world.contacts):
        for _ in range(world.times):
            world.wait_for_some()
            world.hub.engine.kill_broker()
            world.hub.engine.start_broker()
    world.everybody_is_where_they_belong()


@pytest.mark.parametrize("service", ["intake", "triage", "routing"])
def test_a_relay_killed_between_the_log_and_its_mark_tells_it_again_under_the_same_id(
    world: World, service: str
) -> None:
    if service != "triage":
        world.leave_to_the_long_form_on_kafka()
    assert world.hub.stop(service) == 0
    world.hub.start_process(service, ["tests.faults.dies_before_marking", service])
    with world.referrers.handing_in(world.contacts // 4):
        assert world.hub.wait_until_ended(service, seconds=40) == -signal.SIGKILL
        told_before = told_twice(world)
        world.hub.start_process(service)
        world.hub.wait_until_working(service)
    world.everybody_is_where_they_belong()
    assert told_twice(world) > told_before, "the log holds some of it twice"


def told_twice(world: World) -> int:
    """How many events are more than once on the log, on the topics that the services write."""
    topics = [name for name, topic in all_topics().items() if not topic.is_quarantine]
    ids = Counter(
        dict(record.headers)["ce_id"]
        for topic in topics
        for record in records(world.hub.engine.broker, topic)
        if "ce_id" in dict(record.headers)
    )
    return sum(count > 1 for count in ids.values())
