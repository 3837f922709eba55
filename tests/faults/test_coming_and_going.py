"""Workers that join, leave, fall asleep and wake, while children keep coming."""

import signal
import time
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from kafka.admin import KafkaAdminClient

from tests.broker_process import wait_until
from tests.faults.conftest import World
from tests.requirements import faketime_library, need

SECOND = {"triage": "second triage", "routing": "second routing"}
SESSION_SECONDS = 20.0
"""So long the broker waits for a member that says nothing (mash_platform.streams.application)."""


def start_second(world: World, service: str) -> str:
    name = SECOND[service]
    world.hub.start_process(name, [f"mash_{service}", "worker"])
    world.hub.wait_until_working(name)
    return name


def test_while_second_workers_join_and_leave_nobody_is_lost_or_doubled(world: World) -> None:
    with world.referrers.handing_in(world.contacts):
        for _ in range(world.times):
            world.wait_for_some()
            for service in SECOND:
                start_second(world, service)
            for name in SECOND.values():
                assert world.hub.stop(name) == 0
    world.everybody_is_where_they_belong()


def test_a_worker_told_to_stop_finishes_what_it_has_and_another_takes_over_at_once(world: World) -> None:
    start_second(world, "triage")
    wait_until(lambda: members(world, "mash-triage") == 2, seconds=30, what="both are members")
    with world.referrers.handing_in(world.contacts):
        world.wait_for_some()
        assert world.hub.stop("triage") == 0, "it drains within seconds"
        assert members(world, "mash-triage") == 1, "it has left, so nobody waits for its session to end"
    world.everybody_is_where_they_belong()


def members(world: World, group: str) -> int:
    """How many members the broker counts in a group."""
    with closing(KafkaAdminClient(bootstrap_servers=world.hub.engine.broker.split(","))) as admin:
        return len(admin.describe_groups([group])[group]["members"])


def test_a_worker_that_sleeps_past_its_session_and_wakes_has_no_second_effect(world: World) -> None:
    world.leave_to_the_long_form_on_kafka()
    second = start_second(world, "triage")
    with world.referrers.handing_in(world.contacts):
        world.wait_for_some()
        world.hub.signal("triage", signal.SIGSTOP)
        asleep_since = time.monotonic()
        world.wait_for_some()
    wait_until(
        lambda: (
            time.monotonic() - asleep_since > SESSION_SECONDS and has_taken_over(world.hub.health(second))
        ),
        seconds=SESSION_SECONDS + 40,
        what="the other worker has taken over",
    )
    with world.referrers.handing_in(world.contacts):
        world.hub.signal("triage", signal.SIGCONT)
    world.everybody_is_where_they_belong()


def has_taken_over(health: Mapping[str, Any]) -> bool:
    """Or would have: who falls asleep in the middle of a transaction keeps SQLite's one writer waiting."""
    return health.get("behind") == 0 or bool(health.get("waiting_for_database"))


def test_workers_whose_clocks_are_hours_apart_lose_and_double_nobody(world: World) -> None:
    need("faketime")
    world.leave_to_the_long_form_on_kafka()
    apart = {"triage": "-1h", "routing": "+1h", "assurance": "+2h"}
    for name, offset in apart.items():
        assert world.hub.stop(name) == 0
        world.hub.start_process(name, environment=under_another_clock(offset))
    for name in apart:
        world.hub.wait_until_working(name)
    with world.referrers.handing_in(world.contacts):
        world.wait_for_some()
    world.everybody_is_where_they_belong()
    for name in apart:
        # Waiting for a while, as on the way out, is not the same under that library.
        world.hub.kill(name)


def under_another_clock(offset: str) -> dict[str, str]:
    """Only the time of day is another; what measures how long something takes is not touched."""
    library = faketime_library()
    assert library is not None
    return {"LD_PRELOAD": library, "FAKETIME": offset, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
