"""The tally service's worker as a process: started, asked, killed, and looked at from outside."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.admin import KafkaAdminClient

from mash_contracts.envelope import Envelope, EventData
from mash_platform.delivery.producer import open_producer
from tests.broker_process import wait_until
from tests.streams.tally import Trouble, open_delivery

STARTS_WITHIN = 30.0
ENDS_WITHIN = 30.0
ROUTING = "mash.routing"


@dataclass
class TallyWorker:
    """One worker of the tally service over the database in `data`; several may share it."""

    data: Path
    broker: str
    name: str = "worker"
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self, trouble: Trouble = Trouble.NONE, **settings: object) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        open_delivery(self.data).engine.dispose()
        given = {"data": self.data, "broker": self.broker, "trouble": trouble, **settings}
        environment = os.environ | {f"MASH_{name.upper()}": str(value) for name, value in given.items()}
        with self.log_file.open("wb") as log:
            self.processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.streams.tally"], env=environment, stdout=log, stderr=log
                )
            )

    @property
    def log_file(self) -> Path:
        return self.data / f"{self.name}.log"

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        return self.processes[-1]

    def log(self) -> str:
        return self.log_file.read_text()

    def health(self) -> dict[str, Any]:
        """What /health says; empty while nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port()}/health", timeout=2) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as refusal:
            with refusal:
                return dict(json.load(refusal))
        except OSError:
            return {}

    def is_dead(self) -> bool:
        """Whether it answers /live, and says there that it has to be started again."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port()}/live", timeout=2):
                return False
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code == 503
        except OSError:
            return False

    def metric(self, line_start: str) -> float:
        """The value of the first metric line that starts so; 0 when there is none yet."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self._port()}/metrics", timeout=2) as answer:
            lines = answer.read().decode().splitlines()
        return next((float(line.rpartition(" ")[2]) for line in lines if line.startswith(line_start)), 0.0)

    def _port(self) -> int:
        said = re.search(r"metrics and health on http://127\.0\.0\.1:(\d+)", self.log())
        if said is None:
            raise ConnectionRefusedError("the worker has not said where it listens")
        return int(said[1])

    def wait_for_status(self, status: str) -> None:
        wait_until(
            lambda: self.health().get("status") == status, seconds=STARTS_WITHIN, what=f"status {status}"
        )

    def wait_for_exit(self) -> int:
        """The exit code."""
        return self.process.wait(timeout=ENDS_WITHIN)

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.wait_for_exit()

    def end(self) -> None:
        """Whatever was started here is gone after this."""
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()

    def cases(self) -> list[str]:
        """The cases that took effect, in order; one that took effect twice is there twice."""
        return [row[0] for row in self._query("select case_id from effects order by number")]

    def unpublished(self) -> int:
        return int(self._query("select count(*) from outbox where published_at is null")[0][0])

    def _query(self, sql: str) -> list[Any]:
        with closing(sqlite3.connect(self.data / "tally.db", timeout=30)) as connection:
            return connection.execute(sql).fetchall()

    def wait_for_cases(self, cases: Iterable[str], *, seconds: float = 40.0) -> None:
        """Waits until each of these took effect and what follows from it is on the log."""
        expected = set(cases)
        wait_until(lambda: expected <= set(self.cases()), seconds=seconds, what=f"{len(expected)} effects")
        wait_until(lambda: self.unpublished() == 0, seconds=seconds, what="an empty outbox")


def send(
    broker: str, *envelopes: Envelope[EventData], topic: str = ROUTING, partition: int | None = None
) -> None:
    """Puts events on the log, in order, acknowledged."""
    with closing(open_producer(broker, "test")) as producer:
        sent = [
            producer.send(
                topic,
                key=envelope.reference.encode(),
                value=envelope.value(),
                headers=envelope.headers(),
                partition=partition,
            )
            for envelope in envelopes
        ]
        for future in sent:
            future.get(15)


def send_bytes(broker: str, value: bytes, headers: Sequence[tuple[str, bytes]], *, key: bytes = b"k") -> None:
    """Puts anything on the log."""
    with closing(open_producer(broker, "test")) as producer:
        producer.send(ROUTING, key=key, value=value, headers=list(headers), partition=0).get(15)


def records(broker: str, topic: str) -> list[Any]:
    """Everything on a topic, each partition in order."""
    with closing(KafkaConsumer(bootstrap_servers=broker, enable_auto_commit=False)) as consumer:
        partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic) or ()]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        ends = consumer.end_offsets(partitions)
        found: list[Any] = []
        while any(consumer.position(partition) < end for partition, end in ends.items()):
            for polled in consumer.poll(timeout_ms=500).values():
                found += polled
    return found


def committed(broker: str, group: str, topic: str = ROUTING) -> dict[int, int]:
    """The group's committed offset for each partition that has one."""
    with closing(KafkaAdminClient(bootstrap_servers=broker)) as admin:
        offsets = admin.list_group_offsets([group])[group]
    return {
        p.partition: found.offset for p, found in offsets.items() if p.topic == topic and found.offset >= 0
    }
