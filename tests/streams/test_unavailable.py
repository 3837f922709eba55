"""What is down for now: everything waits visibly, nothing is lost, and it goes on by itself."""

import sqlite3
import time
from contextlib import closing

from tests.broker_process import BrokerProcess, wait_until
from tests.builders.streams import a_referral_accepted, enveloped
from tests.streams.processes import TallyWorker, committed, records, send
from tests.streams.tally import Trouble
from tests.streams.test_worker import cases


def test_while_something_is_unavailable_the_message_waits_visibly(
    broker: BrokerProcess, worker: TallyWorker
) -> None:
    worker.data.mkdir()
    (worker.data / "unavailable").touch()
    worker.start(Trouble.UNAVAILABLE_WHILE_FILE, case="b", patience=8)
    send(broker.address, *cases("a", "b"))
    worker.wait_for_status("waiting")
    wait_until(
        lambda: worker.metric("mash_consumer_retries_total{") >= 3, seconds=20, what="it is tried again"
    )
    assert worker.metric("mash_consumer_paused{") == 1
    assert worker.health()["healthy"]
    assert "b" not in worker.cases()
    (worker.data / "unavailable").unlink()
    worker.wait_for_cases(["a", "b"])
    assert sorted(worker.cases()) == ["a", "b"]
    wait_until(lambda: worker.metric("mash_consumer_paused{") == 0, seconds=5, what="no pause any more")


def test_a_worker_that_waits_for_something_can_be_stopped(broker: BrokerProcess, worker: TallyWorker) -> None:
    worker.data.mkdir()
    (worker.data / "unavailable").touch()
    worker.start(Trouble.UNAVAILABLE_WHILE_FILE)
    send(broker.address, *cases("a"))
    worker.wait_for_status("waiting")
    assert worker.stop() == 0
    assert sum(committed(broker.address, "mash-tally").values()) == 0


def test_a_locked_database_is_waited_for(broker: BrokerProcess, worker: TallyWorker) -> None:
    worker.start(busy_timeout_ms=200)
    send(broker.address, *cases("first"))
    worker.wait_for_cases(["first"])
    with closing(sqlite3.connect(worker.data / "tally.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        send(broker.address, enveloped(a_referral_accepted(case_id="meanwhile")))
        worker.wait_for_status("waiting")
        assert worker.process.poll() is None
        other.execute("ROLLBACK")
    worker.wait_for_cases(["first", "meanwhile"])
    assert sorted(worker.cases()) == ["first", "meanwhile"]


def test_nothing_is_lost_when_the_broker_is_down_for_ten_seconds(
    broker: BrokerProcess, worker: TallyWorker
) -> None:
    names = [f"case-{number}" for number in range(80)]
    worker.start(Trouble.SLOW)
    send(broker.address, *cases(*names))
    wait_until(lambda: len(worker.cases()) >= 10, seconds=40, what="some effects")
    broker.kill()
    time.sleep(10)
    broker.start()
    more = [enveloped(a_referral_accepted(f"7TBN-{n:04d}-1", case_id=f"later-{n}")) for n in range(20)]
    send(broker.address, *more)
    if worker.process.poll() is not None:
        worker.start()
    worker.wait_for_cases([*names, *(f"later-{n}" for n in range(20))], seconds=90)
    assert len(worker.cases()) == 100
    said = {dict(record.headers)["ce_causationid"] for record in records(broker.address, "mash.triage")}
    assert len(said) == 100
