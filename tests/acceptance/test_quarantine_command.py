"""An operator follows the runbook for a message that could not be read."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from kafka import KafkaProducer

from mash_platform.clock import SystemClock
from tests.builders.streams import a_record, enveloped
from tests.builders.triage import a_contact_received
from tests.running_system import RunningSystem, running_system

PATIENCE_SECONDS = 30.0


def put_on_the_log(system: RunningSystem, *, key: bytes, value: bytes) -> None:
    """A message about a child with the headers of a real one, and a value that is not."""
    with closing(KafkaProducer(bootstrap_servers=system.broker)) as producer:
        real = a_record(enveloped(a_contact_received(received_at=SystemClock().now())))
        producer.send("mash.contacts", key=key, value=value, headers=list(real.headers)).get(timeout=10)


def waiting(system: RunningSystem) -> list[dict[str, Any]]:
    """What waits in quarantine, once triage has set something aside."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found: list[dict[str, Any]] = json.loads(system.mash("quarantine", "list", "--json").stdout)
        if any(entry["service"] == "triage" for entry in found):
            return found
    raise AssertionError(system.logs())


@contextmanager
def nobody_writes(database: Path) -> Iterator[None]:
    """What a handler that hangs does to the others: it holds the database."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


def test_a_message_that_cannot_be_read_is_listed_shown_and_sent_on(tmp_path: Path) -> None:
    with running_system(tmp_path / "var") as system:
        put_on_the_log(system, key=b"4K7Q-9XWD-1", value=b'{"reference": "4K7Q-9XWD-1"')
        identity = waiting(system)[0]["identity"]

        listed = system.mash("quarantine", "list").stdout
        assert f"{identity[:12]}  record 4K7Q-9XWD-1" in listed
        assert "malformed-json" in listed

        shown = system.mash("quarantine", "show", identity[:6]).stdout
        assert json.loads(shown)["origin_topic"] == "mash.contacts"
        assert '{"reference"' not in shown, "the message itself is shown only when asked for"

        assert system.mash("quarantine", "redrive", identity[:6]).stdout == "Sent on: 1.\n"
        everything = json.loads(system.mash("quarantine", "list", "--all", "--json").stdout)
        assert next(entry for entry in everything if entry["identity"] == identity)["sent_on_at"]

        unknown = system.mash("quarantine", "show", "no-such-id")
        assert (unknown.returncode, "Traceback" in unknown.stderr) == (1, False)


def test_a_message_that_stops_a_service_is_ordered_aside_by_the_place_its_log_names(tmp_path: Path) -> None:
    with running_system(tmp_path / "var") as system:
        put_on_the_log(system, key=b"4K7Q-9XWD-1", value=b"{}")
        entry = waiting(system)[0]
        place = f"{entry['origin_topic']}/{entry['origin_partition']}/{entry['origin_offset']}"
        with nobody_writes(tmp_path / "var" / "triage.db"):
            ordering = system.begin_mash("quarantine", "set-aside", "triage", place)
            assert ordering.stderr
            assert "waiting until its worker is stopped" in ordering.stderr.readline()
        ordered, _ = ordering.communicate(timeout=60)
        assert ordered.startswith(f"Ordered: triage sets {place} aside, record 4K7Q-9XWD-1,")
        again = system.mash("quarantine", "set-aside", "triage", place)
        assert again.stdout.startswith("Ordered before: ")
        nowhere = system.mash("quarantine", "set-aside", "triage", "mash.contacts/0/4711")
        assert (nowhere.returncode, "Traceback" in nowhere.stderr) == (1, False)
        assert "holds no message at 4711" in nowhere.stderr
