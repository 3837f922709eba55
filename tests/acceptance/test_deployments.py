"""What compose and Kubernetes start, started here as processes: the same commands with the same environment.

Containers do not run here. Only addresses, passwords and paths are put in, as Docker and Strimzi would.
"""

import json
import os
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from mash_contracts.access import OPERATOR
from mash_kafka import cluster
from tests.contract.test_deployment_files import COMPOSE, DEPLOYMENTS, OURS, container, of_kind
from tests.real_postgres import Databases
from tests.requirements import need
from tests.running_system import free_port_range
from tests.secured_kafka import SecuredKafka

pytestmark = pytest.mark.timeout(300)
SECONDS = 120.0
SECRET_KEY = "the-secret-key-of-a-test-that-nobody-else-has"
MASTER_KEY = b64encode(b"the master key of a hub in tests").decode()


@dataclass
class Processes:
    """Processes of the hub over one folder, whose pages are at the first of some neighbouring ports."""

    folder: Path
    port: int = field(default_factory=lambda: free_port_range(8))
    started: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        ours = {
            "MASH_DATA": str(self.folder),
            "MASH_ATTACHMENTS": str(self.folder / "attachments"),
            "MASH_PORT": str(self.port),
            "MASH_SECRET_KEY": SECRET_KEY,
            "MASH_ENCRYPTION_KEYS": MASTER_KEY,
        }
        return {**os.environ, **given, **ours, "MASH_ADDRESS": f"http://127.0.0.1:{self.port}"}

    def start(self, name: str, arguments: Sequence[str], given: Mapping[str, str]) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            command = [sys.executable, "-m", *arguments]
            self.started.append(
                subprocess.Popen(command, env=self.environment(given), stdout=log, stderr=log)
            )

    def run(self, arguments: Sequence[str], given: Mapping[str, str]) -> str:
        command = [sys.executable, "-m", *arguments]
        done = subprocess.run(
            command, env=self.environment(given), capture_output=True, text=True, timeout=SECONDS
        )
        assert done.returncode == 0, done.stdout + done.stderr + self.logs()
        return done.stdout

    def metric(self, name: str) -> float | None:
        """What the process of the pages says of itself; None while it says nothing."""
        try:
            page = httpx.get(f"http://127.0.0.1:{self.port + 2}/metrics", trust_env=False)
        except httpx.TransportError:
            return None
        lines = [line for line in page.text.splitlines() if line.startswith(f"{name} ")]
        return float(lines[0].rpartition(" ")[2]) if lines else None

    def wait_for_metric(self, name: str, value: float) -> None:
        deadline = time.monotonic() + SECONDS
        while self.metric(name) != value:
            assert time.monotonic() < deadline, f"{name} is {self.metric(name)}\n{self.logs()}"
            time.sleep(0.2)

    def logs(self) -> str:
        return "\n".join(f"--- {log.name}\n{log.read_text()[-2000:]}" for log in self.folder.glob("*.log"))

    def stop(self) -> None:
        for process in self.started:
            process.send_signal(signal.SIGTERM)
        for process in self.started:
            process.wait(60)


@contextmanager
def processes_in(folder: Path) -> Iterator[Processes]:
    folder.mkdir()
    processes = Processes(folder)
    try:
        yield processes
    finally:
        processes.stop()


def every_case_study_reaches_its_teams(processes: Processes, given: Mapping[str, str]) -> None:
    told = json.loads(processes.run(["mash_command", "demo", "--json"], given))
    assert [set(one["routed"]) for one in told] == [
        {"cet", "child-protection"},
        {"early-help"},
        {"child-in-need"},
    ]
    processes.run(["mash_command", "reconcile", "--wait", "60"], given)
    processes.wait_for_metric("mash_reconcile_routed", 4)


def test_what_compose_starts_carries_every_case_study_to_its_teams(
    tmp_path: Path, postgres: Databases
) -> None:
    need("kafka")
    kafka = cluster.made(tmp_path / "kafka", nodes=1)
    kafka.start()
    try:
        with processes_in(tmp_path / "data") as processes:
            given = {
                **COMPOSE["x-mash"]["environment"],
                "MASH_BROKER": kafka.bootstrap,
                "MASH_DATABASE": postgres.fresh_url(),
                "MASH_RECONCILE_EVERY": "5",
            }
            assert "practitioner" in processes.run(OURS["prepare"]["command"], given)
            for name, service in OURS.items():
                if name != "prepare":
                    processes.start(name, service["command"], given)
            processes.wait_for_metric("mash_reconcile_accepted", 0)
            every_case_study_reaches_its_teams(processes, given)
    finally:
        kafka.stop()


def as_strimzi_would(kafka: SecuredKafka, url: str, name: str) -> dict[str, str]:
    """What a container of this deployment has in its environment."""
    (shared,) = of_kind("ConfigMap").values()
    given = dict(shared["data"])
    for variable in container(name)["env"]:
        given[variable["name"]] = variable.get("value") or _of_secret(variable, url)
    return given | kafka.settings_of(given["MASH_BROKER_USER"])


def _of_secret(variable: Mapping[str, Any], url: str) -> str:
    secret = variable["valueFrom"]["secretKeyRef"]
    if secret["name"] == "mash-databases":
        return url
    return {"key": SECRET_KEY, "encryption-keys": MASTER_KEY}[secret["key"]]


def test_what_kubernetes_starts_does_so_with_tls_and_no_more_rights_than_declared(
    tmp_path: Path, postgres: Databases
) -> None:
    need("kafka")
    kafka = SecuredKafka(tmp_path)
    kafka.start()
    try:
        with processes_in(tmp_path / "data") as processes:
            url = postgres.fresh_url()
            operator = {"MASH_DATABASE": url, "MASH_ENGINE": "kafka", **kafka.settings_of(OPERATOR)}
            processes.run(["mash_command.preparing"], operator)
            for name in DEPLOYMENTS:
                given = {**as_strimzi_would(kafka, url, name), "MASH_RECONCILE_EVERY": "5"}
                processes.start(name, container(name)["args"], given)
            processes.wait_for_metric("mash_reconcile_accepted", 0)
            every_case_study_reaches_its_teams(processes, operator)
    finally:
        kafka.stop()
