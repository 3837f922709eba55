"""What the broker tells its operator: figures and troubles, and nothing of what it carries."""

import urllib.request

from confluent_kafka import Producer

from tests.broker_process import BrokerProcess
from tests.builders.broker import a_batch
from tests.engine.embedded.conftest import StartBroker, make_topic
from tests.engine.embedded.test_disk_full import full_disk, metrics_port
from tests.engine.embedded.test_durability import everything_in
from tests.engine.raw_client import RawClient

CANARY = "Zebedee-Quill-14-Larkspur-Row"
MEGABYTE = 1 << 20


def metrics(broker: BrokerProcess) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{metrics_port(broker)}/metrics", timeout=10) as answer:
        return str(answer.read(), "utf-8")


def test_figures_count_what_happened_and_name_no_topic_and_no_client(start_broker: StartBroker) -> None:
    broker = start_broker("--metrics-port", "0")
    topic = make_topic(broker, "mash.contacts")
    with RawClient(broker.address) as raw:
        for _ in range(3):
            raw.produce(topic, a_batch(b"one", b"two"))
        raw.produce(topic, a_batch(b"one")[:-1])
        raw.fetch(topic, 0)

    told = metrics(broker)

    assert "mash_broker_appended_records_total 6.0" in told
    assert 'mash_broker_refusals_total{api="Produce",error="CORRUPT_MESSAGE"} 1.0' in told
    assert 'mash_broker_requests_total{api="Fetch"} 1.0' in told
    assert "mash.contacts" not in told
    assert "raw" not in told


def test_nothing_that_is_carried_gets_into_the_log(start_broker: StartBroker) -> None:
    broker = start_broker("--metrics-port", "0")
    topic = make_topic(broker, "mash.contacts")
    whole = a_batch(CANARY.encode(), key=CANARY.encode())
    with RawClient(broker.address) as raw:
        raw.produce(topic, whole)
        raw.produce(topic, whole[:-1])
        raw.produce(topic, whole + whole)
        with full_disk(broker, room=0):
            while raw.produce(topic, a_batch(CANARY.encode() * 2000)).error_code == 0:
                assert broker.process is not None
        raw.send_bytes(whole)
        assert raw.receive() == b""

    log = (broker.data / "broker.log").read_text()
    assert "cannot be written" in log
    assert "connection was closed" in log
    assert CANARY not in log
    assert CANARY not in metrics(broker)


def test_memory_stays_small_whatever_goes_through(broker: BrokerProcess) -> None:
    topics = [make_topic(broker, f"topic-{number}", partitions=6) for number in range(5)]
    producer = Producer({"bootstrap.servers": broker.address, "linger.ms": 5})
    for number in range(40_000):
        producer.produce(topics[number % 5], b"x" * 1500)
        producer.poll(0)
    assert producer.flush(60) == 0
    assert sum(len(values) for values in everything_in(broker, topics[0]).values()) == 8000

    assert broker.process is not None
    with open(f"/proc/{broker.process.pid}/status", encoding="ascii") as status:
        peak_kb = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    assert peak_kb * 1024 < 100 * MEGABYTE
