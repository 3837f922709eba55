"""A service whose database is that of an earlier time catches up from the log."""

from datetime import UTC, datetime, timedelta

import pytest

from mash_platform.errors import Conflict
from mash_platform.streams.reading_again import read_again
from tests.broker_process import BrokerProcess
from tests.builders.streams import a_referral_accepted, enveloped
from tests.streams.processes import TallyWorker, committed, send


def test_a_service_reads_again_what_its_restored_database_does_not_know(
    broker: BrokerProcess, worker: TallyWorker
) -> None:
    before = datetime.now(UTC) - timedelta(minutes=1)
    events = [enveloped(a_referral_accepted(case_id=name)) for name in ("a", "b")]
    send(broker.address, *events, partition=1)
    worker.start()
    worker.wait_for_cases(["a", "b"])
    with pytest.raises(Conflict):
        read_again(broker.address, "mash-tally", before)
    assert worker.stop() == 0
    assert committed(broker.address, "mash-tally")[1] == 2

    for file in worker.data.glob("tally.db*"):
        file.unlink()
    places = read_again(broker.address, "mash-tally", before)

    assert places["mash.routing", 1] == 0
    worker.start()
    worker.wait_for_cases(["a", "b"])
    assert sorted(worker.cases()) == ["a", "b"]
    read_again_from_tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert worker.stop() == 0
    assert read_again(broker.address, "mash-tally", read_again_from_tomorrow)["mash.routing", 1] == 2
