from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.intake import Intake


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Intake]:
    room = Intake.at(tmp_path)
    yield room
    room.delivery.engine.dispose()
