"""Starting and stopping: one clear sentence when it cannot be, and nothing left behind."""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from mash_broker.database import FILE_NAME
from mash_broker.errors import ExitCode
from tests.broker_process import BrokerProcess
from tests.builders.broker import a_batch
from tests.engine.embedded.conftest import make_topic
from tests.engine.raw_client import RawClient, a_fetch_request


def attempt(*arguments: str) -> tuple[int, str]:
    """Start a broker that will not start: its exit code, and all that it says."""
    command = [sys.executable, "-m", "mash_broker", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def one_sentence(said: str) -> str:
    assert said.endswith(".\n")
    assert said.count("\n") == 1, said
    return said.strip()


def test_a_second_broker_on_the_same_folder_is_refused(broker: BrokerProcess) -> None:
    code, said = attempt("--data", str(broker.data), "--port", "0")

    assert code == ExitCode.ALREADY_RUNNING
    assert broker.process is not None
    assert f"process {broker.process.pid}" in one_sentence(said)


def test_a_second_broker_does_not_take_away_the_address_of_the_first(broker: BrokerProcess) -> None:
    port_file = broker.data / "port"
    code, _ = attempt("--data", str(broker.data), "--port", "0", "--port-file", str(port_file))

    assert code == ExitCode.ALREADY_RUNNING
    assert port_file.read_text().strip() == broker.address


def test_an_address_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "port"
    code, said = attempt("--data", str(tmp_path), "--port", "0", "--port-file", str(nowhere))

    assert code == ExitCode.FOLDER_UNUSABLE
    assert str(nowhere) in said.splitlines()[-1]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "::", "broker.example"])
def test_only_this_machine_may_reach_it(host: str, tmp_path: Path) -> None:
    code, said = attempt("--data", str(tmp_path), "--port", "0", "--host", host)

    assert code == ExitCode.NOT_LOOPBACK
    assert host in one_sentence(said)
    assert not (tmp_path / FILE_NAME).exists()


def test_a_taken_port_is_named(broker: BrokerProcess, tmp_path: Path) -> None:
    code, said = attempt("--data", str(tmp_path / "other"), "--port", str(broker.port))

    assert code == ExitCode.PORT_TAKEN
    assert str(broker.port) in one_sentence(said)


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    code, said = attempt("--data", str(tmp_path / "file"), "--port", "0")

    assert code == ExitCode.FOLDER_UNUSABLE
    assert str(tmp_path / "file") in one_sentence(said)


def test_a_file_that_is_no_log_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"minutes of the last meeting " * 500)
    code, said = attempt("--data", str(tmp_path), "--port", "0")

    assert code == ExitCode.UNREADABLE_LOG
    assert FILE_NAME in one_sentence(said)
    assert (tmp_path / FILE_NAME).read_bytes().startswith(b"minutes")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_asked_even_while_readers_wait(number: signal.Signals, broker: BrokerProcess) -> None:
    topic = make_topic(broker, "mash.contacts")
    process = broker.process
    assert process is not None
    with RawClient(broker.address) as raw:
        assert raw.produce(topic, a_batch()).error_code == 0
        waiting = threading.Thread(target=raw.receive)
        raw.send(a_fetch_request(topic, 1, max_wait_ms=60_000), 11)
        waiting.start()
        began = time.monotonic()
        process.send_signal(number)
        code = process.wait(timeout=30)
        waiting.join(timeout=30)

    assert code == ExitCode.STOPPED
    assert time.monotonic() - began < 15
    assert not (broker.data / "port").exists(), "the address it no longer has"
    assert not (broker.data / f"{FILE_NAME}-wal").exists(), "all is in the one file"
    broker.process = None


def test_a_killed_broker_leaves_nothing_that_stops_the_next_one(broker: BrokerProcess) -> None:
    for _ in range(3):
        broker.kill()
        broker.start()
