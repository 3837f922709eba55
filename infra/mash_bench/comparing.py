"""Running the yardsticks: the same contacts through something simpler, on the same broker."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import pairwise
from pathlib import Path

from kafka import KafkaConsumer
from kafka.admin import KafkaAdminClient

from mash_bench.yardsticks import ASSESSING, PASSING_ON
from mash_platform.broker_address import answering
from mash_platform.delivery.producer import open_producer

_SECONDS = 90.0
_PARTITIONS = 6


def compare(broker: str, python: Path, contacts: Sequence[bytes]) -> dict[str, float]:
    """How many messages a second each yardstick brought to its end, by its name; nought when it did not.

    `python` has what the yardsticks need. `contacts` are the values of contact.received events.
    """
    found = {PASSING_ON: _measured(broker, python, contacts, ["faust", "faust", "faust"])}
    for client, name in ASSESSING.items():
        found[name] = _measured(broker, python, contacts, [client])
    return found


def _measured(broker: str, python: Path, contacts: Sequence[bytes], hops: Sequence[str]) -> float:
    run = f"bench.{hops[0]}.{time.time_ns()}"
    topics = [f"{run}.{number}" for number in range(len(hops) + 1)]
    _make(broker, topics)
    with closing(open_producer(broker, "mash-bench")) as producer:
        for number, value in enumerate(contacts):
            producer.send(topics[0], key=b"%d" % number, value=value)
        producer.flush()
    with ExitStack() as running:
        for client, (source, target) in zip(hops, pairwise(topics), strict=True):
            running.enter_context(_process(python, client, broker, source, target))
        return _rate(broker, topics[-1], len(contacts))


def _make(broker: str, topics: Sequence[str]) -> None:
    with closing(KafkaAdminClient(bootstrap_servers=answering(broker))) as admin:
        admin.create_topics(
            {topic: {"num_partitions": _PARTITIONS, "replication_factor": 1} for topic in topics}
        )


@contextmanager
def _process(python: Path, *arguments: str) -> Iterator[None]:
    process = subprocess.Popen(
        [str(python), "-W", "ignore", "-m", "mash_bench.yardsticks", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _rate(broker: str, topic: str, expected: int) -> float:
    """Messages a second that reached the last topic, from the first of them to the last."""
    with closing(
        KafkaConsumer(topic, bootstrap_servers=answering(broker), auto_offset_reset="earliest")
    ) as consumer:
        first, last, arrived = 0.0, 0.0, 0
        deadline = time.monotonic() + _SECONDS
        while arrived < expected and time.monotonic() < deadline:
            polled = sum(map(len, consumer.poll(timeout_ms=200).values()))
            if polled:
                last = time.monotonic()
                first = first or last
                arrived += polled
    if arrived < expected:
        sys.stderr.write(f"{topic}: only {arrived} of {expected} arrived\n")
        return 0.0
    return round(expected / max(last - first, 0.001), 1)
