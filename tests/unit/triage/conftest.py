"""Triage on a real database, in a folder of its own."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mash_platform.clock import MovableClock
from mash_platform.identifiers import RandomIdentifiers
from mash_triage.service import handlers, open_delivery
from mash_triage.settings import Settings
from tests.builders.triage import WEDNESDAY_MORNING
from tests.builders.triage_desk import Desk


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(WEDNESDAY_MORNING + timedelta(minutes=1))


@pytest.fixture
def desk(tmp_path: Path, clock: MovableClock) -> Iterator[Desk]:
    delivery = open_delivery(Settings(data=tmp_path), clock, RandomIdentifiers())
    yield Desk(delivery, handlers(clock))
    delivery.engine.dispose()
