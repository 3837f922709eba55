"""kill -9 in the middle of the work."""

import pytest

from tests.faults.conftest import World
from tests.faults.hub import SERVICES, WEB


@pytest.mark.parametrize("name", [*SERVICES, WEB])
def test_a_process_that_is_killed_loses_and_doubles_nobody(world: World, name: str) -> None:
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
