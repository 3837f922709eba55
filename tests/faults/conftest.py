"""One system an engine for all faults, one after the other, and the seed from which everything is drawn."""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.engines import Embedded, Engine, KafkaAndPostgres
from tests.faults.evidence import (
    assert_nothing_is_lost_doubled_or_out_of_order,
    wait_until_everybody_is_routed,
)
from tests.faults.hub import Hub, running_hub
from tests.faults.people import Practitioner, Referrers
from tests.requirements import need

LONG = os.environ.get("MASH_TEST_FAULTS") == "long"
"""`make test-faults LONG=1`: more children, and every fault several times."""
SEED = int(os.environ.get("MASH_TEST_SEED") or random.SystemRandom().randrange(1_000_000))


def pytest_report_header() -> str:
    return f"faults: {'long' if LONG else 'short'} form; MASH_TEST_SEED={SEED} repeats this run"


@dataclass
class World:
    """A hub at work, its referrers and its practitioner, and the chance that decides when faults strike."""

    hub: Hub
    referrers: Referrers
    practitioner: Practitioner
    chance: random.Random

    @property
    def contacts(self) -> int:
        """How many contacts are handed in around a fault, whoever waits for some of them brings more."""
        return 120 if LONG else 40

    @property
    def times(self) -> int:
        """How often a fault strikes in one test."""
        return 3 if LONG else 1

    def leave_to_the_long_form_on_kafka(self) -> None:
        """Skips what the embedded engine tries in the short form too, and is about our processes alone."""
        if not LONG and not isinstance(self.hub.engine, Embedded):
            pytest.skip("on Apache Kafka in the long form only (make test-faults LONG=1)")

    def wait_for_some(self) -> None:
        """Returns in the middle of the work: some children of this fault are accepted, some are not."""
        self.referrers.wait_for(self.chance.randrange(self.contacts // 8, self.contacts // 3))

    def everybody_is_where_they_belong(self) -> None:
        """Waits until the last child reached a team, then looks at every table and at the whole log."""
        wait_until_everybody_is_routed(self.referrers.records, self.practitioner)
        assert_nothing_is_lost_doubled_or_out_of_order(self.hub, self.referrers.records)

    def everybody_but_those_in_quarantine_is_routed(self, aside: set[str]) -> None:
        wait_until_everybody_is_routed(self.referrers.records, self.practitioner, but=len(aside))


def _engine(name: str, folder: Path) -> Engine:
    if name == "embedded":
        return Embedded(folder)
    need("kafka")
    need("postgres")
    return KafkaAndPostgres(folder)


@pytest.fixture(scope="package", params=["embedded", "kafka"])
def at_work(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp(request.param)
    with running_hub(folder, _engine(request.param, folder)) as hub:
        referrers = Referrers(hub.settings, SEED)
        with Practitioner(hub.settings) as practitioner:
            yield World(hub, referrers, practitioner, random.Random(SEED))


@pytest.fixture
def world(at_work: World, request: pytest.FixtureRequest) -> Iterator[World]:
    """The hub at work, with chances that depend on the seed and the test alone."""
    at_work.chance = random.Random(f"{SEED} {request.node.name}")
    yield at_work
    at_work.hub.as_at_first()
