"""The ways in which stock Faust loses messages, each repeated on this product's transport: none is lost.

Stock Faust 0.15.3 commits the offset past message 5 when its agent raises, whatever the agent does about
acknowledging; past message 0 when a later one is done first; and past one whose JSON it cannot read.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from mash_platform.delivery.producer import open_producer
from mash_platform.streams import topics_admin
from tests.broker_process import BrokerProcess, wait_until
from tests.streams.careless import POISON, Style
from tests.streams.processes import committed

MESSAGES = 20
FAILING = [
    Style.RAISE,
    Style.NOACK_AND_RAISE,
    Style.TAKE_AND_RAISE,
    Style.CRASHING_SUPERVISOR,
    Style.TYPED_TOPIC,
]
GOING_ON = [Style.RAISE, Style.NOACK_AND_RAISE, Style.TYPED_TOPIC]


@dataclass
class Consumer:
    """A process of one group that consumes in one style."""

    group: str
    broker: str
    folder: Path

    def start(self, style: Style) -> "subprocess.Popen[bytes]":
        with (self.folder / f"{self.group}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.streams.careless"]
                + [self.group, style, self.broker, str(self.effects_file)],
                stdout=log,
                stderr=log,
            )

    @property
    def effects_file(self) -> Path:
        return self.folder / f"{self.group}.effects"

    def effects(self) -> list[int]:
        return (
            [int(line) for line in self.effects_file.read_text().split()]
            if self.effects_file.exists()
            else []
        )

    def committed(self) -> int:
        return committed(self.broker, self.group).get(0, 0)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrokerProcess]:
    """Twenty messages, 0 to 19, on one partition, for every group to read; number 5 is not JSON."""
    process = BrokerProcess(tmp_path_factory.mktemp("broker"))
    process.start()
    topics_admin.apply(process.address)
    with closing(open_producer(process.address, "test")) as producer:
        for number in range(MESSAGES):
            value = b"{" if number == POISON else b'{"number": %d}' % number
            producer.send("mash.routing", key=b"%d" % number, value=value, partition=0).get(15)
    yield process
    process.stop()


def consumer(broker: BrokerProcess, folder: Path, style: Style) -> Consumer:
    return Consumer(f"group-{style}", broker.address, folder)


def run_until_everything_is_dealt_with(consumer: Consumer) -> None:
    """A careful agent takes over; afterwards all twenty took effect, and the offset says so."""
    process = consumer.start(Style.CAREFUL)
    try:
        wait_until(lambda: set(range(MESSAGES)) <= set(consumer.effects()), seconds=60, what="all twenty")
        wait_until(lambda: consumer.committed() == MESSAGES, seconds=10, what="all twenty committed")
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("style", FAILING)
def test_a_message_at_which_the_agent_fails_is_not_committed(
    broker: BrokerProcess, tmp_path: Path, style: Style
) -> None:
    careless = consumer(broker, tmp_path, style)
    process = careless.start(style)
    try:
        wait_until(lambda: careless.committed() == POISON, seconds=60, what="a commit up to the failure")
        if style in GOING_ON:
            # Faust goes on behind the failure; the offset must not follow it.
            wait_until(lambda: MESSAGES - 1 in careless.effects(), seconds=60, what="the last message")
    finally:
        # On the way out it commits once more.
        process.terminate()
        process.wait(timeout=30)
    assert careless.committed() == POISON
    assert POISON not in careless.effects()
    run_until_everything_is_dealt_with(careless)


def test_a_message_overtaken_by_a_later_one_is_not_committed_and_survives_kill_9(
    broker: BrokerProcess, tmp_path: Path
) -> None:
    """One agent with two hands: message 0 is in one while 1 to 19 are done; nothing was committed yet."""
    careless = consumer(broker, tmp_path, Style.CONCURRENCY)
    process = careless.start(Style.CONCURRENCY)
    try:
        wait_until(lambda: MESSAGES - 1 in careless.effects(), seconds=60, what="the last message")
    finally:
        process.kill()
        process.wait()
    assert careless.committed() == 0
    run_until_everything_is_dealt_with(careless)
