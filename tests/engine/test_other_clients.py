"""Clients that nobody here wrote work unmodified: confluent-kafka, aiokafka, kcat."""

import asyncio
import subprocess
import time
import uuid
from collections.abc import Sequence

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from confluent_kafka import Consumer, Message, Producer, TopicCollection
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic

from tests.broker_process import wait_until
from tests.engine.conftest import wait_for_topic
from tests.requirements import need


def confluent_read(bootstrap: str, group: str, topic: str, count: int) -> list[Message]:
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    consumer.subscribe([topic])
    messages: list[Message] = []
    deadline = time.monotonic() + 40
    while len(messages) < count and time.monotonic() < deadline:
        messages.extend(m for m in consumer.consume(count, timeout=1.0) if m.error() is None)
    consumer.commit(asynchronous=False)
    consumer.close()
    return messages


@pytest.mark.parametrize("compression", ["none", "gzip", "snappy", "lz4", "zstd"])
def test_confluent_kafka_reads_what_it_wrote_in_every_compression(
    compression: str, bootstrap: str, topic: str, group: str
) -> None:
    producer = Producer(
        {
            "bootstrap.servers": bootstrap,
            "enable.idempotence": True,
            "compression.type": compression,
            "linger.ms": 20,
        }
    )
    refused: list[object] = []
    for number in range(500):
        producer.produce(
            topic,
            value=b"the same words again and again %d" % number,
            key=b"4K7Q-9XWD-1",
            headers=[("ce_type", b"contact.received")],
            on_delivery=lambda error, _: refused.append(error) if error else None,
        )
    assert producer.flush(30) == 0
    assert not refused

    messages = confluent_read(bootstrap, group, topic, 500)

    assert [m.value() for m in messages] == [b"the same words again and again %d" % n for n in range(500)]
    assert messages[0].headers() == [("ce_type", b"contact.received")]


def test_confluent_kafka_administers_topics_and_groups(bootstrap: str, group: str) -> None:
    client = AdminClient({"bootstrap.servers": bootstrap})
    topic = f"engine-{uuid.uuid4()}"
    client.create_topics([NewTopic(topic, 2, 1, config={"retention.ms": "123456"})])[topic].result(20)
    wait_for_topic(bootstrap, topic, partitions=2)

    assert len(client.list_topics(timeout=20).topics[topic].partitions) == 2
    described = client.describe_topics(TopicCollection([topic]))[topic].result(20)
    assert [partition.id for partition in described.partitions] == [0, 1]
    resource = ConfigResource(ConfigResource.Type.TOPIC, topic)
    assert client.describe_configs([resource])[resource].result(20)["retention.ms"].value == "123456"

    producer = Producer({"bootstrap.servers": bootstrap})
    producer.produce(topic, b"{}")
    assert producer.flush(30) == 0
    confluent_read(bootstrap, group, topic, 1)
    assert group in {listed.group_id for listed in client.list_consumer_groups().result(20).valid}
    assert client.describe_consumer_groups([group])[group].result(20).group_id == group

    client.delete_topics([topic])[topic].result(20)
    wait_until(lambda: topic not in client.list_topics(timeout=20).topics, seconds=20, what="it is gone")


def test_aiokafka_the_client_under_faust_reads_what_it_wrote(bootstrap: str, topic: str, group: str) -> None:
    async def write_and_read() -> list[tuple[bytes | None, bytes | None, Sequence[tuple[str, bytes]]]]:
        producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True)
        await producer.start()
        for number in range(50):
            await producer.send_and_wait(
                topic, value=b"%d" % number, key=b"4K7Q-9XWD-1", headers=[("ce_type", b"contact.received")]
            )
        await producer.stop()
        consumer = AIOKafkaConsumer(
            topic, bootstrap_servers=bootstrap, group_id=group, auto_offset_reset="earliest"
        )
        await consumer.start()
        read = [await asyncio.wait_for(consumer.getone(), 30) for _ in range(50)]
        await consumer.commit()
        await consumer.stop()
        return [(record.key, record.value, record.headers) for record in read]

    read = asyncio.run(write_and_read())

    assert read[0] == (b"4K7Q-9XWD-1", b"0", (("ce_type", b"contact.received"),))
    assert [value for _, value, _ in read] == [b"%d" % number for number in range(50)]


def test_kcat_lists_writes_and_reads(bootstrap: str, topic: str) -> None:
    need("kcat")

    def kcat(*arguments: str, given: str | None = None) -> str:
        command = ["kcat", "-q", "-b", bootstrap, *arguments]
        done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=40, check=True)
        return done.stdout

    assert f'topic "{topic}" with 1 partitions' in kcat("-L", "-t", topic)
    kcat("-P", "-t", topic, "-K", ":", "-z", "gzip", given="4K7Q-9XWD-1:one\n4K7Q-9XWD-1:two\n")
    assert kcat("-C", "-t", topic, "-e", "-f", "%o %k %s\\n") == "0 4K7Q-9XWD-1 one\n1 4K7Q-9XWD-1 two\n"
    assert kcat("-C", "-t", topic, "-e", "-o", "-1", "-f", "%s\\n") == "two\n"


def test_kcat_reads_as_a_member_of_a_group(bootstrap: str, topic: str, group: str) -> None:
    need("kcat")
    producer = Producer({"bootstrap.servers": bootstrap})
    for number in range(5):
        producer.produce(topic, value=b"%d" % number)
    assert producer.flush(30) == 0

    command = [
        "kcat",
        "-q",
        "-b",
        bootstrap,
        "-G",
        group,
        "-c",
        "5",
        "-X",
        "auto.offset.reset=earliest",
        topic,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)

    assert done.stdout.split() == ["0", "1", "2", "3", "4"]


def test_an_unknown_topic_is_an_error_in_confluent_kafka(bootstrap: str) -> None:
    consumer = Consumer(
        {"bootstrap.servers": bootstrap, "group.id": "unused", "allow.auto.create.topics": False}
    )
    consumer.subscribe(["engine-no-such-topic"])
    message = consumer.poll(20)
    consumer.close()

    assert message is not None
    error = message.error()
    assert error is not None
    assert error.name() == "UNKNOWN_TOPIC_OR_PART"
