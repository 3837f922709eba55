"""Whatever was acknowledged is there after any kill, once, in order; and so is all that belongs to it."""

import threading
import time
from functools import partial

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.structs import OffsetAndMetadata

from tests.broker_process import BrokerProcess, wait_until
from tests.builders.broker import a_batch
from tests.engine.embedded.conftest import StartBroker, make_topic
from tests.engine.raw_client import RawClient
from tests.engine.test_administration import settings_of
from tests.engine.test_idempotence import a_producer_id

MESSAGES = 4000


def everything_in(broker: BrokerProcess, topic: str) -> dict[int, list[bytes]]:
    """The values of a topic by partition, in the order of their offsets."""
    consumer = KafkaConsumer(bootstrap_servers=broker.address, auto_offset_reset="earliest")
    partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic) or ()]
    consumer.assign(partitions)
    ends = consumer.end_offsets(partitions)
    values: dict[int, list[bytes]] = {partition.partition: [] for partition in partitions}
    while any(consumer.position(partition) < ends[partition] for partition in partitions):
        for partition, records in consumer.poll(timeout_ms=500).items():
            values[partition.partition].extend(record.value for record in records)
    consumer.close()
    return values


def test_three_kills_in_mid_stream_lose_nothing_and_double_nothing(broker: BrokerProcess) -> None:
    topic = make_topic(broker, "mash.contacts", partitions=3)
    producer = KafkaProducer(
        bootstrap_servers=broker.address, linger_ms=1, retry_backoff_ms=50, reconnect_backoff_max_ms=200
    )
    acknowledged: list[bytes] = []
    failed: list[Exception] = []

    def send_all() -> None:
        for number in range(MESSAGES):
            value = b"%d" % number
            future = producer.send(topic, value=value, key=b"%d" % (number % 20))
            future.add_callback(lambda _, value=value: acknowledged.append(value))
            future.add_errback(failed.append)
            if number % 10 == 0:
                time.sleep(0.005)  # a stream, so that the kills fall into its middle

    def under_way(reached: int) -> bool:
        return len(acknowledged) > reached

    sender = threading.Thread(target=send_all)
    sender.start()
    for quarter in (1, 2, 3):
        wait_until(
            partial(under_way, quarter * MESSAGES // 5),
            seconds=60,
            what="the stream is under way",
        )
        broker.kill()
        broker.start()
    sender.join()
    producer.flush(timeout=60)
    producer.close()

    assert not failed
    assert len(acknowledged) == MESSAGES
    stored = everything_in(broker, topic)
    numbers = [[int(value) for value in values] for values in stored.values()]
    assert sorted(sum(numbers, [])) == list(range(MESSAGES)), "none lost, none doubled"
    assert all(partition == sorted(partition) for partition in numbers), "in order"


def test_a_producer_that_sends_again_after_the_kill_is_recognised(broker: BrokerProcess) -> None:
    topic = make_topic(broker, "mash.contacts")
    with RawClient(broker.address) as raw:
        producer_id = a_producer_id(raw)
        batch = a_batch(b"one", b"two", producer_id=producer_id, epoch=0, sequence=0)
        assert raw.produce(topic, batch).base_offset == 0
    broker.kill()
    broker.start()
    with RawClient(broker.address) as raw:
        assert raw.produce(topic, batch).base_offset == 0
        assert raw.fetch(topic, 0).high_watermark == 2
        assert a_producer_id(raw) != producer_id


def test_topics_settings_and_committed_offsets_survive_the_kill(broker: BrokerProcess) -> None:
    topic = make_topic(broker, "mash.contacts", partitions=4, **{"retention.ms": "123456"})
    place = TopicPartition(topic, 3)
    admin = KafkaAdminClient(bootstrap_servers=broker.address)
    admin.alter_group_offsets("mash.triage", {place: OffsetAndMetadata(17, "seventeen", -1)})
    admin.close()

    broker.kill()
    broker.start()

    admin = KafkaAdminClient(bootstrap_servers=broker.address)
    assert len(admin.describe_topics([topic])[0]["partitions"]) == 4
    assert settings_of(admin, topic)["retention.ms"] == "123456"
    offsets = admin.list_group_offsets({"mash.triage": [place]})["mash.triage"]
    assert (offsets[place].offset, offsets[place].metadata) == (17, "seventeen")
    assert admin.describe_groups(["mash.triage"])["mash.triage"]["group_state"] == "Empty"
    admin.close()


def test_a_worker_lives_through_a_restart_of_the_broker(broker: BrokerProcess) -> None:
    topic = make_topic(broker, "mash.contacts")
    consumer = KafkaConsumer(
        topic,
        bootstrap_servers=broker.address,
        group_id="mash.triage",
        auto_offset_reset="earliest",
        session_timeout_ms=6000,
        heartbeat_interval_ms=500,
        reconnect_backoff_max_ms=200,
    )
    heard: list[bytes] = []

    def hears(value: bytes) -> bool:
        heard.extend(r.value for records in consumer.poll(timeout_ms=200).values() for r in records)
        return value in heard

    with RawClient(broker.address) as raw:
        raw.produce(topic, a_batch(b"before"))
    wait_until(lambda: hears(b"before"), seconds=30, what="the first message is heard")
    consumer.commit()
    broker.kill()
    broker.start()
    with RawClient(broker.address) as raw:
        raw.produce(topic, a_batch(b"after"))
    wait_until(lambda: hears(b"after"), seconds=30, what="the second message is heard")
    consumer.close(autocommit=False)

    assert heard == [b"before", b"after"]


def test_what_is_read_from_disk_is_what_was_written(start_broker: StartBroker) -> None:
    broker = start_broker()
    topic = make_topic(broker, "mash.contacts")
    batches = [a_batch(b"%d" % number * 100) for number in range(100)]
    with RawClient(broker.address) as raw:
        for batch in batches:
            assert raw.produce(topic, batch).error_code == 0
    broker.stop()
    broker.start()

    with RawClient(broker.address) as raw:
        answer = raw.fetch(topic, 50)
        first = raw.fetch(topic, 50, max_bytes=1)

    assert (answer.high_watermark, answer.log_start_offset) == (100, 0)
    assert bytes(answer.records)[16 : len(batches[50])] == batches[50][16:]
    assert len(first.records) == len(batches[50])
