"""The same worker on Apache Kafka: it handles once, says what follows, and takes up where it stopped.

One Kafka serves all these tests, so each looks only at children of its own.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from confluent_kafka import Producer
from kafka import KafkaConsumer, TopicPartition

from mash_contracts.envelope import Envelope, EventData
from mash_platform.streams import topics_admin
from tests.broker_process import wait_until
from tests.builders.streams import a_referral_accepted, enveloped
from tests.streams.processes import ROUTING, TallyWorker, committed, records, send
from tests.streams.tally import Trouble

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def kafka(kafka_address: str) -> str:
    """Kafka with the declared topics."""
    topics_admin.apply(kafka_address)
    return kafka_address


@pytest.fixture
def worker(tmp_path: Path, kafka: str) -> Iterator[TallyWorker]:
    tally = TallyWorker(tmp_path / "tally", kafka)
    yield tally
    tally.end()


def cases(kind: str, *names: str) -> list[Envelope[EventData]]:
    """One accepted case each, of one child each; `kind` keeps the children of two tests apart."""
    return [
        enveloped(a_referral_accepted(f"4K7Q-{kind}{number:03d}-1", case_id=name))
        for number, name in enumerate(names)
    ]


def said_of(kafka: str, *envelopes: Envelope[EventData]) -> list[bytes]:
    """The keys of what the worker said of these children, in the order in which it is on the log."""
    children = {envelope.reference.encode() for envelope in envelopes}
    return [record.key for record in records(kafka, "mash.triage") if record.key in children]


def everything_is_committed(kafka: str) -> bool:
    with closing(KafkaConsumer(bootstrap_servers=kafka)) as consumer:
        partitions = [TopicPartition(ROUTING, number) for number in consumer.partitions_for_topic(ROUTING)]
        ends = consumer.end_offsets(partitions)
    read = committed(kafka, "mash-tally")
    return all(read.get(partition.partition, 0) == end for partition, end in ends.items())


def test_every_declared_topic_is_made_and_making_them_may_be_repeated(kafka: str) -> None:
    assert topics_admin.differences(kafka) == ()
    assert topics_admin.apply(kafka) == topics_admin.Report((), ())


def test_events_that_come_again_take_effect_once_and_what_follows_is_said_once(
    kafka: str, worker: TallyWorker
) -> None:
    events = cases("A", "a", "b", "c")
    send(kafka, *events, *events)
    worker.start()
    worker.wait_for_cases(["a", "b", "c"])
    wait_until(lambda: everything_is_committed(kafka), seconds=30, what="all committed")
    assert sorted(worker.cases()) == ["a", "b", "c"]
    assert sorted(said_of(kafka, *events)) == sorted(event.reference.encode() for event in events)
    assert worker.metric('mash_messages_total{outcome="duplicate"') == 3
    assert worker.stop() == 0


def test_an_event_that_was_handled_but_not_acknowledged_takes_effect_once(
    kafka: str, worker: TallyWorker
) -> None:
    """kill -9 after the database has committed and before the offset has."""
    worker.start(Trouble.DIE_AFTER_COMMIT, case="e")
    events = cases("B", "d", "e")
    send(kafka, *events)
    assert worker.wait_for_exit() == -9
    assert "e" in worker.cases()
    worker.start()
    worker.wait_for_cases(["d", "e"], seconds=120)
    wait_until(lambda: everything_is_committed(kafka), seconds=120, what="all committed")
    assert sorted(worker.cases()) == ["d", "e"]
    assert sorted(said_of(kafka, *events)) == sorted(event.reference.encode() for event in events)
    assert worker.stop() == 0


def test_what_a_sender_took_back_has_no_effect_and_its_marks_are_no_messages_that_wait(
    kafka: str, worker: TallyWorker
) -> None:
    """A team's own system may write in transactions; each leaves a mark on the log, at its end."""
    taken_back, kept, unfinished = cases("T", "taken back", "kept", "unfinished")
    worker.start()
    with closing(Sender(kafka)) as sender:
        sender.says(taken_back)
        sender.takes_it_back()
        sender.says(kept)
        sender.stands_by_it()
        worker.wait_for_cases(["kept"])
        wait_until(lambda: everything_is_committed(kafka), seconds=30, what="the marks are passed")

        sender.says(unfinished)
        send(kafka, *cases("U", "meanwhile"), partition=0)
        worker.wait_for_cases(["meanwhile"])
        wait_until(lambda: worker.health()["behind"] == 0, seconds=10, what="nothing waits")
        assert set(worker.cases()) & {"taken back", "unfinished"} == set()
        sender.stands_by_it()
    worker.wait_for_cases(["unfinished"])
    assert "taken back" not in worker.cases()
    assert worker.stop() == 0


class Sender:
    """A system of somebody else that says what it says in transactions."""

    def __init__(self, kafka: str) -> None:
        self._producer = Producer({"bootstrap.servers": kafka, "transactional.id": "a-team"})
        self._producer.init_transactions(30)
        self._producer.begin_transaction()

    def says(self, envelope: Envelope[EventData]) -> None:
        self._producer.produce(
            ROUTING,
            key=envelope.reference.encode(),
            value=envelope.value(),
            headers=[*envelope.headers()],
            partition=5,
        )
        self._producer.flush(30)

    def takes_it_back(self) -> None:
        self._producer.abort_transaction(30)
        self._producer.begin_transaction()

    def stands_by_it(self) -> None:
        self._producer.commit_transaction(30)
        self._producer.begin_transaction()

    def close(self) -> None:
        self._producer.abort_transaction(30)
