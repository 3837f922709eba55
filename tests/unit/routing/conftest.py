from pathlib import Path

import pytest

from tests.builders.routing import RoutingRoom


@pytest.fixture
def room(tmp_path: Path) -> RoutingRoom:
    return RoutingRoom.at(tmp_path)
