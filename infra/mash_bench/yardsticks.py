"""What the pipeline is compared with, each as a process of its own beside the same broker.

`python -m mash_bench.yardsticks CLIENT BROKER SOURCE TARGET` runs until it is ended. `faust` passes messages
on as they are. The others do what triage does of a contact, without a database: decode it, assess it, encode
the recommendation, and produce that; each with its client's own way of consuming, producing and committing.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime

from mash_contracts.events import ContactReceived
from mash_policy.load import edition_in_force
from mash_triage.domain.assessment import assess
from mash_triage.store.records import RECOMMENDATION
from mash_triage.translation import picture_of

PASSING_ON = "Faust, passing on"
ASSESSING = {
    "kafka-python": "kafka-python, assessing",
    "aiokafka": "aiokafka, assessing",
    "quix": "Quix Streams, assessing",
}
_COMMIT_EVERY = 500
_POLICY = edition_in_force(datetime.now(UTC).date())


def assessed(value: bytes) -> bytes:
    """The recommendation for one contact, both as they travel."""
    contact = ContactReceived.model_validate_json(value)
    return RECOMMENDATION.dump_json(assess(picture_of(contact), _POLICY))


def with_faust(broker: str, source: str, target: str) -> None:
    import faust

    app = faust.App(
        f"bench-{source}",
        broker=f"kafka://{broker}",
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        consumer_auto_offset_reset="earliest",
        datadir=tempfile.mkdtemp(prefix="mash-bench-faust-"),
    )
    arriving = app.topic(source, value_type=bytes, value_serializer="raw", key_serializer="raw")
    leaving = app.topic(target, value_type=bytes, value_serializer="raw", key_serializer="raw")

    async def pass_on(stream: "faust.Stream[bytes]") -> None:
        async for event in stream.events():
            await leaving.send(key=event.key, value=event.value)

    app.agent(arriving)(pass_on)

    async def work() -> None:
        await app.start()
        await asyncio.Event().wait()

    asyncio.run(work())


def with_kafka_python(broker: str, source: str, target: str) -> None:
    from kafka import KafkaConsumer, KafkaProducer

    consumer = KafkaConsumer(
        source,
        bootstrap_servers=broker,
        group_id=f"bench-{source}",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    producer = KafkaProducer(bootstrap_servers=broker, acks="all", linger_ms=5)
    while True:
        for records in consumer.poll(timeout_ms=200, max_records=_COMMIT_EVERY).values():
            for record in records:
                producer.send(target, key=record.key, value=assessed(record.value))
        producer.flush()
        consumer.commit()


def with_aiokafka(broker: str, source: str, target: str) -> None:
    async def work() -> None:
        from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

        consumer = AIOKafkaConsumer(
            source,
            bootstrap_servers=broker,
            group_id=f"bench-{source}",
            auto_offset_reset="earliest",
            enable_auto_commit=False,
        )
        producer = AIOKafkaProducer(
            bootstrap_servers=broker, acks="all", linger_ms=5, enable_idempotence=True
        )
        await consumer.start()
        await producer.start()
        while True:
            fetched = await consumer.getmany(timeout_ms=200, max_records=_COMMIT_EVERY)
            sent = [
                await producer.send(target, key=record.key, value=assessed(record.value))
                for records in fetched.values()
                for record in records
            ]
            await asyncio.gather(*sent)
            if sent:
                await consumer.commit()

    asyncio.run(work())


def with_quix(broker: str, source: str, target: str) -> None:
    from quixstreams import Application

    app = Application(
        broker_address=broker,
        consumer_group=f"bench-{source}",
        auto_offset_reset="earliest",
        commit_every=_COMMIT_EVERY,
        auto_create_topics=False,
    )
    arriving = app.topic(source, value_deserializer="bytes", key_deserializer="bytes")
    leaving = app.topic(target, value_serializer="bytes", key_serializer="bytes")
    app.dataframe(arriving).apply(assessed).to_topic(leaving)
    app.run()


CLIENTS: dict[str, Callable[[str, str, str], None]] = {
    "faust": with_faust,
    "kafka-python": with_kafka_python,
    "aiokafka": with_aiokafka,
    "quix": with_quix,
}

if __name__ == "__main__":
    _, _client, _broker, _source, _target = sys.argv
    CLIENTS[_client](_broker, _source, _target)
