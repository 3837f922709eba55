from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from mash_platform.clock import MovableClock
from mash_platform.sign_in.service import SignIn
from tests.builders.intake import IntakeOnTheWeb, intake_on_the_web
from tests.builders.web import TUESDAY_EVENING, a_web_app
from tests.web.sample_part import sample_part


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(TUESDAY_EVENING)


@pytest.fixture
def app(tmp_path: Path, clock: MovableClock) -> Iterator[FastAPI]:
    with a_web_app(tmp_path, sample_part(), clock=clock) as app:
        yield app


@pytest.fixture
def sign_in(app: FastAPI) -> SignIn:
    sign_in: SignIn = app.state.sign_in
    return sign_in


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[IntakeOnTheWeb]:
    with intake_on_the_web(tmp_path) as intake:
        yield intake
