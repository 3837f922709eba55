"""Rooms of their own on SQLite and on PostgreSQL, in which several people and workers act at once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mash_platform.clock import MovableClock
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import RandomIdentifiers
from mash_platform.sign_in.service import SignIn, open_sign_in
from mash_triage.service import handlers, open_delivery
from mash_triage.settings import Settings
from tests.builders.assurance import assurance_in
from tests.builders.intake import Intake
from tests.builders.routing import RoutingRoom
from tests.builders.triage import WEDNESDAY_MORNING
from tests.builders.triage_desk import Desk


@pytest.fixture
def desk(each_database: None, tmp_path: Path) -> Iterator[Desk]:
    clock = MovableClock(WEDNESDAY_MORNING + timedelta(minutes=1))
    delivery = open_delivery(Settings(data=tmp_path), clock, RandomIdentifiers())
    yield Desk(delivery, handlers(clock))
    delivery.engine.dispose()


@pytest.fixture
def routing(each_database: None, tmp_path: Path) -> Iterator[RoutingRoom]:
    room = RoutingRoom.at(tmp_path)
    yield room
    room.delivery.engine.dispose()


@pytest.fixture
def intake(each_database: None, tmp_path: Path) -> Iterator[Intake]:
    room = Intake.at(tmp_path)
    yield room
    room.delivery.engine.dispose()


@pytest.fixture
def assurance(each_database: None, tmp_path: Path) -> Iterator[Delivery]:
    with assurance_in(tmp_path) as delivery:
        yield delivery


@pytest.fixture
def sign_in(each_database: None, tmp_path: Path) -> Iterator[SignIn]:
    with open_sign_in(Settings(data=tmp_path)) as opened:
        yield opened
