from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.routing import RoutingRoom


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoutingRoom]:
    opened = RoutingRoom.at(tmp_path)
    yield opened
    opened.delivery.engine.dispose()
