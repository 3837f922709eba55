"""What a process answers on its metrics port."""

import http.client
import json
from collections.abc import Iterator

import pytest
from prometheus_client import CollectorRegistry, Gauge

from mash_platform.telemetry.catalogue import platform_metrics
from mash_platform.telemetry.server import Health, TelemetryServer


class Process:
    """A process whose health a test decides."""

    def __init__(self) -> None:
        self.health = Health(True, "working", {"behind": 0})
        registry = CollectorRegistry()
        Gauge("mash_test_children", "Children.", registry=registry).set(3)
        self.server = TelemetryServer("127.0.0.1", 0, lambda: self.health, registry=registry)
        self.server.start()

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=5)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body


@pytest.fixture
def process() -> Iterator[Process]:
    started = Process()
    yield started
    started.server.stop()


def test_metrics_are_there_for_prometheus(process: Process) -> None:
    status, body = process.get("/metrics")
    assert status == 200
    assert "mash_test_children 3.0" in body


def test_a_healthy_process_says_so_with_its_numbers(process: Process) -> None:
    status, body = process.get("/health")
    told = {"healthy": True, "alive": True, "status": "working", "behind": 0}
    assert (status, json.loads(body)) == (200, told)


def test_a_process_that_someone_must_look_at_is_not_healthy_but_alive(process: Process) -> None:
    process.health = Health(False, "braked")
    assert process.get("/health")[0] == 503
    assert process.get("/live")[0] == 200


def test_a_process_that_answers_and_does_nothing_is_dead_to_whoever_restarts_it(process: Process) -> None:
    process.health = Health(False, "stalled", alive=False)
    status, body = process.get("/live")
    assert (status, body) == (503, "stalled: start this process again\n")


def test_anything_else_is_not_there(process: Process) -> None:
    assert process.get("/")[0] == 404


def test_a_taken_port_is_an_error_at_once(process: Process) -> None:
    with pytest.raises(OSError, match="in use"):
        TelemetryServer("127.0.0.1", process.server.port, lambda: process.health)


def test_every_metric_says_in_a_sentence_what_it_is() -> None:
    found = platform_metrics()
    assert len({metric.name for metric in found}) == len(found) > 10
    for metric in found:
        assert metric.name.startswith("mash_")
        assert metric.sentence.endswith(".")
        assert not set(metric.labels) & {"reference", "key", "event_id", "name"}
