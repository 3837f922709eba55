"""A producer that did not hear the answer sends again, and the message is there once."""

from typing import Any

from kafka import KafkaProducer
from kafka.protocol.producer import InitProducerIdRequest, InitProducerIdResponse

from tests.broker_process import wait_until
from tests.builders.broker import a_batch
from tests.engine.conftest import MakeTopic
from tests.engine.raw_client import RawClient

STILL_STARTING, OUT_OF_ORDER_SEQUENCE, INVALID_PRODUCER_EPOCH = 14, 45, 47


def a_producer_id(raw: RawClient) -> int:
    request = InitProducerIdRequest(transactional_id=None, transaction_timeout_ms=60_000)
    answers: list[Any] = []

    def answered() -> bool:
        answers.append(raw.ask(request, InitProducerIdResponse, 1))
        return bool(answers[-1].error_code != STILL_STARTING)

    wait_until(answered, seconds=30, what="the broker has identities to give")
    assert (answers[-1].error_code, answers[-1].producer_epoch) == (0, 0)
    return int(answers[-1].producer_id)


def test_a_batch_sent_again_is_stored_once_and_answered_with_the_same_offset(
    topic: str, raw: RawClient
) -> None:
    producer_id = a_producer_id(raw)
    first = a_batch(b"one", b"two", producer_id=producer_id, epoch=0, sequence=0)
    second = a_batch(b"three", producer_id=producer_id, epoch=0, sequence=2)

    offsets = [raw.produce(topic, batch).base_offset for batch in (first, first, second, first, second)]

    assert offsets == [0, 0, 2, 0, 2]
    assert raw.fetch(topic, 0).high_watermark == 3


def test_a_gap_in_what_a_producer_sends_is_refused(topic: str, raw: RawClient) -> None:
    producer_id = a_producer_id(raw)
    raw.produce(topic, a_batch(b"one", producer_id=producer_id, epoch=0, sequence=0))

    answer = raw.produce(topic, a_batch(b"three", producer_id=producer_id, epoch=0, sequence=2))

    assert answer.error_code == OUT_OF_ORDER_SEQUENCE
    assert raw.fetch(topic, 0).high_watermark == 1


def test_each_partition_has_its_own_count(make_topic: MakeTopic, raw: RawClient) -> None:
    topic = make_topic(partitions=2)
    producer_id = a_producer_id(raw)
    batch = a_batch(b"one", producer_id=producer_id, epoch=0, sequence=0)

    answers = [raw.produce(topic, batch, partition=partition) for partition in (0, 1)]

    assert [(answer.error_code, answer.base_offset) for answer in answers] == [(0, 0), (0, 0)]


def test_a_producer_of_an_older_epoch_is_fenced_off(topic: str, raw: RawClient) -> None:
    producer_id = a_producer_id(raw)
    raw.produce(topic, a_batch(b"one", producer_id=producer_id, epoch=0, sequence=0))
    raw.produce(topic, a_batch(b"two", producer_id=producer_id, epoch=1, sequence=0))

    answer = raw.produce(topic, a_batch(b"zombie", producer_id=producer_id, epoch=0, sequence=1))

    assert answer.error_code == INVALID_PRODUCER_EPOCH
    assert raw.fetch(topic, 0).high_watermark == 2


def test_no_producer_gets_the_identity_of_another(bootstrap: str, topic: str, raw: RawClient) -> None:
    ids = [a_producer_id(raw) for _ in range(5)]
    assert len(set(ids)) == 5

    producers = [KafkaProducer(bootstrap_servers=bootstrap) for _ in range(2)]
    for producer in producers:
        producer.send(topic, b"{}").get(timeout=30)
        producer.close()
    assert raw.fetch(topic, 0).high_watermark == 2
