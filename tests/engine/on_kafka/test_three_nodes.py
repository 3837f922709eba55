"""Three nodes keep what they acknowledged when one of them dies, also the one that leads."""

import signal
from contextlib import closing

from kafka import KafkaAdminClient, KafkaProducer

from mash_kafka.cluster import Cluster
from mash_platform.streams import topics_admin
from tests.broker_process import wait_until
from tests.streams.processes import records

TOPIC = "mash.routing"
AFTER_DEATH = 200


def test_nothing_acknowledged_is_lost_when_the_leader_is_killed(kafka_of_three: Cluster) -> None:
    kafka = kafka_of_three
    assert topics_admin.apply(kafka.bootstrap).left_different == ()

    with (
        closing(KafkaAdminClient(bootstrap_servers=kafka.bootstrap)) as admin,
        closing(KafkaProducer(bootstrap_servers=kafka.bootstrap)) as producer,
    ):
        (described,) = admin.describe_topics([TOPIC])
        assert {len(partition["isr_nodes"]) for partition in described["partitions"]} == {3}
        first = described["partitions"][0]
        sent = []
        for number in range(2 * AFTER_DEATH):
            if number == AFTER_DEATH:
                kafka.nodes[first["leader_id"] - 1].signal(signal.SIGKILL)
            sent.append(producer.send(TOPIC, b"%d" % number, partition=first["partition_index"]))
        offsets = [future.get(timeout=60).offset for future in sent]

        kafka.start()
        wait_until(
            lambda: _in_sync(admin) == {3}, seconds=60, what="the node that died has caught up everywhere"
        )

    read = [(record.offset, int(record.value)) for record in records(kafka.bootstrap, TOPIC)]
    assert read == list(zip(offsets, range(2 * AFTER_DEATH), strict=True))


def _in_sync(admin: KafkaAdminClient) -> set[int]:
    (described,) = admin.describe_topics([TOPIC])
    return {len(partition["isr_nodes"]) for partition in described["partitions"]}
