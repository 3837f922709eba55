"""Apache Kafka of three nodes: the one that leads is killed, and the others carry on."""

import random
import signal
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from kafka.admin import KafkaAdminClient

from tests.faults.conftest import SEED, World
from tests.faults.engines import KafkaAndPostgres
from tests.faults.hub import running_hub
from tests.faults.people import Practitioner, Referrers
from tests.requirements import need


@pytest.fixture
def of_three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    need("kafka-of-three")
    need("postgres")
    folder = tmp_path_factory.mktemp("three")
    with (
        running_hub(folder, KafkaAndPostgres(folder, nodes=3)) as hub,
        Practitioner(hub.settings) as practitioner,
    ):
        yield World(hub, Referrers(hub.settings, SEED), practitioner, random.Random(SEED))


def test_a_leader_that_is_killed_loses_and_doubles_nobody(of_three: World) -> None:
    engine = of_three.hub.engine
    assert isinstance(engine, KafkaAndPostgres)
    with of_three.referrers.handing_in(of_three.contacts):
        for _ in range(of_three.times):
            of_three.wait_for_some()
            node = engine.cluster.nodes[leader_of(engine, "mash.triage") - 1]
            node.signal(signal.SIGKILL)
            node.wait_until_stopped(time.monotonic() + 10)
            of_three.wait_for_some()
            engine.start_broker()
    of_three.everybody_is_where_they_belong()


def leader_of(engine: KafkaAndPostgres, topic: str) -> int:
    """The number of the node that leads the topic's first partition."""
    with closing(KafkaAdminClient(bootstrap_servers=engine.broker.split(","))) as admin:
        (described,) = admin.describe_topics([topic])
        return int(described["partitions"][0]["leader_id"])
